package pluginlog_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":        {"Zoë wrote 5 €", "Zoë wrote 5 €"},
		"empty":        {"", ""},
		"terminal":     {"a\x1b[2Jb", `a\x1b[2Jb`},
		"lines":        {"a\r\n\tb", `a\r\n\tb`},
		"c1":           {"\u009b2J", `\u009b2J`},
		"bidi":         {"\u202egnp", `\u202egnp`},
		"separator":    {"a\u2028b", `a\u2028b`},
		"not utf-8":    {"a\xffb", `a\xffb`},
		"replacement":  {"a\ufffdb", "a\ufffdb"},
		"tag":          {"\U000e0041", `\U000e0041`},
		"delete, zero": {"\x7f\x00", `\x7f\x00`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := pluginlog.Escape(tc.in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("a\x1b\u202e\xff")
	f.Fuzz(func(t *testing.T, in string) {
		out := pluginlog.Escape(in)
		if !utf8.ValidString(out) || pluginlog.Escape(out) != out {
			t.Errorf("%q became %q, which is not safe", in, out)
		}
	})
}

func TestClip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "in")
		limit := rapid.IntRange(0, 20).Draw(t, "limit")
		got := pluginlog.Clip(in, limit)
		head, cut := strings.CutSuffix(got, "…")
		switch {
		case len(in) <= limit && got != in:
			t.Fatalf("%q became %q without need", in, got)
		case len(in) > limit && (!cut || len(head) > limit || !strings.HasPrefix(in, head) || !utf8.ValidString(head)):
			t.Fatalf("%q became %q", in, got)
		}
	})
}

type piece struct {
	Text string
	Part bool
}

func split(chunks ...string) []piece {
	var got []piece
	s := pluginlog.NewSplitter(func(line []byte, part bool) { got = append(got, piece{string(line), part}) })
	for _, c := range chunks {
		_, _ = s.Write([]byte(c))
	}
	s.Flush()
	return got
}

func TestSplitter(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x", pluginlog.MaxLine)
	tests := map[string]struct {
		in   []string
		want []piece
	}{
		"nothing":        {nil, nil},
		"lines":          {[]string{"a\nb\r\n", "c"}, []piece{{"a", false}, {"b", false}, {"c", false}}},
		"empty lines":    {[]string{"\n\n"}, []piece{{"", false}, {"", false}}},
		"across":         {[]string{"a", "b", "\n"}, []piece{{"ab", false}}},
		"longest":        {[]string{full, "\n"}, []piece{{full, false}}},
		"overlong":       {[]string{full + "yz\nnext\n"}, []piece{{full, true}, {"yz", true}, {"next", false}}},
		"twice as long":  {[]string{full, full, "\n", "next"}, []piece{{full, true}, {full, true}, {"next", false}}},
		"overlong, open": {[]string{full, "y"}, []piece{{full, true}, {"y", true}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, split(tc.in...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSplitterChunks proves that where the writes are cut makes no difference.
func TestSplitterChunks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chunks := rapid.SliceOf(rapid.StringOf(rapid.SampledFrom([]rune("ab\n\r")))).Draw(t, "chunks")
		if diff := cmp.Diff(split(strings.Join(chunks, "")), split(chunks...)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func bridge(lines string) (log string, tail *pluginlog.Tail) {
	var buf bytes.Buffer
	logger := hclog.New(&hclog.LoggerOptions{Name: "conn", Level: hclog.Trace, Output: &buf, DisableTime: true})
	tail = pluginlog.NewTail(10)
	s := pluginlog.NewBridge(logger, tail).Lines(pluginlog.Stderr)
	_, _ = s.Write([]byte(lines))
	s.Flush()
	return buf.String(), tail
}

func TestBridge(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"record":        {`{"@level":"warn","@message":"hello","@module":"zoom","z":1,"a":"x","b":true,"c":[1, 2],"d":null}`, `[WARN]  conn: hello: module=zoom z=1 a=x b=true c="[1, 2]" d=""`},
		"wrong types":   {`{"@level":7,"@message":{"a":"\u001b"},"@timestamp":false}`, `[DEBUG] conn: {"a":"\u001b"}: timestamp=false`},
		"unknown level": {`{"@level":"loud","@message":"hello"}`, `[DEBUG] conn: hello`},
		"level off":     {`{"@level":"off","@message":"hello"}`, `[DEBUG] conn: hello`},
		"level only":    {`{"@level":"info"}`, `[INFO]  conn`},
		"escaped":       {`{"@level":"info","@message":"a\u001b[2Jb"}`, `[INFO]  conn: a\x1b[2Jb`},
		"other json":    {`{"level":"error","msg":"hello"}`, `[DEBUG] conn: {"level":"error","msg":"hello"}`},
		"cut json":      {`{"@level":"error","@message":"hel`, `[DEBUG] conn: {"@level":"error","@message":"hel`},
		"two values":    {`{"@level":"error"} {}`, `[DEBUG] conn: {"@level":"error"} {}`},
		"plain":         {"[ERROR] hello", `[DEBUG] conn: [ERROR] hello`},
		"panic":         {"panic: boom\n\ngoroutine 1\n{\"@level\":\"info\",\"@message\":\"alive\"}\nplain", "[ERROR] conn: panic: boom\n[ERROR] conn: goroutine 1\n[INFO]  conn: alive\n[DEBUG] conn: plain"},
		"signal":        {"SIGSEGV: segmentation violation\nPC=0", "[ERROR] conn: SIGSEGV: segmentation violation\n[ERROR] conn: PC=0"},
		"no signal":     {"SIGNAL lost: wait", "[DEBUG] conn: SIGNAL lost: wait"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := bridge(tc.in)
			if diff := cmp.Diff(tc.want+"\n", got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzBridge looks for lines that harm the host, and for JSON that a host
// logging in JSON would break.
func FuzzBridge(f *testing.F) {
	f.Add([]byte(`{"@message": 5}`))
	f.Add([]byte(`{"@level":"info","@message":"a","@level":[],"":{},"\u0000":1e999}`))
	f.Add([]byte("panic: x\n\x1b"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var buf bytes.Buffer
		logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &buf, JSONFormat: true})
		tail := pluginlog.NewTail(5)
		s := pluginlog.NewBridge(logger, tail).Lines(pluginlog.Stderr)
		_, _ = s.Write(in)
		s.Flush()
		for line := range bytes.Lines(buf.Bytes()) {
			if !json.Valid(line) {
				t.Errorf("invalid record %q", line)
			}
		}
		if text := tail.Summary(); pluginlog.Escape(text) != text {
			t.Errorf("unsafe tail %q", text)
		}
	})
}

func TestTail(t *testing.T) {
	t.Parallel()
	t.Run("lines", func(t *testing.T) {
		t.Parallel()
		tail := pluginlog.NewTail(2)
		for _, line := range []string{"a", "b", "c"} {
			tail.Add(line)
		}
		if diff := cmp.Diff([]string{"b", "c"}, tail.Lines()); diff != "" {
			t.Error(diff)
		}
		if got := tail.Summary(); got != "b | c" {
			t.Errorf("summary %q", got)
		}
	})
	t.Run("bytes", func(t *testing.T) {
		t.Parallel()
		tail := pluginlog.NewTail(1 << 20)
		for range 1000 {
			tail.Add(strings.Repeat("x", 10_000))
		}
		if n := len(strings.Join(tail.Lines(), "")); n > 64<<10 {
			t.Errorf("holds %d bytes", n)
		}
		if n := len(tail.Summary()); n > 5<<10 {
			t.Errorf("the summary has %d bytes", n)
		}
	})
	t.Run("headline survives", func(t *testing.T) {
		t.Parallel()
		tail := pluginlog.NewTail(2)
		tail.AddHeadline("panic: boom")
		for _, line := range []string{"a", "", "c"} {
			tail.Add(line)
		}
		if got := tail.Summary(); got != "panic: boom | … | c" {
			t.Errorf("summary %q", got)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		if got := pluginlog.NewTail(2).Summary(); got != "" {
			t.Errorf("summary %q", got)
		}
	})
}
