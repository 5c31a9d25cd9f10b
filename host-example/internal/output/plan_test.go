package output_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

func TestFetchPlanDocument(t *testing.T) {
	t.Parallel()
	plan := &shared.FetchPlan{
		Requests: 1268, Rows: 20000,
		Sources: []shared.FetchSource{
			{Call: "GET /users?status=active", Purpose: "lists the users", Requests: 68, Rows: 20000},
			{Call: "GET /users/{userId}", Purpose: "reads each\x1b user", Requests: 1200, Rows: shared.Unknown, AtMost: true, Attributes: []string{"a", "b", "c", "d", "e", "f", "g"}},
			{Call: "GET /groups", Requests: shared.Unknown, Rows: shared.Unknown, Attributes: []string{"group_ids"}},
		},
	}
	tests := map[output.Format]string{
		output.Table: "call                      requests       rows    purpose\n" +
			"GET /users?status=active  68             20,000  lists the users\n" +
			`GET /users/{userId}       at most 1,200  ?       reads each\x1b user (for a, b, c, d, e and 2 more)` + "\n" +
			"GET /groups               ?              ?       (for group_ids)\n" +
			"total                     at most 1,268  20,000\n",
		output.JSONL: `{"requests":1268,"at_most":true,"estimated":false,"rows":20000,"sources":[` +
			`{"call":"GET /users?status=active","purpose":"lists the users","requests":68,"at_most":false,"estimated":false,"rows":20000,"attributes":[]},` +
			`{"call":"GET /users/{userId}","purpose":"reads each\u001b user","requests":1200,"at_most":true,"estimated":false,"rows":null,"attributes":["a","b","c","d","e","f","g"]},` +
			`{"call":"GET /groups","purpose":"","requests":null,"at_most":false,"estimated":false,"rows":null,"attributes":["group_ids"]}]}` + "\n",
		output.CSV: "call,purpose,requests,at_most,estimated,rows,attributes\n" +
			"GET /users?status=active,lists the users,68,false,false,20000,\n" +
			"GET /users/{userId},reads each\x1b user,1200,true,false,,a;b;c;d;e;f;g\n" +
			"GET /groups,,,false,false,,group_ids\n",
	}
	for format, want := range tests {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := output.FetchPlanDocument(plan).Write(&out, format); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, out.String()); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPredictionText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		plan shared.FetchPlan
		sent int64
		want string
	}{
		"exact":   {shared.FetchPlan{Requests: 1}, 1, "predicted 1 request, sent 1"},
		"at most": {shared.FetchPlan{Requests: 1200, Sources: []shared.FetchSource{{AtMost: true}}}, 1100, "predicted at most 1,200 requests, sent 1,100"},
		"about":   {shared.FetchPlan{Requests: 12, Sources: []shared.FetchSource{{AtMost: true}, {Estimated: true}}}, 14, "predicted about 12 requests, sent 14"},
		"unknown": {shared.FetchPlan{Requests: shared.Unknown}, 7, "requests not predicted, sent 7"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := output.PredictionText(&tc.plan, tc.sent); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567", -100: "-100", -1000: "-1,000",
		math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := output.Grouped(n); got != want {
			t.Errorf("Grouped(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 8_400_000: "8.4 MB", 2_000_000_000: "2.0 GB", math.MaxInt64: "9223372.0 TB",
	} {
		if got := output.Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}
