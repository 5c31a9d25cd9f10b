// Package pluginlog takes in what a connector process writes on its standard
// streams: it splits it into bounded lines, turns them into log records that
// cannot harm the host or its terminal, and keeps the last of them for error
// messages.
//
// The package imports none of the project's packages.
package pluginlog
