package csvimpl

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// FuzzScanner looks whether rows put together are the file again, and whether
// the cells are those of encoding/csv where that can read the file at all.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		"", "a", "a,b\nc,d", "a,b\r\n\r\n\"c\",\"d\"\"\n\"\r\n", "\"", "a,\"b\"c\n", ",,\n", "\"a\"", "x\ry\n", " \"a\"\n", "a\"b,c\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := newScanner(bytes.NewReader(data), ',', charset{name: charsetUTF8}, 0, 1)
		var raw []byte
		var rows [][]string
		var err error
		for {
			var r *row
			if r, err = s.next(); err != nil {
				break
			}
			if int64(len(raw)) != r.offset || r.line != 1+bytes.Count(raw, []byte{'\n'}) {
				t.Fatalf("row at %d, line %d", r.offset, r.line)
			}
			raw = append(raw, r.raw...)
			var cells []string
			for i := range r.cells {
				cells = append(cells, r.text(i))
			}
			if cells != nil {
				rows = append(rows, cells)
			}
		}
		if !bytes.HasPrefix(data, raw) || errors.Is(err, io.EOF) && len(raw) != len(data) {
			t.Fatalf("%q became %q, %v", data, raw, err)
		}
		compare(t, data, rows, err)
	})
}

// compare compares with encoding/csv, which drops carriage returns.
func compare(t *testing.T, data []byte, rows [][]string, err error) {
	t.Helper()
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	want, wantErr := reader.ReadAll()
	if wantErr != nil || !utf8.Valid(data) || bytes.Contains(data, []byte("\r")) || len(data) > maxRow {
		return
	}
	if !errors.Is(err, io.EOF) {
		for _, cells := range want {
			if len(cells) > maxColumns {
				return
			}
		}
		t.Fatalf("%q: %v", data, err)
	}
	if len(rows) != len(want) {
		t.Fatalf("%q: %q, want %q", data, rows, want)
	}
	for i := range rows {
		if strings.Join(rows[i], "\x1f") != strings.Join(want[i], "\x1f") {
			t.Fatalf("%q: row %d is %q, want %q", data, i, rows[i], want[i])
		}
	}
}

// FuzzToken looks whether whatever is no token is refused as such.
func FuzzToken(f *testing.F) {
	binding := binding{class: classUser, path: "/a b\xff\n.csv", uidColumn: "uid", delimiter: ","}
	var good bytes.Buffer
	w, err := newTokenWriter(&good, binding)
	if err != nil {
		f.Fatal(err)
	}
	if err := errors.Join(w.add("a", rowHash{2}), w.add("b", rowHash{4}), w.finish()); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add(good.Bytes()[:60])
	f.Fuzz(func(t *testing.T, data []byte) {
		for rest := data; len(rest) > 0; {
			var err error
			if _, rest, err = cutEntry(rest); err != nil {
				break
			}
		}
		r, err := newTokenReader(bytes.NewReader(data), binding)
		n := 0
		if err == nil {
			for _, err = range r.entries() {
				n++
			}
		}
		if err != nil && !errors.Is(err, shared.ErrSyncTokenExpired) {
			t.Fatalf("%v", err)
		}
		if err == nil && n > 0 && !bytes.Equal(data, good.Bytes()) && len(data) < len(good.Bytes()) {
			t.Fatalf("a short token was taken")
		}
	})
}

// FuzzCell looks whether cells are read as they were written.
func FuzzCell(f *testing.F) {
	f.Add("=1+1", `a;b\`, true)
	f.Add("'=x", "'", true)
	f.Add("", ";", false)
	f.Fuzz(func(t *testing.T, a, b string, safe bool) {
		format := format{delimiter: ',', separator: ';', charset: charsetUTF8, exportSafe: safe}
		if got := format.unprotect(format.protect(a)); got != a {
			t.Fatalf("%q became %q", a, got)
		}
		values := shared.Strings(a, b)
		text, err := format.encode(column{typ: shared.TypeString, multi: true}, values)
		if err != nil {
			if a != "" && b != "" {
				t.Fatalf("%q and %q: %v", a, b, err)
			}
			return
		}
		if safe && formula(text) {
			t.Fatalf("%q is a formula", text)
		}
		back, err := format.decode(column{typ: shared.TypeString, multi: true}, text)
		if err != nil || !back.Equal(values) {
			t.Fatalf("%q became %q, %v", values, back, err)
		}
	})
}
