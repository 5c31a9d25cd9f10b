package zoomimpl

import "github.com/igaplugin/igaplugin/shared"

func loggingProperties() []*shared.Property {
	return []*shared.Property{
		choice(propLogLevel, "Log level",
			"Least severe records that this connection logs. The level of the process holds besides: this can only make the log shorter. Not set: the level of the process alone.",
			"", "trace", "debug", "info", "warn", "error"),
	}
}
