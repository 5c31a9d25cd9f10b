package zoomimpl

import (
	"context"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// lookAtLosses finds out what of Zoom Phone a deactivation is going to take, which
// nobody can find out afterwards. That it cannot be found out stops nothing.
func (c *connection) lookAtLosses(ctx context.Context, w *writer, u *zoomapi.User) {
	if u.Status != zoomapi.StatusActive {
		return // Zoom took it when the user was deactivated.
	}
	if w.phone != nil && w.phone.now != nil {
		w.losses = w.phone.lost(licencesTaken)
		return
	}
	now, err := c.api.PhoneUser(ctx, target(u))
	switch {
	case err == nil:
		w.losses = (&phonePlan{c: c, now: now}).lost(licencesTaken)
	case noPhoneUserThere(err), accountWithoutPhone(err):
		w.losses = nil
	default:
		w.losses = []shared.SideEffect{{
			Attribute: attributePhoneFeature,
			Description: licencesTaken + ", Zoom Phone with all that belongs to it among them; whether the user had it is not known: " +
				shared.AsError(catalogue(err, classUser, u.ID)).Error(),
		}}
	}
}
