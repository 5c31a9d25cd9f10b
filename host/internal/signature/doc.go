// Package signature checks minisign signatures of connector binaries, offline,
// against keys that the host trusts: https://jedisct1.github.io/minisign/.
//
// The package imports none of the project's packages.
package signature
