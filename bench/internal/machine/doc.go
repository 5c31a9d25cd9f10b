// Package machine describes the machine that figures were measured on. It
// imports none of the project's packages.
package machine
