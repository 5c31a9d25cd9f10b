package pluginrpc

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestHandshakeFilter(t *testing.T) {
	t.Parallel()
	const line = "1|1|unix|/tmp/plugin123|grpc|TUlJQ+/=\n"
	long := strings.Repeat("x", 3*maxHeldBytes)
	tests := map[string]struct {
		in   string
		line string
		rest string
	}{
		"alone":              {line, line, ""},
		"multiplexing":       {"1|1|tcp|127.0.0.1:1|grpc||true\n", "1|1|tcp|127.0.0.1:1|grpc||true\n", ""},
		"lines around":       {"before\n" + line + "after\n", line, "before\nafter\n"},
		"no newline before":  {"progress 1" + line, line, "progress 1"},
		"a long line before": {long + line, line, long},
		"only the first":     {line + line, line, line},
		"something like it":  {"1|1|unix|x|netrpc|\n" + line, line, "1|1|unix|x|netrpc|\n"},
		"none":               {"only noise", "", "only noise"},
	}
	for name, tc := range tests {
		for reader, wrap := range map[string]func(io.Reader) io.Reader{
			"whole":        func(r io.Reader) io.Reader { return r },
			"byte by byte": iotest.OneByteReader,
		} {
			t.Run(name+", "+reader, func(t *testing.T) {
				t.Parallel()
				var out, rest bytes.Buffer
				(&handshakeFilter{line: &out, rest: &rest}).copy(wrap(strings.NewReader(tc.in)))
				if out.String() != tc.line || rest.String() != tc.rest {
					t.Errorf("got the line %q and the rest %.80q, want %q and %.80q", out.String(), rest.String(), tc.line, tc.rest)
				}
			})
		}
	}
}
