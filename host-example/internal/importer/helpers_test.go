package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host-example/internal/progress"
	"github.com/igaplugin/igaplugin/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// errBroken ends a search early.
var errBroken = errors.New("the line went dead")

// class has a uid, a name and a status.
func class() *shared.ObjectClass {
	attribute := func(name string) *shared.AttributeInfo {
		return &shared.AttributeInfo{Name: name, Type: shared.TypeString, Readable: true, ReturnedByDefault: true}
	}
	return &shared.ObjectClass{
		Name: "User", UIDAttribute: "id", NameAttribute: "id",
		Attributes: []*shared.AttributeInfo{attribute("id"), attribute("status")},
	}
}

// row is a user whose CSV record holds a line end.
func row(uid, status string) *shared.Object {
	return shared.NewObject("User", uid, uid).SetString("id", uid).SetString("status", status).Build()
}

// rows are users u1, u2, ... of whom every third is inactive.
func rows(n int) []*shared.Object {
	out := make([]*shared.Object, n)
	for i := range out {
		status := "active\nor so"
		if i%3 == 2 {
			status = "inactive"
		}
		out[i] = row(fmt.Sprintf("u%d", i+1), status)
	}
	return out
}

// until yields rows and then the error, if any.
func until(rows []*shared.Object, err error) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// slowly yields pairs of rows with two seconds between, so that every pair gets
// a record of its own, and then calls end.
func slowly(rows []*shared.Object, end func()) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		for i, r := range rows {
			if !yield(r, nil) {
				return
			}
			if i%2 == 1 {
				<-time.After(2 * time.Second)
			}
		}
		end()
		yield(nil, errBroken)
	}
}

// job imports rows to a file.
func job(path string, rows iter.Seq2[*shared.Object, error]) importer.Job {
	format := output.JSONL
	if strings.HasSuffix(path, ".csv") {
		format = output.CSV
	}
	return importer.Job{
		Path: path, Format: format, Class: class(), Query: &shared.Query{Class: "User"}, Meter: &progress.Meter{},
		Header: importer.Header{Connector: "fake", ConnectorVersion: "1", Target: "here", Class: "User", Format: string(format)},
		Search: func(context.Context, *shared.Query) (*shared.Results, error) {
			return shared.NewResults(rows, nil, nil), nil
		},
		OnResume: func(int64) {}, OnAnew: func() {}, OnPlan: func(*shared.FetchPlan) error { return nil }, OnHidden: func([]string) {},
	}
}

// uids are those of the lines of a file.
func uids(t *testing.T, path string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(read(t, path)) {
		var object struct{ UID string }
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%s: %v in %q", path, err, line)
		}
		out = append(out, object.UID)
	}
	return out
}

func read(t failer, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(text)
}

func write(t failer, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatalf("%v", err)
	}
}

// failer is a test or a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// names are the files in a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.Name()
	}
	return out
}

// begun leaves an import behind that broke after so many rows.
func begun(t *testing.T, file string, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), file)
	if _, err := importer.Run(t.Context(), job(path, until(rows(n), errBroken))); !errors.Is(err, errBroken) {
		t.Fatalf("error %v, want %v", err, errBroken)
	}
	return path
}

// background is the context of properties, which have none of their own.
func background() context.Context {
	return context.Background()
}
