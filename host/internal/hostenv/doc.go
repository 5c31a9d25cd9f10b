// Package hostenv decides which variables of the host a connector process
// sees.
//
// The package imports none of the project's packages.
package hostenv
