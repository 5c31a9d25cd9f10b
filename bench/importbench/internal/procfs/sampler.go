package procfs

import (
	"context"
	"time"
)

// sampleEvery is how often memory is looked at. The kernel keeps the peak, so
// that only what grows between the last look and the end is missed.
const sampleEvery = 20 * time.Millisecond

// Peaks are the most resident memory of a process and of its child in bytes; 0
// means not measured.
type Peaks struct{ Parent, Child int64 }

// Watch follows a process and the greatest of its children until ctx is done.
func (f FS) Watch(ctx context.Context, pid int) Peaks {
	var peaks Peaks
	var children []int
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for {
		if status, err := f.Status(pid); err == nil {
			peaks.Parent = max(peaks.Parent, status.Peak)
		}
		if len(children) == 0 {
			children = f.Children(pid)
		}
		for _, child := range children {
			// An id that belongs to somebody else by now has another parent.
			if status, err := f.Status(child); err == nil && status.Parent == pid {
				peaks.Child = max(peaks.Child, status.Peak)
			}
		}
		select {
		case <-ctx.Done():
			return peaks
		case <-ticker.C:
		}
	}
}
