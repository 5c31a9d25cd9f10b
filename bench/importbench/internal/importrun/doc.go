// Package importrun runs one import with igahost, as a person would, and
// measures the processes. What was requested of the server it leaves to those
// who ask the server. It may import bench/importbench/internal/procfs.
package importrun
