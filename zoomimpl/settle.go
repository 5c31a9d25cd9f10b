package zoomimpl

import (
	"context"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const (
	// settleTime bounds the look at Zoom after a write whose answer was lost.
	settleTime = 10 * time.Second
	// restoreTime bounds the deactivation of a user who was activated for a
	// change. It outlasts the longest pause that a rate limit may ask for.
	restoreTime = 90 * time.Second
)

// settling returns a context for that look. It outlives the caller's, which may
// be the reason why the answer was lost; ctx's values stay.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), settleTime)
}

// shows makes a look at the user that tells whether a change of it was made.
func (c *connection) shows(u *zoomapi.User, made func(now *zoomapi.User) bool) func(context.Context) bool {
	return func(ctx context.Context) bool {
		now, err := c.api.User(ctx, target(u))
		return err == nil && made(now)
	}
}
