package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// fetchPlan is how the fake reads its rows.
func fetchPlan() *shared.FetchPlan {
	return &shared.FetchPlan{
		Requests: 1200, Rows: 3,
		Sources: []shared.FetchSource{{Call: "GET /users", Purpose: "lists the users", Requests: 1200, Rows: 3, AtMost: true}},
	}
}

const planTable = "call        requests       rows  purpose\n" +
	"GET /users  at most 1,200  3     lists the users\n" +
	"total       at most 1,200  3\n"

// timing matches what a summary says of time and rate.
var timing = regexp.MustCompile(`(?m)^[0-9.µms]+(, [0-9.,]+ rows/s)?`)

func TestImport(t *testing.T) {
	t.Parallel()
	stats := shared.Page{Remaining: -1, Stats: shared.OperationStats{Requests: 1100, Waited: 3 * time.Second}}
	gone := shared.NewError(shared.ErrCursorExpired, "too slow")
	tests := map[string]struct {
		fake   *fake
		file   string
		args   []string
		code   int
		stderr string
		lines  int
	}{
		"complete": {
			&fake{rows: users(3, nil), page: stats}, "x.jsonl", nil, 0,
			"3 rows\nTIME, 1,100 requests, waited 3s for rate limits\nFILE: 201 B\n", 3,
		},
		"by the file's name": {&fake{rows: users(3, nil)}, "x.CSV", []string{"--attrs", "id"}, 0, "3 rows\nTIME\nFILE: 12 B\n", 4},
		"by the flag":        {&fake{rows: users(3, nil)}, "x.csv", []string{"-o", "jsonl"}, 0, "3 rows\nTIME\nFILE: 201 B\n", 3},
		"quiet":              {&fake{rows: users(3, nil), page: stats}, "x", []string{"-q"}, 0, "", 3},
		"predicted": {
			&fake{rows: users(3, nil), plan: fetchPlan(), page: stats}, "x", nil, 0,
			"3 rows\nTIME, predicted at most 1,200 requests, sent 1,100, waited 3s for rate limits\nFILE: 201 B\n", 3,
		},
		"explained": {
			&fake{rows: users(3, nil), plan: fetchPlan(), page: stats}, "x",
			[]string{"-q", "--explain"},
			0,
			planTable + "predicted at most 1,200 requests, sent 1,100\n", 3,
		},
		"cannot explain": {
			&fake{rows: users(3, nil)}, "x",
			[]string{"--explain"},
			0,
			"this connector does not tell how it reads\n3 rows\nTIME\nFILE: 201 B\n", 3,
		},
		"not in the file": {
			&fake{rows: users(1, nil)}, "x.csv",
			[]string{"--attrs", "email"},
			0,
			"not in the file: id; name them with --attrs, or write JSON lines\n1 row\nTIME\nFILE: 11 B\n", 2,
		},
		"fails after rows": {
			&fake{rows: users(2, shared.NewError(shared.ErrUnauthenticated, "no"))}, "x", nil, 4,
			"FILE.part holds 2 rows; to go on, give the same command again\n" +
				"igahost: after 2 rows: unauthenticated: no; check the credentials in the configuration\n", 0,
		},
		"no advice about cookies": {
			&fake{rows: users(1, gone)}, "x",
			[]string{"-q"},
			4,
			"FILE.part holds 1 row; to go on, give the same command again\nigahost: after 1 row: cursor expired: too slow\n", 0,
		},
		"fails without rows": {
			&fake{rows: users(0, shared.NewError(shared.ErrRateLimited, "slow"))}, "x", nil, 1,
			"igahost: rate limited: slow\n", 0,
		},
		"fails at once": {&fake{err: shared.NewError(shared.ErrPermissionDenied, "no")}, "x", nil, 1, "igahost: permission denied: no; run `igahost test` to see which rights are missing\n", 0},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), tc.file)
			got := run(t.Context(), t, tc.fake, nil, append([]string{"import", "user", "--out", path}, tc.args...)...)
			stderr := timing.ReplaceAllStringFunc(strings.ReplaceAll(got.stderr, path, "FILE"), asTime)
			if diff := cmp.Diff(tc.stderr, stderr); diff != "" || got.code != tc.code || got.stdout != "" {
				t.Errorf("code %d, want %d; stdout %q; standard error (-want +got):\n%s", got.code, tc.code, got.stdout, diff)
			}
			content, err := os.ReadFile(path)
			if tc.code == 0 && err != nil || tc.code != 0 && err == nil {
				t.Errorf("reading the file: %v", err)
			}
			if lines := strings.Count(string(content), "\n"); lines != tc.lines {
				t.Errorf("%d lines, want %d:\n%s", lines, tc.lines, content)
			}
			if !tc.fake.closed {
				t.Error("the connection was not closed")
			}
		})
	}
}

// asTime replaces a time and a rate, and nothing that only begins like one.
func asTime(text string) string {
	if strings.HasSuffix(text, "s") {
		return "TIME"
	}
	return text
}

func TestImportResumes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.jsonl")
	broken := &fake{rows: users(3, shared.NewError(shared.ErrConnectionFailed, "dead"))}
	if got := run(t.Context(), t, broken, nil, "import", "User", "--out", path); got.code != 4 {
		t.Fatalf("code %d: %s", got.code, got.stderr)
	}
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"--filter", `email sw "u"`}, `x.jsonl.checkpoint: --filter was none and is email sw "u" now; --restart discards what it has delivered`},
		{[]string{"--attrs", "EMAIL"}, "x.jsonl.checkpoint: --attrs was none and is email now; "},
		{[]string{"-o", "csv"}, "x.jsonl.checkpoint: format was jsonl and is csv now; "},
	} {
		f := &fake{rows: users(5, nil)}
		got := run(t.Context(), t, f, nil, append([]string{"import", "User", "--out", path}, tc.args...)...)
		if got.code != 2 || !strings.Contains(got.stderr, tc.want) || f.query != nil {
			t.Errorf("%v: code %d, standard error %q; searched: %t", tc.args, got.code, got.stderr, f.query != nil)
		}
	}
	got := run(t.Context(), t, &fake{rows: users(5, nil)}, nil, "import", "User", "--out", path)
	if got.code != 0 || !strings.HasPrefix(got.stderr, "resuming: 3 rows were delivered before\n5 rows\n3 of them were delivered before\n") {
		t.Errorf("code %d, standard error %q", got.code, got.stderr)
	}
}

func TestImportInterrupted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows, code int
		stderr     string
	}{
		"with rows": {2, 4, "FILE.part holds 2 rows; to go on, give the same command again\nigahost: interrupted; 2 rows delivered\n"},
		"without":   {0, 130, "igahost: interrupted; no rows delivered\n"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			path := filepath.Join(t.TempDir(), "x")
			f := &fake{rows: func(yield func(*shared.Object, error) bool) {
				for obj, err := range users(tc.rows, nil) {
					yield(obj, err)
				}
				interrupt()
				yield(nil, ctx.Err())
			}}
			got := run(ctx, t, f, nil, "import", "User", "--out", path)
			if diff := cmp.Diff(tc.stderr, strings.ReplaceAll(got.stderr, path, "FILE")); diff != "" || got.code != tc.code {
				t.Errorf("code %d, want %d; standard error (-want +got):\n%s", got.code, tc.code, diff)
			}
		})
	}
}

// TestImportShowsProgress looks at a search that takes its time: at a terminal,
// in a log, and for those who want it quiet.
func TestImportShowsProgress(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		world *world
		args  []string
		want  string
	}{
		"terminal": {&world{terminal: true, width: 60}, nil, "\rUser    1%  1 row  0.0 rows/s  12 of 1,200 requests  0:12"},
		"log":      {&world{}, nil, "import of User: 1 row, 0.1 rows/s, 12 of 1,200 requests (1%), after 0:10\n"},
		"quiet":    {&world{terminal: true}, []string{"-q"}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "x")
			synctest.Test(t, func(t *testing.T) {
				f := &reporting{fake: &fake{plan: fetchPlan()}}
				got := runConnector(t.Context(), t, f, tc.world, append([]string{"import", "User", "--out", path}, tc.args...)...)
				if got.code != 0 || !strings.Contains(got.stderr, tc.want) || got.stdout != "" {
					t.Errorf("code %d, standard error %q, want %q", got.code, got.stderr, tc.want)
				}
				if tc.want == "" && got.stderr != "" {
					t.Errorf("standard error %q", got.stderr)
				}
				if name == "terminal" && !strings.Contains(got.stderr, " \r1 row\n") {
					t.Errorf("the status line is not cleared before the summary: %q", got.stderr)
				}
			})
		})
	}
}

// reporting is a fake that tells of its requests.
type reporting struct{ *fake }

func (f *reporting) Connect(context.Context, *shared.ConnectRequest) (shared.Connection, error) {
	return f, nil
}

// Search delivers one row, and is busy for twelve seconds after it.
func (f *reporting) Search(ctx context.Context, q *shared.Query) (*shared.Results, error) {
	f.rows = func(yield func(*shared.Object, error) bool) {
		for obj, err := range users(1, nil) {
			yield(obj, err)
		}
		shared.ProgressOf(ctx).Report(shared.OperationStats{Requests: 12})
		<-time.After(12*time.Second + time.Millisecond)
	}
	return f.fake.Search(ctx, q)
}

func TestImportUsage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := map[string]struct {
		args []string
		want string
	}{
		"no file":          {[]string{"User"}, "name the file to write with --out FILE"},
		"no class":         {[]string{"--out", "x"}, "not enough is given; write: igahost import CLASS --out FILE"},
		"standard output":  {[]string{"User", "--out", "-"}, "--out needs a file; igahost search writes to standard output"},
		"folder":           {[]string{"User", "--out", dir}, "is a folder; name a file in it"},
		"no folder":        {[]string{"User", "--out", filepath.Join(dir, "none", "x")}, "--out: "},
		"table":            {[]string{"User", "--out", filepath.Join(dir, "x"), "-o", "table"}, "an import writes jsonl or csv, not table"},
		"filter":           {[]string{"User", "--out", filepath.Join(dir, "x"), "--filter", "a"}, "filter: position"},
		"class":            {[]string{"Nope", "--out", filepath.Join(dir, "x")}, `unknown object class "Nope"`},
		"attribute":        {[]string{"User", "--out", filepath.Join(dir, "y"), "--attrs", "emial"}, "did you mean email?"},
		"empty":            {[]string{"User", "--out", ""}, "--out is empty"},
		"filter attribute": {[]string{"User", "--out", filepath.Join(dir, "z"), "--filter", "emial pr"}, "did you mean email?"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, &fake{rows: users(1, nil)}, nil, append([]string{"import"}, tc.args...)...)
			if got.code != 2 || !strings.Contains(got.stderr, tc.want) || strings.Count(got.stderr, "\n") != 1 || got.stdout != "" {
				t.Errorf("code %d, standard error %q, want %q", got.code, got.stderr, tc.want)
			}
		})
	}
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	const line = `{"requests":1200,"at_most":true,"estimated":false,"rows":3,"sources":[{"call":"GET /users","purpose":"lists the users","requests":1200,"at_most":true,"estimated":false,"rows":3,"attributes":[]}]}` + "\n"
	tests := map[string]struct {
		args []string
		want string
	}{
		"import":        {[]string{"import", "User"}, line},
		"import, table": {[]string{"import", "User", "-o", "table", "--explain"}, planTable},
		"search":        {[]string{"search", "User", "--count", "--limit", "1"}, line},
		"search, csv":   {[]string{"search", "User", "-o", "csv"}, "call,purpose,requests,at_most,estimated,rows,attributes\nGET /users,lists the users,1200,true,false,3,\n"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{rows: users(3, nil), plan: fetchPlan()}
			got := run(t.Context(), t, f, nil, append(tc.args, "--dry-run")...)
			if diff := cmp.Diff(tc.want, got.stdout); diff != "" || got.code != 0 || got.stderr != "" {
				t.Errorf("code %d, standard error %q, standard output (-want +got):\n%s", got.code, got.stderr, diff)
			}
			if f.query.Explain != shared.ExplainOnly {
				t.Errorf("the query explains %v", f.query.Explain)
			}
		})
	}
	got := run(t.Context(), t, &fake{rows: users(3, nil)}, nil, "search", "User", "--dry-run")
	if got.code != 1 || got.stdout != "" || got.stderr != "igahost: unsupported: connector fake cannot tell how it reads the rows\n" {
		t.Errorf("without a plan: code %d, stdout %q, stderr %q", got.code, got.stdout, got.stderr)
	}
}

func TestSearchExplains(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fake *fake
		args []string
		code int
		rows int
		want string
	}{
		"plan":    {&fake{rows: users(3, nil), plan: fetchPlan(), page: shared.Page{Remaining: -1, Stats: shared.OperationStats{Requests: 9}}}, nil, 0, 3, planTable + "3 rows, 9 requests\npredicted at most 1,200 requests, sent 9\n"},
		"no plan": {&fake{rows: users(3, nil), page: shared.Page{Remaining: -1}}, nil, 0, 3, "this connector does not tell how it reads\n3 rows\n"},
		"limit":   {&fake{rows: users(3, nil), plan: fetchPlan()}, []string{"--limit", "1"}, 0, 1, planTable + "1 row; stopped by --limit\n"},
		"error": {
			&fake{rows: users(0, shared.NewError(shared.ErrRateLimited, "slow")), plan: fetchPlan()}, nil, 1, 0,
			planTable + "predicted at most 1,200 requests, sent 0\nigahost: rate limited: slow\n",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, tc.fake, nil, append([]string{"search", "User", "--explain"}, tc.args...)...)
			if diff := cmp.Diff(tc.want, got.stderr); diff != "" || got.code != tc.code || strings.Count(got.stdout, "\n") != tc.rows {
				t.Errorf("code %d, stdout %q, standard error (-want +got):\n%s", got.code, got.stdout, diff)
			}
		})
	}
}
