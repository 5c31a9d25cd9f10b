package zoomimpl

import (
	"context"
	"time"
)

// settleTime bounds the look at Zoom after a write whose answer was lost.
const settleTime = 10 * time.Second

// settling returns a context for that look. It outlives the caller's, which may
// be the reason why the answer was lost; ctx's values stay.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), settleTime)
}
