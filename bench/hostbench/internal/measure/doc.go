// Package measure runs the cells of a comparison, the subjects of a cell in turn,
// and computes ratios. It may import shared and its sibling packages.
package measure
