// Package usage reads the CPU time of processes. It may import shared.
package usage
