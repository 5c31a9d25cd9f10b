// Package subject holds what is compared: the product, its client on a bare
// go-plugin client, and the bare loop. It may import host, shared, memimpl and
// its sibling packages.
package subject
