// Package csvimpl is a connector whose target is CSV files: users in one file
// and, where configured, groups in another. It implements every operation of
// the contract on a target that has nothing but a file system, which makes it
// the example for connector authors:
//
//   - connector.go, properties.go, settings.go: what the connector says of
//     itself, and the configuration, checked with all its faults at once.
//   - schema.go, column.go, layout.go, header.go: the schema, which follows the
//     header of the file, and what a header shows of a wrong configuration.
//   - scanner.go, cell.go, values.go, charset.go: from bytes to typed values
//     and back, without loss.
//   - table.go, source.go: one open file, read row by row.
//   - get.go, search.go, cookie.go, sync.go, states.go, digest.go, token.go,
//     binding.go: reading.
//   - create.go, update.go, delete.go, rewrite.go, lock.go, lockfile.go,
//     replace_*.go:
//     writing, by a copy that takes the place of the file in one step.
//   - fault.go: errors of the catalogue with file and line.
//   - stamp.go, pass.go: what notices programs that write at the same time.
//   - objectsize.go, fold.go: the limit of the contract for objects, and names
//     without regard to case.
//
// It may import package shared and its sub-packages and nothing else of the
// project.
package csvimpl
