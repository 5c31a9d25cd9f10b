package subject

import (
	"context"

	"github.com/igaplugin/igaplugin/bench/hostbench/internal/bare"
	"github.com/igaplugin/igaplugin/shared"
)

// Bare is the loop written directly on go-plugin.
func Bare() Subject {
	return Subject{Name: "bare", Start: func(ctx context.Context, metered bool) (Process, error) {
		cmd, err := command(ctx, modeBare, metered)
		if err != nil {
			return nil, err
		}
		p, err := bare.Start(cmd)
		if err != nil {
			return nil, err
		}
		return bareProcess{p}, nil
	}}
}

type bareProcess struct{ *bare.Process }

// Connect opens a connection.
func (b bareProcess) Connect(ctx context.Context, config shared.Attributes) (Connection, error) {
	conn, err := b.Process.Connect(ctx, config)
	if err != nil {
		return nil, err
	}
	return conn, nil
}
