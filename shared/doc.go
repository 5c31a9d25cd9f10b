// Package shared is the contract that hosts and connectors share: the Go
// interfaces, the values and objects that pass between them, the schema, the
// configuration and the errors.
//
// There are two levels, as in database/sql/driver. A [Connector] is a type of
// target system. A [Connection] is that type bound to one target by a
// configuration. One connector process serves many connections, which share
// nothing that one could see of the other.
//
// A connector author implements [Connector] and [Connection], adds [Creator],
// [Updater], [Deleter] and [Syncer] as the target allows, and serves them with
// package pluginrpc. A host author calls the same interfaces on the other side
// of the process boundary, always in the form of [FullConnection].
//
// The package may import nothing else of the project.
package shared
