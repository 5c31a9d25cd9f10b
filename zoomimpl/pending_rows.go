package zoomimpl

import (
	"context"
	"strings"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// pendingRows find users for one operation, also those whom Zoom gives in the
// list of pending users alone, because their invitation has expired.
type pendingRows struct {
	c    *connection
	rows []*zoomapi.User
	// listed is set once the rows were read: one listing, whoever is looked for.
	listed bool
}

// findUserOrRow is findUser, and gives a user whose invitation has expired as the
// list of pending users shows one.
func (c *connection) findUserOrRow(ctx context.Context, key string) (*zoomapi.User, error) {
	return (&pendingRows{c: c}).find(ctx, key)
}

// find is findUserOrRow.
func (p *pendingRows) find(ctx context.Context, key string) (*zoomapi.User, error) {
	u, err := p.c.findUser(ctx, key)
	if !hasCode(err, zoomapi.CodeInvitationExpired) {
		return u, err
	}
	if listErr := p.list(ctx); listErr != nil {
		return nil, listErr
	}
	for _, row := range p.rows {
		named := *row
		if id, known := p.c.knownID(row); known && row.ID == "" {
			named.ID = id
		}
		if strings.EqualFold(named.Email, key) || named.ID == key {
			return &named, nil
		}
	}
	return nil, err
}

// list reads the pending users, once.
func (p *pendingRows) list(ctx context.Context) error {
	if p.listed {
		return nil
	}
	options := zoomapi.UserListOptions{Status: zoomapi.StatusPending, PageSize: p.c.cfg.batchSize}
	for u, err := range p.c.api.Users(ctx, options) {
		if err != nil {
			return err
		}
		p.rows = append(p.rows, u)
	}
	p.listed = true
	return nil
}
