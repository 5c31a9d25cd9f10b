package values

import (
	"errors"
	"fmt"
	"strings"

	"github.com/igaplugin/igaplugin/host"
)

// Secrets finds the secrets that assignments refer to.
type Secrets struct {
	// LookupEnv finds an environment variable.
	LookupEnv func(name string) (string, bool)
	// Prompt asks a person for a secret, without showing it. It is called at
	// most once for each @prompt.
	Prompt func(what string) (string, error)
}

// errLiteralSecret is the answer to a secret on the command line.
var errLiteralSecret = errors.New("secrets are not accepted on the command line, where everybody can see them; " +
	"write @env:NAME, @file:PATH or @prompt instead")

// resolve returns the text that an assignment to a secret stands for. The error
// never repeats the text.
func (s Secrets) resolve(a assignment) (string, error) {
	if escaped, ok := strings.CutPrefix(a.text, "@@"); ok && a.fromFile {
		return "@" + escaped, nil
	}
	if name, ok := strings.CutPrefix(a.text, "@env:"); ok {
		value, defined := s.LookupEnv(name)
		if !defined || value == "" {
			return "", fmt.Errorf("environment variable %s is not defined or empty", name)
		}
		return value, nil
	}
	if path, ok := strings.CutPrefix(a.text, "@file:"); ok {
		secret, err := host.ReadSecretFile(path)
		if err == nil && secret.IsEmpty() {
			err = fmt.Errorf("%s: is empty", path)
		}
		return secret.Reveal(), err
	}
	if a.text == "@prompt" {
		return s.Prompt(a.name)
	}
	if a.fromFile && !strings.HasPrefix(a.text, "@") {
		return a.text, nil
	}
	if a.fromFile {
		return "", errors.New("unknown reference; write @env:NAME, @file:PATH or @prompt, and @@ for a leading @")
	}
	return "", errLiteralSecret
}
