package values

import (
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Arguments writes deltas as the arguments of an update that would make them.
// Secrets become @prompt.
func Arguments(deltas []shared.AttributeDelta) []string {
	var out []string
	for _, d := range deltas {
		if d.Replace != nil {
			if d.Replace.Len() == 0 {
				out = append(out, d.Name+"=")
			}
			out = appendArguments(out, d.Name+"=", *d.Replace)
			continue
		}
		out = appendArguments(out, d.Name+"+=", d.Add)
		out = appendArguments(out, d.Name+"-=", d.Remove)
	}
	return out
}

func appendArguments(out []string, prefix string, values shared.Values) []string {
	for v := range values.All() {
		text := v.String()
		if v.Type() == shared.TypeSecret {
			text = "@prompt"
		}
		out = append(out, prefix+text)
	}
	return out
}

// CommandLine joins arguments so that a POSIX shell would read them as they
// are.
func CommandLine(args ...string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = quote(a)
	}
	return strings.Join(quoted, " ")
}

// quote puts an argument into single quotes where a shell would change it.
func quote(arg string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%"
	if arg != "" && strings.Trim(arg, plain) == "" {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
