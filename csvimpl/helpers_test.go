package csvimpl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/igaplugin/igaplugin/csvimpl"
	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// modeVar makes the test binary another program: the connector, or one that
// writes until it is killed.
const modeVar = "CSV_TEST_MODE"

func TestMain(m *testing.M) {
	switch mode := os.Getenv(modeVar); mode {
	case "":
		goleak.VerifyTestMain(m)
	case "connector":
		os.Exit(pluginrpc.Main(csvimpl.New("1.2.3"), os.Args[1:]...)) //nolint:forbidigo // here the test binary is a program of its own
	default:
		os.Exit(runWriter(mode)) //nolint:forbidigo // here the test binary is a program of its own
	}
}

// config makes a configuration out of property names and texts; lines of a text
// are several values.
func config(pairs ...string) shared.Attributes {
	var out shared.Attributes
	for i := 0; i < len(pairs); i += 2 {
		switch name, text := pairs[i], pairs[i+1]; name {
		case "export_safe", "create_files":
			out = append(out, shared.NewAttribute(name, shared.BoolValue(text == "true")))
		case "lock_timeout":
			d, err := time.ParseDuration(text)
			if err != nil {
				panic(err)
			}
			out = append(out, shared.NewAttribute(name, shared.FloatValue(d.Seconds())))
		default:
			out = append(out, shared.Attribute{Name: name, Values: shared.Strings(strings.Split(text, "\n")...)})
		}
	}
	return out
}

// write makes a file in a folder of its own and returns its path.
func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read returns the content of a file.
func read(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// open connects in process.
func open(t testing.TB, pairs ...string) shared.FullConnection {
	t.Helper()
	conn, err := adapter.New(csvimpl.New("1.2.3"), nil).Connect(t.Context(), &shared.ConnectRequest{Config: config(pairs...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// transports are the ways from a host to the connector.
func transports() map[string]func(t *testing.T, pairs ...string) shared.FullConnection {
	return map[string]func(t *testing.T, pairs ...string) shared.FullConnection{
		"in process": func(t *testing.T, pairs ...string) shared.FullConnection { return open(t, pairs...) },
		"process":    openProcess,
	}
}

// openProcess connects to a connector process.
func openProcess(t *testing.T, pairs ...string) shared.FullConnection {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	plugin, err := host.Launch(t.Context(), host.Spec{Path: exe, Env: []string{modeVar + "=connector"}, StartTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	t.Cleanup(func() {
		if err := plugin.Stop(ctx); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	})
	conn, err := plugin.Connect(t.Context(), config(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// search runs a query and returns its rows as "name attr=values ...".
func search(t testing.TB, conn shared.FullConnection, q *shared.Query) ([]*shared.Object, shared.Page, error) {
	t.Helper()
	if q.Class == "" {
		q.Class = "User"
	}
	results, err := conn.Search(t.Context(), q)
	if err != nil {
		return nil, shared.Page{}, err
	}
	var out []*shared.Object
	for obj, err := range results.All() {
		if err != nil {
			return out, shared.Page{}, err
		}
		out = append(out, obj)
	}
	return out, results.Page(), nil
}

// uids runs a query that must succeed.
func uids(t testing.TB, conn shared.FullConnection, q *shared.Query) ([]string, shared.Page) {
	t.Helper()
	objects, page, err := search(t, conn, q)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(objects))
	for i, obj := range objects {
		out[i] = obj.UID()
	}
	return out, page
}

// get reads one object and returns an attribute.
func get(t testing.TB, conn shared.FullConnection, uid, attribute string) shared.Values {
	t.Helper()
	obj, err := conn.Get(t.Context(), &shared.GetRequest{Class: "User", UID: uid})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := obj.Get(attribute)
	return v
}

func create(t testing.TB, conn shared.FullConnection, attributes ...shared.Attribute) (*shared.WriteResult, error) {
	t.Helper()
	return conn.Create(t.Context(), &shared.CreateRequest{Class: "User", Attributes: attributes})
}

func update(t testing.TB, conn shared.FullConnection, uid string, deltas ...shared.AttributeDelta) (*shared.WriteResult, error) {
	t.Helper()
	return conn.Update(t.Context(), &shared.UpdateRequest{Class: "User", UID: uid, Deltas: deltas})
}

// text makes an attribute of one string.
func text(name, value string) shared.Attribute {
	return shared.NewAttribute(name, shared.StringValue(value))
}
