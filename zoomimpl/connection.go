package zoomimpl

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// connection is the connector bound to one Zoom account.
type connection struct {
	cfg    config
	api    *zoomapi.Client
	tokens appTokens
	model  *model
	locks  *keyedLocks
	sleep  func(ctx context.Context, d time.Duration) error
	log    *slog.Logger
	// release gives back the network, the access token and the rate limits.
	release func()
	// pendingIDs are ids of pending users, whom Zoom's list shows without.
	pendingIDs *recent
	// provisional are e-mail addresses that were given out as uids, with the ids of
	// the users at Zoom: empty while not known, goneUser once removed.
	provisional *recent
}

var _ shared.Connection = (*connection)(nil)

// Schema describes users, groups, roles and what Zoom Phone has to offer them.
func (c *connection) Schema(context.Context) (*shared.Schema, error) { return c.model.schema, nil }

// Close gives back the network connections and the access token, which end with
// the last connection that shares them.
func (c *connection) Close(context.Context) error {
	c.release()
	return nil
}

// Get reads one object.
func (c *connection) Get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	switch req.Class {
	case classGroup:
		return c.getGroup(ctx, req)
	case classRole:
		return c.getRole(ctx, req)
	case classSite:
		return c.getSite(ctx, req)
	case classNumber:
		return c.numbersClass().get(ctx, req)
	case classPlan:
		return c.plansClass().get(ctx, req)
	default:
		return c.getUser(ctx, req)
	}
}

// Search finds objects.
func (c *connection) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	if !c.cfg.pagination {
		all := *q
		all.PageSize, all.Offset, all.Cookie = 0, 0, ""
		q = &all
	}
	q = withNumbers(q)
	switch q.Class {
	case classGroup:
		return c.searchGroups(ctx, q)
	case classRole:
		return c.searchRoles(ctx, q)
	case classSite:
		return c.sitesClass().search(ctx, c, q)
	case classNumber:
		return c.numbersClass().search(ctx, c, q)
	case classPlan:
		return c.plansClass().search(ctx, c, q)
	default:
		return c.searchUsers(ctx, q)
	}
}

// lock keeps other writes to the same object of this account out. Users are
// named by id where they have one, else by e-mail address.
func (c *connection) lock(ctx context.Context, class, name string) (func(), error) {
	return c.locks.lock(ctx, strings.Join([]string{c.cfg.serviceURL, c.cfg.accountID, class, name}, "\x00"))
}
