package csvimpl_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// awkward draws texts out of what CSV has trouble with.
func awkward() *rapid.Generator[string] {
	pieces := []string{`"`, `""`, ",", ";", "|", "\t", "\n", "\r\n", "\r", "'", "=", "-", "@", `\`, " ", "a", "Z", "é", "漢", "😀", "\ufeff", "0", "\x00"}
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6), func(p []string) string { return strings.Join(p, "") })
}

// TestModel lets random operations loose on a file and on a map.
func TestModel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		path := filepath.Join(dir, strconv.Itoa(n)+".csv")
		header := rapid.SampledFrom([]string{"uid,name,one,many,left\n", "\ufeffuid,name,one,many,left\r\n", "\"many\",\"uid\",\"left\",\"one\",\"name\""}).Draw(rt, "header")
		delimiter := rapid.SampledFrom([]string{",", ";", "|", "tab"}).Draw(rt, "delimiter")
		if d := strings.Replace(delimiter, "tab", "\t", 1); d != "," {
			header = strings.ReplaceAll(header, ",", d)
		}
		if err := os.WriteFile(path, []byte(header), 0o600); err != nil {
			rt.Fatal(err)
		}
		conn := open(t, "users_file", path, "users_columns", "many:string:multi", "delimiter", delimiter,
			"multi_value_separator", rapid.SampledFrom([]string{";", ",", "|", " "}).Draw(rt, "separator"),
			"export_safe", strconv.FormatBool(rapid.Bool().Draw(rt, "safe")))
		m := &model{t: t, conn: conn, rows: map[string]map[string]shared.Values{}}
		rt.Repeat(map[string]func(*rapid.T){"create": m.create, "update": m.update, "delete": m.remove, "": m.check})
	})
}

// model is what the file should hold.
type model struct {
	t     *testing.T
	conn  shared.FullConnection
	rows  map[string]map[string]shared.Values
	order []string
	made  int
}

func (m *model) values(rt *rapid.T, attribute string) shared.Values {
	switch attribute {
	case "name":
		m.made++
		return shared.Strings(awkward().Draw(rt, "name") + "#" + strconv.Itoa(m.made))
	case "many":
		return shared.Strings(rapid.SliceOfNDistinct(rapid.Map(awkward(), func(s string) string { return s + "." }), 0, 3, rapid.ID[string]).Draw(rt, "many")...)
	default:
		if text := awkward().Draw(rt, attribute); text != "" {
			return shared.Strings(text)
		}
		return shared.Values{}
	}
}

func (m *model) create(rt *rapid.T) {
	row := map[string]shared.Values{"left": {}}
	var attributes shared.Attributes
	for _, name := range []string{"name", "one", "many"} {
		row[name] = m.values(rt, name)
		attributes = append(attributes, shared.Attribute{Name: name, Values: row[name]})
	}
	if rapid.Bool().Draw(rt, "with uid") {
		m.made++
		row["uid"] = shared.Strings(awkward().Draw(rt, "uid") + strconv.Itoa(m.made))
		attributes = append(attributes, shared.Attribute{Name: "uid", Values: row["uid"]})
	}
	got, err := create(m.t, m.conn, attributes...)
	if err != nil {
		rt.Fatalf("create %v: %v", attributes, err)
	}
	row["uid"] = shared.Strings(got.UID)
	m.rows[got.UID] = row
	m.order = append(m.order, got.UID)
}

func (m *model) pick(rt *rapid.T) string {
	if len(m.order) == 0 {
		rt.Skip("no row")
	}
	return rapid.SampledFrom(m.order).Draw(rt, "row")
}

func (m *model) update(rt *rapid.T) {
	uid := m.pick(rt)
	name := rapid.SampledFrom([]string{"name", "one", "many"}).Draw(rt, "attribute")
	values := m.values(rt, name)
	d := shared.AttributeDelta{Name: name, Replace: &values}
	if name == "many" && rapid.Bool().Draw(rt, "add") {
		d = shared.AttributeDelta{Name: name, Add: values}
		for v := range m.rows[uid][name].All() {
			if !values.Contains(v) {
				d.Remove = shared.NewValues(v)
			}
		}
	}
	after := d.Apply(m.rows[uid][name])
	want := shared.OutcomeUpdated
	if after.Equal(m.rows[uid][name]) {
		want = shared.OutcomeAlreadyDone
	}
	if got, err := update(m.t, m.conn, uid, d); err != nil || got.Outcome != want {
		rt.Fatalf("update %q %+v: %+v, %v", uid, d, got, err)
	}
	m.rows[uid][name] = after
}

func (m *model) remove(rt *rapid.T) {
	uid := m.pick(rt)
	if _, err := m.conn.Delete(m.t.Context(), &shared.DeleteRequest{Class: "User", UID: uid}); err != nil {
		rt.Fatal(err)
	}
	delete(m.rows, uid)
	for i, u := range m.order {
		if u == uid {
			m.order = append(m.order[:i:i], m.order[i+1:]...)
			break
		}
	}
	if _, err := m.conn.Get(m.t.Context(), &shared.GetRequest{Class: "User", UID: uid}); !errors.Is(err, shared.ErrNotFound) {
		rt.Fatalf("get of what was deleted: %v", err)
	}
}

func (m *model) check(rt *rapid.T) {
	objects, _, err := search(m.t, m.conn, &shared.Query{})
	if err != nil {
		rt.Fatal(err)
	}
	if len(objects) != len(m.order) {
		rt.Fatalf("%d rows, want %d", len(objects), len(m.order))
	}
	for i, obj := range objects {
		if obj.UID() != m.order[i] {
			rt.Fatalf("row %d is %q, want %q", i, obj.UID(), m.order[i])
		}
		for name, want := range m.rows[obj.UID()] {
			if got, _ := obj.Get(name); !got.Equal(want) {
				rt.Fatalf("%s of %q is %q, want %q", name, obj.UID(), got, want)
			}
		}
	}
}

// TestReadsWhatOthersWrite compares with the writer of encoding/csv.
func TestReadsWhatOthersWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "users.csv")
	rapid.Check(t, func(rt *rapid.T) {
		texts := rapid.SliceOfN(awkward(), 1, 5).Draw(rt, "texts")
		f, err := os.Create(path)
		if err != nil {
			rt.Fatal(err)
		}
		w := csv.NewWriter(f)
		records := [][]string{{"uid", "text"}}
		for i, text := range texts {
			records = append(records, []string{fmt.Sprint(i), text})
		}
		if err := errors.Join(w.WriteAll(records), f.Close()); err != nil {
			rt.Fatal(err)
		}
		objects, _, err := search(t, open(t, "users_file", path), &shared.Query{})
		if err != nil || len(objects) != len(texts) {
			rt.Fatalf("%d rows, %v", len(objects), err)
		}
		for i, obj := range objects {
			if v, _ := obj.Get("text"); v.Len() == 0 && texts[i] != "" || v.Len() == 1 && v.String() != texts[i] {
				rt.Fatalf("%q, want %q", v, texts[i])
			}
		}
	})
}
