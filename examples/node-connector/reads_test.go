//go:build unix

package nodeconnector_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// all reads the rows of a search.
func all(ctx context.Context, conn shared.Connection, q *shared.Query) ([]*shared.Object, shared.Page, error) {
	results, err := conn.Search(ctx, q)
	if err != nil {
		return nil, shared.Page{}, err
	}
	var rows []*shared.Object
	for row, err := range results.All() {
		if err != nil {
			return rows, shared.Page{}, err
		}
		rows = append(rows, row)
	}
	return rows, results.Page(), nil
}

func uids(rows []*shared.Object) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = row.UID()
	}
	return out
}

func TestSchema(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	info, err := p.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := connectTo(t, p, "/nowhere").Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := shared.CheckSchema(schema, info); err != nil {
		t.Error(err)
	}
	for _, class := range schema.Classes {
		for _, a := range class.Attributes {
			if a.Description == "" {
				t.Errorf("%s.%s has no description", class.Name, a.Name)
			}
		}
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	conn := connect(t, staff(t))
	ctx := testContext(t)
	joined := time.Date(2024, 1, 2, 3, 4, 5, 500_000_000, time.UTC)
	ref := func(class, uid, name string) shared.Value {
		return shared.ReferenceValue(shared.Reference{Class: class, UID: uid, Name: name})
	}
	tests := map[string]struct {
		req  shared.GetRequest
		want *shared.Object
	}{
		"by uid": {
			shared.GetRequest{Class: "User", UID: "u1"},
			shared.NewObject("User", "u1", "ada").
				Set("uid", shared.StringValue("u1")).Set("userName", shared.StringValue("ada")).
				Set("givenName", shared.StringValue("Ada")).Set("familyName", shared.StringValue("Lovelace")).
				Set("email", shared.StringValue("ada@example.org")).Set("active", shared.BoolValue(true)).
				Set("logins", shared.IntValue(42)).Set("joined", shared.TimeValue(joined)).
				Set("tags", shared.StringValue("maths"), shared.StringValue("Engine")).Build(),
		},
		"by name, in other letters": {
			shared.GetRequest{Class: "__account__", Name: "BOB"},
			shared.NewObject("User", "u2", "Bob").
				Set("uid", shared.StringValue("u2")).Set("userName", shared.StringValue("Bob")).
				Set("active", shared.BoolValue(false)).Set("logins", shared.IntValue(0)).Set("tags").
				Set("manager", ref("User", "u1", "ada")).Build(),
		},
		"some attributes": {
			shared.GetRequest{Class: "User", UID: "u2", Attributes: []string{"GROUPS", "email", "__NAME__"}},
			shared.NewObject("User", "u2", "Bob").
				Set("groups", ref("Group", "g1", "Staff")).Set("userName", shared.StringValue("Bob")).Build(),
		},
		"members": {
			shared.GetRequest{Class: "Group", Name: "staff", Attributes: []string{"members"}},
			shared.NewObject("Group", "g1", "Staff").Set("members", ref("User", "u1", "ada"), ref("User", "u2", "Bob")).Build(),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := conn.Get(ctx, &tc.req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestFaults has requests that are wrong: their errors have the kind that the Go
// SDK gives them, the class, and all faults together.
func TestFaults(t *testing.T) {
	t.Parallel()
	conn := connect(t, staff(t))
	ctx := testContext(t)
	x := shared.StringValue("x")
	search := func(q shared.Query) func() error {
		return func() error {
			_, _, err := all(ctx, conn, &q)
			return err
		}
	}
	get := func(r shared.GetRequest) func() error {
		return func() error {
			_, err := conn.Get(ctx, &r)
			return err
		}
	}
	tests := map[string]struct {
		call   func() error
		kind   shared.ErrorKind
		class  string
		faults []string
	}{
		"unknown class":     {get(shared.GetRequest{Class: "Device", UID: "1"}), shared.ErrNotFound, "Device", nil},
		"unknown uid":       {get(shared.GetRequest{Class: "user", UID: "u9"}), shared.ErrNotFound, "User", nil},
		"uid in capitals":   {get(shared.GetRequest{Class: "user", UID: "U1"}), shared.ErrNotFound, "User", nil},
		"of another class":  {get(shared.GetRequest{Class: "Group", UID: "u1"}), shared.ErrNotFound, "Group", nil},
		"neither uid":       {get(shared.GetRequest{Class: "User"}), shared.ErrInvalidRequest, "User", []string{"uid"}},
		"unknown attribute": {get(shared.GetRequest{Class: "User", UID: "u1", Attributes: []string{"a", "b"}}), shared.ErrInvalidRequest, "User", []string{"a", "b"}},
		"all together": {search(shared.Query{
			Class: "User", Attributes: []string{"nope"}, Filter: filter.AllOf(filter.Eq("x", x), filter.Eq("logins", x)), PageSize: -1, Offset: -1,
			Sort: []shared.SortKey{{Attribute: "y"}},
		}), shared.ErrInvalidRequest, "User", []string{"nope", "x", "logins", "y", "page size", "offset"}},
		"unknown option":  {search(shared.Query{Class: "User", Options: shared.Attributes{shared.NewAttribute("fast", x)}}), shared.ErrInvalidRequest, "User", []string{"fast"}},
		"wrong operator":  {search(shared.Query{Class: "User", Filter: filter.Gt("active", shared.BoolValue(true))}), shared.ErrInvalidRequest, "User", []string{"active"}},
		"damaged cookie":  {search(shared.Query{Class: "User", PageSize: 1, Cookie: "x"}), shared.ErrInvalidRequest, "", nil},
		"the plan":        {search(shared.Query{Class: "User", Explain: shared.ExplainOnly}), shared.ErrUnsupported, "", nil},
		"search in class": {search(shared.Query{Class: "nope"}), shared.ErrNotFound, "nope", nil},
		"create": {func() error {
			_, err := conn.Create(ctx, &shared.CreateRequest{Class: "User"})
			return err
		}, shared.ErrUnsupported, "User", nil},
		"update": {func() error {
			_, err := conn.Update(ctx, &shared.UpdateRequest{Class: "User", UID: "u1"})
			return err
		}, shared.ErrUnsupported, "User", nil},
		"delete": {func() error {
			_, err := conn.Delete(ctx, &shared.DeleteRequest{Class: "Group", UID: "g1"})
			return err
		}, shared.ErrUnsupported, "Group", nil},
		"delete in class": {func() error {
			_, err := conn.Delete(ctx, &shared.DeleteRequest{Class: "nope", UID: "g1"})
			return err
		}, shared.ErrNotFound, "nope", nil},
		"sync": {func() error {
			_, err := conn.Sync(ctx, &shared.SyncRequest{Class: "User", Token: strings.NewReader("token")})
			return err
		}, shared.ErrUnsupported, "User", nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, tc.call(), tc.kind, tc.class, tc.faults)
		})
	}
}

func wantError(t *testing.T, err error, kind shared.ErrorKind, class string, faults []string) {
	t.Helper()
	var e *shared.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an error of the catalogue", err)
	}
	var fields []string
	for _, f := range e.Faults {
		fields = append(fields, f.Field)
	}
	if e.Kind != kind || e.Class != class || cmp.Diff(faults, fields) != "" {
		t.Errorf("got %v (class %q, faults of %q), want %v (class %q, faults of %q)", err, e.Class, fields, kind, class, faults)
	}
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	tests := map[string]struct {
		config shared.Attributes
		faults []string
	}{
		"missing":      {nil, []string{"directory_file"}},
		"blank":        {configOf(" "), []string{"directory_file"}},
		"unknown":      {append(configOf("/x"), shared.NewAttribute("colour", shared.StringValue("x"))), []string{"colour"}},
		"out of range": {append(configOf("/x"), shared.NewAttribute("MaxFileMiB", shared.IntValue(0))), []string{"max_file_mib"}},
		"all together": {shared.Attributes{
			shared.NewAttribute("max_file_mib", shared.StringValue("1")), shared.NewAttribute("a", shared.IntValue(1)),
		}, []string{"a", "directory_file", "max_file_mib"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, p.Validate(ctx, tc.config), shared.ErrInvalidConfiguration, "", tc.faults)
			_, err := p.Connect(ctx, tc.config)
			wantError(t, err, shared.ErrInvalidConfiguration, "", tc.faults)
		})
	}
	if err := p.Validate(ctx, configOf("/nowhere")); err != nil {
		t.Errorf("the file was looked for: %v", err)
	}
}

// TestFile has a file that is not as it should be.
func TestFile(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	write := func(t *testing.T, content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "directory.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := map[string]struct {
		path string
		kind shared.ErrorKind
	}{
		"missing":     {filepath.Join(t.TempDir(), "none"), shared.ErrConnectionFailed},
		"a folder":    {t.TempDir(), shared.ErrConnectionFailed},
		"a device":    {os.DevNull, shared.ErrConnectionFailed},
		"not JSON":    {write(t, "{"), shared.ErrPreconditionFailed},
		"another one": {write(t, "[]"), shared.ErrPreconditionFailed},
		"too large":   {write(t, `{"users":[],"groups":[]`+strings.Repeat(" ", 64<<20)+"}"), shared.ErrTooLarge},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := connectTo(t, p, tc.path)
			_, err := conn.Test(ctx, nil)
			wantError(t, err, tc.kind, "", nil)
			_, _, err = all(ctx, conn, &shared.Query{Class: "User"})
			wantError(t, err, tc.kind, "", nil)
		})
	}
	t.Run("faults of one class", func(t *testing.T) {
		t.Parallel()
		conn := connectTo(t, p, write(t, `{"users":[{"uid":"u1","userName":"ada"}],"groups":[{"uid":"g1"}]}`))
		report, err := conn.Test(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Classes) != 2 || len(report.Classes[0].Problems) != 0 || len(report.Classes[1].Problems) != 1 {
			t.Fatalf("report: %+v", report)
		}
		wantError(t, report.Classes[1].Problems[0].Error, shared.ErrPreconditionFailed, "Group", []string{"groups[0].displayName"})
		_, _, err = all(ctx, conn, &shared.Query{Class: "Group"})
		wantError(t, err, shared.ErrPreconditionFailed, "Group", []string{"groups[0].displayName"})
		if rows, _, err := all(ctx, conn, &shared.Query{Class: "User"}); err != nil || len(rows) != 1 {
			t.Errorf("users: %v, %v", rows, err)
		}
	})
	t.Run("changes", func(t *testing.T) {
		t.Parallel()
		path := write(t, `{"users":[{"uid":"u1","userName":"ada"}],"groups":[]}`)
		conn := connectTo(t, p, path)
		for _, name := range []string{"ada", "lovelace"} {
			if err := os.WriteFile(path, []byte(`{"users":[{"uid":"u1","userName":"`+name+`"}],"groups":[]}`), 0o600); err != nil {
				t.Fatal(err)
			}
			if obj, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "u1"}); err != nil || obj.Name() != name {
				t.Errorf("got %v, %v", obj, err)
			}
		}
	})
}

// TestTimes has times in the file: what Go reads and the contract can carry is
// served, all else is a fault of the file with its place.
func TestTimes(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	tests := map[string]bool{
		"0000-06-01T00:00:00Z": false, "0001-01-01T00:00:00+01:00": false, "9999-12-31T23:59:59-01:00": false, "2024-01-01T24:00:00Z": false,
		"2024-01-01T08:00:60Z": false, "0001-01-01T00:00:00Z": true, "9999-12-31T23:59:59.999999999Z": true,
		"2024-01-01T08:00:00.1234567890Z": true, "2024-01-01T08:00:00,5Z": true, "2024-01-01T08:00:00+24:00": true,
	}
	for at, served := range tests {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			conn := connectTo(t, p, writeDirectory(t, []entry{{"uid": "1", "userName": "a", "joined": at}}, nil))
			rows, _, err := all(ctx, conn, &shared.Query{Class: "User", Attributes: []string{"joined"}})
			if !served {
				wantError(t, err, shared.ErrPreconditionFailed, "User", []string{"users[0].joined"})
				return
			}
			want, parseErr := shared.ParseValue(shared.TypeTime, at)
			if err != nil || parseErr != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v, %v", len(rows), err, parseErr)
			}
			if got, _ := rows[0].Get("joined"); !got.Equal(shared.NewValues(want)) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestLargeObject is refused in the same words whoever asks for it.
func TestLargeObject(t *testing.T) {
	t.Parallel()
	conn := connect(t, writeDirectory(t, []entry{{"uid": "1", "userName": "a", "givenName": strings.Repeat("x", 9<<20)}}, nil))
	ctx := testContext(t)
	_, getErr := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "1"})
	_, _, searchErr := all(ctx, conn, &shared.Query{Class: "User"})
	for name, err := range map[string]error{"get": getErr, "search": searchErr} {
		var e *shared.Error
		if !errors.As(err, &e) || e.Kind != shared.ErrTooLarge || e.Class != "User" || e.UID != "1" || !strings.Contains(e.Message, "8388608") {
			t.Errorf("%s: got %#v", name, err)
		}
	}
	if _, err := conn.Get(ctx, &shared.GetRequest{Class: "User", UID: "1", Attributes: []string{"userName"}}); err != nil {
		t.Errorf("without the large attribute: %v", err)
	}
}

// TestConnections have nothing of each other.
func TestConnections(t *testing.T) {
	t.Parallel()
	p := launch(t, specOf(t))
	ctx := testContext(t)
	one := connectTo(t, p, writeDirectory(t, []entry{{"uid": "1", "userName": "one"}}, nil))
	two := connectTo(t, p, writeDirectory(t, []entry{{"uid": "2", "userName": "two"}}, nil))
	for conn, want := range map[shared.Connection]string{one: "1", two: "2"} {
		rows, _, err := all(ctx, conn, &shared.Query{Class: "User"})
		if diff := cmp.Diff([]string{want}, uids(rows)); err != nil || diff != "" {
			t.Errorf("%v; -want +got:\n%s", err, diff)
		}
	}
	if err := one.Close(ctx); err != nil {
		t.Fatal(err)
	}
	_, err := one.Get(ctx, &shared.GetRequest{Class: "User", UID: "1"})
	wantError(t, err, shared.ErrPreconditionFailed, "", nil)
	if _, err := two.Get(ctx, &shared.GetRequest{Class: "User", UID: "2"}); err != nil {
		t.Error(err)
	}
}
