package pluginrpc

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

func TestFetchPlanCrosses(t *testing.T) {
	t.Parallel()
	plan := &shared.FetchPlan{Requests: 12, Rows: shared.Unknown, Sources: []shared.FetchSource{
		{Call: "GET /users", Purpose: "active users", Requests: 10, Rows: 3000},
		{Call: "GET /users/{userId}", Purpose: "one by one", Requests: 2, Rows: shared.Unknown, AtMost: true, Attributes: []string{"pic_url"}},
	}}
	asked := make(chan shared.Explain, 1)
	conn, _ := connectTo(t, &fakeConnection{search: func(_ context.Context, q *shared.Query) (*shared.Results, error) {
		asked <- q.Explain
		r := shared.NewResults(users(3), nil, nil)
		r.Plan = plan
		return r, nil
	}}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{Explain: shared.ExplainRows})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if diff := cmp.Diff(plan, r.Plan); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if got := <-asked; got != shared.ExplainRows {
		t.Errorf("the connector was asked to explain %s", got)
	}
}

// A search that is busy for longer than the idle timeout before its first row
// says so, and is not taken for one that is stuck.
func TestProgressKeepsASearchAlive(t *testing.T) {
	t.Parallel()
	const steps = 8
	cost := shared.OperationStats{Requests: steps, Waited: steps * time.Second}
	conn, _ := connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		ticker := time.NewTicker(ProgressInterval / 2)
		defer ticker.Stop()
		for i := range int64(steps) {
			shared.ProgressOf(ctx).Report(shared.OperationStats{Requests: i + 1, Waited: time.Duration(i+1) * time.Second})
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return shared.NewResults(users(1), func() shared.Page { return shared.Page{Stats: cost} }, nil), nil
	}}, ClientOptions{StreamIdleTimeout: 3 * ProgressInterval})
	progress := &shared.Progress{}
	r, err := conn.Search(shared.WithProgress(t.Context(), progress), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if progress.Stats().Requests == 0 {
		t.Error("nothing was told before the first row")
	}
	if _, err := collect(r); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cost, progress.Stats()); diff != "" {
		t.Errorf("progress at the end (-want +got):\n%s", diff)
	}
}

// Progress that does not change is none: a search that is stuck ends at the idle
// timeout.
func TestNoProgressIsSilence(t *testing.T) {
	t.Parallel()
	conn, _ := connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		shared.ProgressOf(ctx).Report(shared.OperationStats{Requests: 1})
		<-ctx.Done()
		return nil, ctx.Err()
	}}, ClientOptions{StreamIdleTimeout: 2 * ProgressInterval})
	if _, err := conn.Search(t.Context(), &shared.Query{}); !errors.Is(err, shared.ErrTimeout) {
		t.Errorf("got %v, want a timeout", err)
	}
}

// A host that does not say that it understands progress is sent none.
func TestNoProgressForOldHosts(t *testing.T) {
	t.Parallel()
	open, _ := connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		if shared.ProgressOf(ctx) != nil {
			return nil, errors.New("somebody wants to know")
		}
		return shared.NewResults(users(1), nil, nil), nil
	}}, ClientOptions{})
	conn, ok := open.(*connection)
	if !ok {
		t.Fatalf("connected to a %T", open)
	}
	stream, err := conn.link.rpc.Search(t.Context(), &connectorv1.SearchRequest{ConnectionId: conn.id})
	if err != nil {
		t.Fatal(err)
	}
	msg, err := stream.Recv()
	if err != nil || msg.GetStarted() == nil {
		t.Errorf("got %v, %v", msg, err)
	}
}
