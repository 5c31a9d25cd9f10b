package checksums_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host/internal/checksums"
)

// lineOf is a line for a file that holds its own path.
func lineOf(path string) string { return sumOf(path) + "  " + path + "\n" }

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestParse(t *testing.T) {
	t.Parallel()
	a, b := sumOf("a"), sumOf("b")
	tests := map[string]struct {
		text string
		want []string
	}{
		"text":             {a + "  start\n", []string{"start"}},
		"binary":           {a + " *start\n", []string{"start"}},
		"upper case":       {strings.ToUpper(a) + "  start\n", []string{"start"}},
		"no end of line":   {a + "  start\n" + b + " *lib/x.js", []string{"start", "lib/x.js"}},
		"as find prints":   {a + "  ./lib/x.js\n", []string{"lib/x.js"}},
		"spaces and signs": {a + "  my file (1) *.js \n", []string{"my file (1) *.js "}},
		"same sum":         {a + "  x\n" + a + "  y\n", []string{"x", "y"}},
		"hidden":           {a + "  .x/..y\n", []string{".x/..y"}},
		"not only ASCII":   {a + "  größe/日本\n", []string{"größe/日本"}},
		"longest":          {a + "  " + strings.Repeat("x", checksums.MaxPath) + "\n", []string{strings.Repeat("x", checksums.MaxPath)}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := checksums.Parse([]byte(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i, e := range l.Entries() {
				got = append(got, e.Path)
				if want := strings.ToLower(strings.SplitN(tc.text, "\n", 3)[i][:64]); hex.EncodeToString(e.Sum[:]) != want {
					t.Errorf("sum %x, want %s", e.Sum, want)
				}
				if !l.Has(e.Path) {
					t.Errorf("%s is said not to be listed", e.Path)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	a := sumOf("a")
	many := &bytes.Buffer{}
	for i := range checksums.MaxFiles + 1 {
		fmt.Fprintf(many, "%s  %d\n", a, i)
	}
	tests := map[string]struct {
		text string
		line int
		part string
	}{
		"nothing":         {"", 0, "lists no file"},
		"empty line":      {a + "  x\n\n" + a + "  y\n", 2, "is empty"},
		"sum alone":       {a, 1, "is not of the form"},
		"no path":         {a + "  ", 1, "is not of the form"},
		"one space":       {a + " x\n", 1, "is not of the form"},
		"tab":             {a + "\tx1\n", 1, "is not of the form"},
		"short sum":       {a[1:] + "   x\n", 1, "64 hexadecimal digits"},
		"no digits":       {strings.Repeat("g", 64) + "  x\n", 1, "64 hexadecimal digits"},
		"other algorithm": {strings.Repeat("a", 128) + "  x\n", 1, "is not of the form"},
		"BSD":             {"SHA256 (x) = " + a + "\n", 1, "is not of the form that sha256sum prints"},
		"escaped":         {`\` + a + `  a\nb` + "\n", 1, "escaped name"},
		"Windows":         {a + "  x\r\n", 1, "line ends"},
		"absolute":        {a + "  /etc/passwd\n", 1, "absolute path"},
		"up":              {a + "  ../x\n", 1, "must stay in the folder"},
		"up and down":     {a + "  x/../y\n", 1, "must stay in the folder"},
		"up at the end":   {a + "  x/..\n", 1, "must stay in the folder"},
		"dot":             {a + "  .\n", 1, "not a plain one"},
		"dot in between":  {a + "  x/./y\n", 1, "not a plain one"},
		"dots twice":      {a + "  ././x\n", 1, "not a plain one"},
		"slash twice":     {a + "  x//y\n", 1, "not a plain one"},
		"slash at end":    {a + "  x/\n", 1, "not a plain one"},
		"dot and root":    {a + "  .//x\n", 1, "absolute path"},
		"backslash":       {a + "  x\\y\n", 1, "backslash"},
		"control":         {a + "  x\x1b[2J\n", 1, "control character"},
		"zero byte":       {a + "  x\x00y\n", 1, "control character"},
		"no UTF-8":        {a + "  x\xff\n", 1, "UTF-8"},
		"twice":           {a + "  x\n" + sumOf("b") + "  ./x\n", 2, `lists "x" once more`},
		"too long":        {a + "  " + strings.Repeat("x", checksums.MaxPath+1) + "\n", 1, "more than 1024 bytes"},
		"too many":        {many.String(), checksums.MaxFiles + 1, "one too many"},
		"too large":       {strings.Repeat("x", checksums.MaxSize+1), 0, "more than 8388608 bytes"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := checksums.Parse([]byte(tc.text))
			format, ok := errors.AsType[*checksums.FormatError](err)
			if !ok {
				t.Fatalf("got %v, want a FormatError", err)
			}
			if format.Line != tc.line || !strings.Contains(err.Error(), tc.part) {
				t.Errorf("line %d: %v", format.Line, err)
			}
			if len(err.Error()) > 500 || strings.ContainsAny(err.Error(), "\x1b\x00\n") {
				t.Errorf("not fit to be shown: %q", err)
			}
		})
	}
}

// FuzzParse: what is accepted is a list of different plain paths, and means the
// same when it is written again.
func FuzzParse(f *testing.F) {
	a := sumOf("a")
	for _, seed := range []string{"", lineOf("start"), lineOf("./a/b") + lineOf("c"), a + " *x", `\` + a + `  a\\b`, a + "  ../x\n", a + "  x\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := checksums.Parse(data)
		if err != nil {
			if _, ok := errors.AsType[*checksums.FormatError](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		seen := map[string]bool{}
		again := &bytes.Buffer{}
		for _, e := range l.Entries() {
			if !fs.ValidPath(e.Path) || e.Path == "." || seen[e.Path] || strings.ContainsAny(e.Path, "\\\n\r\x00") {
				t.Errorf("accepted %q", e.Path)
			}
			seen[e.Path] = true
			fmt.Fprintf(again, "%x  %s\n", e.Sum, e.Path)
		}
		second, err := checksums.Parse(again.Bytes())
		if err != nil {
			t.Fatalf("%q: %v", again, err)
		}
		if diff := cmp.Diff(l.Entries(), second.Entries()); diff != "" {
			t.Error(diff)
		}
	})
}
