package zoomimpl

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// getUser reads one user by uid or e-mail address.
func (c *connection) getUser(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	names := distinct(slices.Clone(req.Attributes))
	if len(names) == 0 {
		names = defaultNames(c.model.user, false)
	}
	key := req.UID
	if req.Name != "" {
		if key = req.Name; !isEmail(key) {
			return nil, noSuchUser(key)
		}
	}
	u, err := c.findUserOrRow(ctx, key)
	if err != nil {
		return nil, catalogue(err, classUser, req.UID)
	}
	if u == nil {
		return nil, noSuchUser(key)
	}
	if isEmail(req.UID) && u.Status != zoomapi.StatusPending && u.ID != "" && c.hadUID(u, req.UID) {
		// The caller knows the user by the address that was its uid.
		c.provisional.put(strings.ToLower(req.UID), u.ID)
	}
	phone, err := c.newPhoneReader(req.Attributes, nil).of(ctx, u, names)
	if err != nil {
		return nil, catalogue(err, classUser, req.UID)
	}
	c.giveOut(c.identify(u))
	return c.userObject(u, phone, names, nil), nil
}

// findUser reads a user by id or e-mail address; nil when there is none. Zoom
// accepts other spellings too, such as "me": they are not the uid of anybody.
func (c *connection) findUser(ctx context.Context, key string) (*zoomapi.User, error) {
	u, err := c.api.User(ctx, key)
	switch {
	case hasCode(err, zoomapi.CodeUserNotFound), errors.Is(err, zoomapi.ErrInvalidID):
		return nil, nil //nolint:nilnil // Nobody is an answer.
	case err != nil:
		return nil, err
	case isEmail(key) && strings.EqualFold(u.Email, key), !isEmail(key) && u.ID == key:
		return u, nil
	default:
		return nil, nil //nolint:nilnil // Somebody else.
	}
}

func noSuchUser(key string) error {
	return &shared.Error{Kind: shared.ErrNotFound, Class: classUser, UID: key, Message: "Zoom knows no such user in this account"}
}
