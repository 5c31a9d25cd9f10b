// Package catalog keeps connectors in a folder and finds them by name and
// version.
//
//	c, err := catalog.Open("/var/lib/iga/connectors")
//	if err != nil { ... }
//	entry, err := c.Resolve("zoom", "") // the newest release
//	if err != nil { ... }
//	p, err := host.Launch(ctx, entry.Spec())
//
// The folder holds a manifest, catalog.json, and one folder for each binary,
// which has the SHA-256 of the binary in its name:
//
//	catalog.json
//	lock
//	incoming/
//	blobs/sha256-HEX/iga-connector-zoom
//	blobs/sha256-HEX/iga-connector-zoom.minisig
//	blobs/sha256-HEX/SHA256SUMS
//	blobs/sha256-HEX/SHA256SUMS.minisig
//	blobs/sha256-HEX/...
//
// A connector of several files is stored as a whole, under the SHA-256 of the
// checksum file that lists them, which is named SHA256SUMS there.
//
// A binary is never written to again once it is there, and the manifest is
// replaced as a whole, so that readers need no lock and a crash at any moment
// leaves the catalogue as it was before or as it is after. Where the manifest
// can be trusted, because nobody else can write to the folder, the checksum in
// it protects the binaries; against everybody who can write to the folder only
// signatures do.
//
// The package may import host, shared and the packages below host.
package catalog
