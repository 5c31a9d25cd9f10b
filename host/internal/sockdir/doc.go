// Package sockdir makes the private folder that a connector process puts its
// socket into, and removes folders that hosts left behind which died without
// cleaning up.
//
// The package imports none of the project's packages.
package sockdir
