package adapter_test

import (
	"errors"
	"io"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// A plan without rows stays without rows, whatever the connector does with the
// request; one that has no plan says so.
func TestExplainOnly(t *testing.T) {
	t.Parallel()
	plan := &shared.FetchPlan{Requests: 3, Rows: 2}
	for name, tt := range map[string]struct {
		plan *shared.FetchPlan
		err  error
	}{
		"a connector with a plan": {plan: plan},
		"one without":             {err: shared.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := 0
			conn := open(t, &readOnly{operations: []shared.Operation{shared.OperationSearch}, search: func() (*shared.Results, error) {
				r := shared.NewResults(func(yield func(*shared.Object, error) bool) {
					t.Error("rows were asked for")
					yield(nil, errors.New("no"))
				}, func() shared.Page { return shared.Page{Stats: shared.OperationStats{Requests: 2}} }, func() { closed++ })
				r.Plan = tt.plan
				return r, nil
			}}, io.Discard)
			r, err := conn.Search(t.Context(), &shared.Query{Class: "User", Explain: shared.ExplainOnly})
			if !errors.Is(err, tt.err) || closed != 1 {
				t.Fatalf("got %v, closed %d times", err, closed)
			}
			if tt.err != nil {
				return
			}
			for obj, err := range r.All() {
				t.Errorf("got %v, %v", obj, err)
			}
			if r.Plan != plan || r.Page().Stats.Requests != 2 {
				t.Errorf("plan %v, page %v", r.Plan, r.Page())
			}
		})
	}
}
