package shared

import (
	"context"
	"sync/atomic"
	"time"
)

// Progress tells while an operation runs what it has cost so far. A host puts
// one into the context of a call with WithProgress and may look at it from any
// goroutine; a connector reports to the one that it finds with ProgressOf, by
// Report or Follow. All methods may be used by several goroutines at once and on a nil Progress.
type Progress struct {
	requests atomic.Int64
	waited   atomic.Int64
	source   atomic.Pointer[func() OperationStats]
}

// Follow makes Stats ask source for what the operation has cost in all so far. It
// is called by several goroutines at once, also after the operation. A wait that
// source counts while it lasts shows that the operation is not stuck.
func (p *Progress) Follow(source func() OperationStats) {
	if p != nil {
		p.source.Store(&source)
	}
}

// Report replaces what is known by what the operation has cost in all so far. A
// number lower than one reported before is ignored: reports may overtake each
// other.
func (p *Progress) Report(s OperationStats) {
	if p == nil {
		return
	}
	raise(&p.requests, s.Requests)
	raise(&p.waited, int64(s.Waited))
}

func raise(to *atomic.Int64, n int64) {
	for {
		old := to.Load()
		if n <= old || to.CompareAndSwap(old, n) {
			return
		}
	}
}

// Stats returns what the operation has cost so far.
func (p *Progress) Stats() OperationStats {
	if p == nil {
		return OperationStats{}
	}
	if source := p.source.Load(); source != nil {
		p.Report((*source)())
	}
	return OperationStats{Requests: p.requests.Load(), Waited: time.Duration(p.waited.Load())}
}

type progressKey struct{}

// WithProgress returns a context whose search reports to p.
func WithProgress(ctx context.Context, p *Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// ProgressOf returns what an operation under ctx reports to; nil when nobody
// wants to know.
func ProgressOf(ctx context.Context) *Progress {
	p, ok := ctx.Value(progressKey{}).(*Progress)
	if !ok {
		return nil
	}
	return p
}
