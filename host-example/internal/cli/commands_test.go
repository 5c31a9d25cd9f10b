package cli_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// users are rows, and at the end an error when there is one.
func users(n int, err error) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		for i := range n {
			uid := fmt.Sprintf("u%d", i+1)
			if !yield(shared.NewObject("User", uid, uid+"@x").SetString("id", uid).Build(), nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestSearchEnds(t *testing.T) {
	t.Parallel()
	page := shared.Page{Cookie: "c00kie", Remaining: 5}
	tests := map[string]struct {
		fake   *fake
		args   []string
		code   int
		rows   int
		stderr []string
	}{
		"complete":      {&fake{rows: users(3, nil), page: shared.Page{Remaining: -1}}, nil, 0, 3, []string{"3 rows"}},
		"page":          {&fake{rows: users(2, nil), page: page}, []string{"--page-size", "2"}, 0, 2, []string{"2 rows, 5 remaining", "cookie: c00kie"}},
		"quiet page":    {&fake{rows: users(2, nil), page: page}, []string{"-q", "--page-size", "2"}, 0, 2, []string{"cookie: c00kie"}},
		"limit":         {&fake{rows: users(9, nil)}, []string{"--limit", "1"}, 0, 1, []string{"1 row; stopped by --limit"}},
		"limit not met": {&fake{rows: users(2, nil), page: shared.Page{Remaining: 0}}, []string{"--limit", "3"}, 0, 2, []string{"2 rows, 0 remaining"}},
		"error before":  {&fake{err: shared.NewError(shared.ErrUnauthenticated, "no")}, nil, 1, 0, []string{"igahost: unauthenticated: no; check the credentials in the configuration"}},
		"error after": {
			&fake{rows: users(2, shared.NewError(shared.ErrRateLimited, "slow\ndown"))}, nil, 1, 2,
			[]string{`igahost: after 2 rows: rate limited: slow\ndown`},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, tc.fake, nil, append([]string{"search", "user"}, tc.args...)...)
			if got.code != tc.code || strings.Count(got.stdout, "\n") != tc.rows {
				t.Errorf("code %d, want %d; output:\n%s", got.code, tc.code, got.stdout)
			}
			if diff := cmp.Diff(strings.Join(tc.stderr, "\n")+"\n", got.stderr); diff != "" {
				t.Errorf("standard error (-want +got):\n%s", diff)
			}
			if !tc.fake.closed {
				t.Error("the connection was not closed")
			}
		})
	}
}

func TestSearchInterrupted(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"table", "json", "jsonl", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			f := &fake{rows: func(yield func(*shared.Object, error) bool) {
				for obj, err := range users(2, nil) {
					yield(obj, err)
				}
				interrupt()
				yield(nil, ctx.Err())
			}}
			got := run(ctx, t, f, nil, "-o", format, "search", "User")
			if got.code != 130 || got.stderr != "igahost: interrupted; 2 rows delivered, nothing was changed\n" {
				t.Errorf("code %d, standard error %q", got.code, got.stderr)
			}
			if !strings.Contains(got.stdout, "u2") || !f.closed {
				t.Errorf("rows are lost or the connection is open:\n%s", got.stdout)
			}
		})
	}
}

func TestSearchQuery(t *testing.T) {
	t.Parallel()
	f := &fake{rows: users(0, nil)}
	got := run(t.Context(), t, f, nil, "search", "USER", "--filter", `email sw "a"`, "--attrs", "EMAIL,id",
		"--page-size", "5", "--offset", "3", "--sort", "seat,-email")
	if got.code != 0 {
		t.Fatalf("code %d: %s", got.code, got.stderr)
	}
	want := &shared.Query{
		Class: "User", Attributes: []string{"email", "id"}, PageSize: 5, Offset: 3,
		Sort: []shared.SortKey{{Attribute: "seat"}, {Attribute: "email", Descending: true}}, Options: shared.Attributes{},
	}
	filter := f.query.Filter
	f.query.Filter = nil
	if diff := cmp.Diff(want, f.query); diff != "" || filter.String() != `email sw "a"` {
		t.Errorf("filter %v, query (-want +got):\n%s", filter, diff)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	f := &fake{rows: users(7, nil)}
	got := run(t.Context(), t, f, nil, "search", "User", "--count", "-q")
	if got.stdout != "{\"count\":7}\n" || got.stderr != "" || f.query.Attributes[0] != "id" {
		t.Errorf("stdout %q, stderr %q, attributes %v", got.stdout, got.stderr, f.query.Attributes)
	}
}

func TestCreateSendsTypedValues(t *testing.T) {
	t.Parallel()
	f := &fake{result: &shared.WriteResult{UID: "u1", Name: "a@b", Outcome: shared.OutcomeCreated}}
	got := run(t.Context(), t, f, &world{terminal: true, passwords: []string{"s3cr3t"}},
		"create", "User", "EMAIL=a@b", "seat=7", "tags=x", "tags=y", "password=@prompt")
	if got.code != 0 || !strings.Contains(got.stdout, `"outcome":"created","uid":"u1"`) || got.stderr != "password: \n" {
		t.Fatalf("code %d, stdout %q, stderr %q", got.code, got.stdout, got.stderr)
	}
	want := shared.Attributes{
		shared.NewAttribute("email", shared.StringValue("a@b")),
		shared.NewAttribute("seat", shared.IntValue(7)),
		shared.NewAttribute("tags", shared.StringValue("x"), shared.StringValue("y")),
		shared.NewAttribute("password", shared.SecretValue(shared.NewSecret("s3cr3t"))),
	}
	if diff := cmp.Diff(want, f.created.Attributes, cmp.Comparer(shared.Values.Equal)); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

func TestBadWritesSendNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want string
	}{
		"wrong type":             {[]string{"create", "User", "email=a", "seat=x"}, `seat: "x" is not a whole number`},
		"all faults together":    {[]string{"create", "User", "seat=x", "nonsense=1", "id=5"}, "igahost: invalid request: seat: \"x\" is not a whole number; nonsense: unknown attribute of User; id: cannot be set at create; email: required and missing; `igahost schema CLASS` lists the attributes"},
		"literal secret":         {[]string{"create", "User", "email=a", "password=hunter2"}, "password: secrets are not accepted on the command line"},
		"prompt without one":     {[]string{"create", "User", "email=a", "password=@prompt"}, "@prompt needs a terminal"},
		"no attributes":          {[]string{"create", "User"}, "give attributes either as name=value or with --from FILE"},
		"attributes twice":       {[]string{"create", "User", "email=a", "--from", "x"}, "give attributes either as name=value or with --from FILE"},
		"no such file":           {[]string{"create", "User", "--from", "none-at-all"}, "--from: open none-at-all"},
		"delta at create":        {[]string{"create", "User", "email=a", "tags+=x"}, "tags: nothing can be added"},
		"two values":             {[]string{"create", "User", "email=a", "email=b"}, "email: takes one value, not 2"},
		"two spellings":          {[]string{"create", "User", "email=a", "Email=b"}, "email: given twice, as email and as Email"},
		"unknown class":          {[]string{"create", "Nope", "email=a"}, `unknown object class "Nope"; fake has User`},
		"update of nothing":      {[]string{"update", "User", "u1"}, "give attributes either"},
		"update of the uid":      {[]string{"update", "User", "u1", "id=x"}, "id: cannot be updated"},
		"update clears required": {[]string{"update", "User", "u1", "email="}, "email: required and cannot be cleared"},
		"unknown option":         {[]string{"delete", "User", "u1", "--option", "farce=true"}, "farce: unknown option; did you mean force?"},
		"option of wrong type":   {[]string{"delete", "User", "u1", "--option", "force=1"}, `force: "1" is neither true nor false`},
		"class missing":          {[]string{"delete", "User"}, "not enough is given; write: igahost delete CLASS UID; see igahost delete --help"},
		"help on nothing":        {[]string{"reconcile", "--help"}, "unknown command \"reconcile\"; see igahost --help"},
		"help on nothing, first": {[]string{"--help", "serch"}, "unknown command \"serch\"; did you mean search?; see igahost --help"},
		"help command":           {[]string{"help", "reconcile"}, "unknown command \"reconcile\"; see igahost --help"},
		"unknown shell":          {[]string{"completion", "tcsh"}, "unknown command \"tcsh\"; did you mean bash or zsh or fish?; see igahost completion --help"},
		"unknown flag":           {[]string{"delete", "User", "u1", "--frce"}, "unknown flag: --frce; see igahost delete --help"},
		"bad format":             {[]string{"-o", "xml", "delete", "User", "u1"}, `unknown output format "xml"; use table, json, jsonl, csv`},
		"bad level":              {[]string{"--log-level", "loud", "delete", "User", "u1"}, `unknown log level "loud"`},
		"bad log format":         {[]string{"--log-format", "xml", "delete", "User", "u1"}, `unknown log format "xml"`},
		"negative timeout":       {[]string{"--timeout", "-1s", "delete", "User", "u1"}, "--timeout must not be negative"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			got := run(t.Context(), t, f, nil, tc.args...)
			if got.code != 2 || got.stdout != "" || !strings.HasPrefix(got.stderr, "igahost: ") || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("code %d, stdout %q, stderr %q; want code 2 and one line", got.code, got.stdout, got.stderr)
			}
			if !strings.Contains(got.stderr, tc.want) || strings.Contains(got.stderr, "hunter2") {
				t.Errorf("standard error %q, want %q", got.stderr, tc.want)
			}
			if f.created != nil || f.updated != nil || f.deleted != nil {
				t.Error("a write was sent")
			}
		})
	}
}

func TestIncompleteWrites(t *testing.T) {
	t.Parallel()
	cause := shared.NewError(shared.ErrConnectionFailed, "the line went dead")
	partial := &shared.WriteError{
		Kind: shared.ErrPartial, Cause: cause,
		Result: shared.WriteResult{UID: "u1", Name: "a@b", Steps: []shared.Step{
			{Name: "create", Endpoint: "POST /users", State: shared.StepDone}, {Name: "tags", Endpoint: "PUT /tags", State: shared.StepFailed},
		}},
		Remaining: []shared.AttributeDelta{
			shared.ReplaceDelta("tags", shared.StringValue("it's"), shared.StringValue("b")),
			shared.ReplaceDelta("password", shared.SecretValue(shared.NewSecret("hunter2"))),
		},
	}
	unknown := &shared.WriteError{Kind: shared.ErrUnknownOutcome, Cause: cause}
	left := &shared.WriteResult{
		UID: "u1", Name: "a@b", Outcome: shared.OutcomePending,
		NotApplied: []shared.NotApplied{{Attribute: "seat", Reason: shared.NewError(shared.ErrPreconditionFailed, "later")}},
	}
	create := []string{"create", "User", "email=a@b", "seat=7"}
	tests := map[string]struct {
		fake   *fake
		args   []string
		hint   string
		stdout string
	}{
		"partial":         {&fake{err: partial}, create, `to go on: igahost --plugin fake update User u1 'tags=it'\''s' tags=b password=@prompt`, `"outcome":"partial","uid":"u1"`},
		"unknown":         {&fake{err: unknown}, create, "to go on, see whether it exists: igahost --plugin fake get User --name a@b", `"outcome":"unknown outcome"`},
		"dash":            {&fake{err: &shared.WriteError{Kind: shared.ErrUnknownOutcome, Cause: cause}}, []string{"delete", "--", "User", "-u1"}, "to go on: igahost --plugin fake delete -- User -u1", `"outcome":"unknown outcome"`},
		"left out":        {&fake{result: left}, create, "to repeat once the invitation is accepted: igahost --plugin fake update User u1 seat=7", `"outcome":"pending"`},
		"update left out": {&fake{result: left}, []string{"update", "User", "u1", "seat=7", "tags+=x"}, "to repeat once the invitation is accepted: igahost --plugin fake update User u1 seat=7", `"not_applied":[{"attribute":"seat"`},
		"delete unknown":  {&fake{err: unknown}, []string{"delete", "User", "u1"}, "to go on: igahost --plugin fake delete User u1", `"outcome":"unknown outcome"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, tc.fake, nil, tc.args...)
			hint, _, _ := strings.Cut(got.stderr, "\n")
			if got.code != 4 || hint != tc.hint || !strings.HasPrefix(got.lastLine(), "igahost: ") {
				t.Errorf("code %d, standard error:\n%s\nwant code 4 and the line\n%s", got.code, got.stderr, tc.hint)
			}
			if !strings.Contains(got.stdout, tc.stdout) || strings.Contains(got.stdout+got.stderr, "hunter2") {
				t.Errorf("standard output %q, want %q", got.stdout, tc.stdout)
			}
		})
	}
}

func TestInterruptedWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		code int
	}{
		"without an effect": {shared.NewError(shared.ErrCancelled, "the caller cancelled"), 130},
		"after an effect":   {&shared.WriteError{Kind: shared.ErrUnknownOutcome, Cause: shared.NewError(shared.ErrCancelled, "x"), Result: shared.WriteResult{UID: "u1"}}, 4},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			f := &interrupting{fake: &fake{err: tc.err}, interrupt: interrupt}
			got := runConnector(ctx, t, f, nil, "update", "User", "u1", "seat=7")
			if got.code != tc.code {
				t.Errorf("code %d, want %d; standard error:\n%s", got.code, tc.code, got.stderr)
			}
			if tc.code == 130 && got.stderr != "igahost: interrupted; nothing was changed\n" {
				t.Errorf("standard error %q", got.stderr)
			}
		})
	}
}

func TestTestReports(t *testing.T) {
	t.Parallel()
	good := &shared.TestReport{Target: "here", Classes: []shared.ClassReport{{Class: "User"}}}
	bad := &shared.TestReport{Target: "here", Classes: []shared.ClassReport{
		{Class: "User", Problems: []shared.Problem{{Error: shared.NewError(shared.ErrPermissionDenied, "no"), Missing: []string{"user:read"}}}},
	}}
	if got := run(t.Context(), t, &fake{report: good}, nil, "test"); got.code != 0 || got.stderr != "" {
		t.Errorf("code %d, standard error %q", got.code, got.stderr)
	}
	got := run(t.Context(), t, &fake{report: bad}, nil, "test")
	if got.code != 4 || got.stderr != "igahost: 1 of 1 object classes lack something\n" || !strings.Contains(got.stdout, "user:read") {
		t.Errorf("code %d, stdout %q, stderr %q", got.code, got.stdout, got.stderr)
	}
	if got := run(t.Context(), t, &fake{err: shared.NewError(shared.ErrUnauthenticated, "no")}, nil, "test"); got.code != 1 {
		t.Errorf("code %d, standard error %q", got.code, got.stderr)
	}
}

func TestGetArguments(t *testing.T) {
	t.Parallel()
	object := shared.NewObject("User", "u1", "a@b").SetString("email", "a\x1b[2Jb").Build()
	for name, args := range map[string][]string{"neither": {"get", "User"}, "both": {"get", "User", "u1", "--name", "a@b"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t.Context(), t, &fake{object: object}, nil, args...)
			if got.code != 2 || got.stderr != "igahost: give either a uid or --name NAME\n" {
				t.Errorf("code %d, standard error %q", got.code, got.stderr)
			}
		})
	}
	got := run(t.Context(), t, &fake{object: object}, nil, "get", "User", "u1", "-o", "table")
	if got.code != 0 || !strings.Contains(got.stdout, `a\x1b[2Jb`) {
		t.Errorf("code %d, stdout %q: control characters must be escaped", got.code, got.stdout)
	}
}
