package cli_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/cli"
)

// secretKey has the form of one, without a key in it.
func secretKey() string {
	return base64.StdEncoding.EncodeToString(append([]byte("EdScB2"), make([]byte, 152)...))
}

// TestChecksOfTheConnector are made before anything is started, and name the flag.
func TestChecksOfTheConnector(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secret, junk := filepath.Join(dir, "minisign.key"), filepath.Join(dir, "junk")
	for path, text := range map[string]string{secret: "untrusted comment: minisign encrypted secret key\n" + secretKey() + "\n", junk: "junk\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		flag, value, want string
	}{
		"sum":             {"--sha256", "xyz", "--sha256 must be 64 hexadecimal digits"},
		"short sum":       {"--sha256", strings.Repeat("a", 63), "--sha256 must be 64 hexadecimal digits"},
		"no key":          {"--public-key", junk, "--public-key: the file " + junk + " is no minisign public key"},
		"no file":         {"--public-key", "bad", "--public-key is neither a minisign key"},
		"secret key file": {"--public-key", secret, "--public-key: the file " + secret + " is a minisign secret key; keep it to yourself"},
		"secret key":      {"--public-key", secretKey(), "--public-key is a minisign secret key; keep it to yourself"},
		"secret key text": {"--public-key", "untrusted comment: x\n" + secretKey(), "--public-key is a minisign secret key; keep it to yourself"},
		"other algorithm": {"--public-key", "RW" + strings.Repeat("!", 54), "--public-key is neither a minisign key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, got := loaded(t, &world{}, "--plugin", "fake", tc.flag, tc.value, "info")
			if got.code != 2 || spec.Path != "" || !strings.HasPrefix(got.stderr, "igahost: "+tc.want) {
				t.Errorf("code %d, %s", got.code, got.stderr)
			}
			if strings.Contains(got.stderr, secretKey()[:20]) {
				t.Errorf("the key is shown: %s", got.stderr)
			}
		})
	}
}

// TestMeaninglessFlags are refused instead of ignored, but for those about
// messages.
func TestMeaninglessFlags(t *testing.T) {
	t.Parallel()
	for line, refused := range map[string]string{
		"--connector x plugins list":                   "--connector means nothing to igahost plugins list; leave it out",
		"plugins verify --config x":                    "--config means nothing to igahost plugins verify; leave it out",
		"plugins add x --sha256 " + "00":               "--sha256 means nothing to igahost plugins add",
		"plugins list --public-key x":                  "--public-key means nothing to igahost plugins list",
		"sim --connector x":                            "--connector means nothing to igahost sim",
		"sim --timeout 1s":                             "--timeout means nothing to igahost sim",
		"--reattach x demo":                            "--reattach means nothing to igahost demo",
		"-o json sim":                                  "--output means nothing to igahost sim",
		"--no-color --log-level debug -q plugins list": "",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := cli.Run(t.Context(), strings.Fields(line), (&world{}).environment(&fake{}, &stdout, &stderr))
			if refused == "" {
				if strings.Contains(stderr.String(), "means nothing") {
					t.Errorf("refused: %s", &stderr)
				}
				return
			}
			if code != 2 || !strings.HasPrefix(stderr.String(), "igahost: "+refused) {
				t.Errorf("code %d, %s", code, &stderr)
			}
		})
	}
}

// TestUsageNamesTheCommand: what a message proposes must exist.
func TestUsageNamesTheCommand(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"plugins add":         "not enough is given; write: igahost plugins add PATH; see igahost plugins add --help",
		"plugins list x":      `"x" is too much; write: igahost plugins list; see igahost plugins list --help`,
		"plugins verify -x":   "unknown shorthand flag: 'x' in -x; see igahost plugins verify --help",
		"sim x":               `"x" is too much; write: igahost sim; see igahost sim --help`,
		"get":                 "see igahost get --help",
		"plugins verify a b":  `"b" is too much; write: igahost plugins verify [NAME[@VERSION]]; see igahost plugins verify --help`,
		"plugins frobnicate":  `unknown command "frobnicate"; see igahost plugins --help`,
		"--frobnicate search": "unknown flag: --frobnicate; see igahost --help",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := cli.Run(t.Context(), strings.Fields(line), (&world{}).environment(&fake{}, &stdout, &stderr))
			if code != 2 || !strings.HasSuffix(stderr.String(), want+"\n") {
				t.Errorf("code %d, %s", code, &stderr)
			}
		})
	}
}
