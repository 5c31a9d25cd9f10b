package shared_test

import (
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

func TestProgressNeverFalls(t *testing.T) {
	t.Parallel()
	p := &shared.Progress{}
	var group sync.WaitGroup
	for i := range int64(100) {
		group.Go(func() { p.Report(shared.OperationStats{Requests: i, Waited: time.Duration(100 - i)}) })
	}
	group.Wait()
	if got, want := p.Stats(), (shared.OperationStats{Requests: 99, Waited: 100}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	cost := shared.OperationStats{Requests: 200}
	p.Follow(func() shared.OperationStats { return cost })
	if got := p.Stats().Requests; got != 200 {
		t.Errorf("%d requests, want those of the source", got)
	}
	if cost.Requests = 100; p.Stats().Requests != 200 {
		t.Error("the number has fallen")
	}
	var nobody *shared.Progress
	nobody.Follow(nil)
	nobody.Report(shared.OperationStats{Requests: 1})
	if shared.ProgressOf(t.Context()) != nil || nobody.Stats() != (shared.OperationStats{}) {
		t.Error("somebody wants to know")
	}
	if shared.ProgressOf(shared.WithProgress(t.Context(), p)) != p {
		t.Error("the progress is not found in its context")
	}
}
