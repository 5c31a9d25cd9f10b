package host

import "context"

// LaunchWith is Launch with something done between the check of the file and its
// start.
func LaunchWith(ctx context.Context, spec Spec, between func()) (*Plugin, error) {
	return launch(ctx, spec, func(r *release) {
		checked := r.exec
		r.exec = func() (string, error) {
			between()
			return checked()
		}
	})
}
