package zoomimpl

import (
	"context"
	"errors"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// metered counts what a write costs and puts it into the result, also into the
// one that a *shared.WriteError carries.
func metered(ctx context.Context, write func(context.Context) (*shared.WriteResult, error)) (*shared.WriteResult, error) {
	meter := &zoomapi.Meter{}
	result, err := write(zoomapi.WithMeter(ctx, meter))
	if result != nil {
		result.Stats = stats(meter)
	}
	if partial, ok := errors.AsType[*shared.WriteError](err); ok {
		partial.Result.Stats = stats(meter)
	}
	return result, err
}

// newMeter makes a meter of one operation, which reports to whoever wants to know
// while it runs.
func newMeter(ctx context.Context) *zoomapi.Meter {
	m := &zoomapi.Meter{}
	shared.ProgressOf(ctx).Follow(func() shared.OperationStats { return stats(m) })
	return m
}

func stats(m *zoomapi.Meter) shared.OperationStats {
	return shared.OperationStats{Requests: m.Requests(), Waited: m.Waited()}
}
