package main_test

import (
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// Secrets to be looked for; the part that is letters and digits alone looks the
// same in JSON and in URLs.
const (
	canaryClient   = `Client0Canary7Secret`
	canaryWrong    = `Wrong0Canary1Secret`
	canaryPassword = `A1"+/&<Passw0Canary8Word`
	canaryChanged  = `A1"+/&<Chang3Canary9Word`
	canaryProxy    = `+"&Proxy0Canary4Secret/`
	canaryHost     = `Host0Canary5Variable`
)

// canaryControl is no secret, to prove that one would be found.
const canaryControl = "Shown0Canary2Control"

func canaryCores() []string {
	return []string{
		canaryClient, canaryWrong, "Passw0Canary8Word", "Chang3Canary9Word", "Proxy0Canary4Secret", canaryHost,
	}
}

// leaks are the cores that stand in a text, plain, in hex or in base64.
func leaks(text string, cores ...string) []string {
	var out []string
	lower := strings.ToLower(text)
	for _, core := range cores {
		found := strings.Contains(text, core) || strings.Contains(lower, hex.EncodeToString([]byte(core)))
		for shift := range 3 {
			// Whatever stands before it, the middle is encoded in one of three ways.
			for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				whole := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + core))
				found = found || strings.Contains(text, whole[4:len(whole)-3])
			}
		}
		if found {
			out = append(out, core)
		}
	}
	return out
}

// canaryRun is a folder with the secrets in files, and an account to work on.
type canaryRun struct {
	dir, plugin string
	sim         *zoomsim.Sim

	mu     sync.Mutex
	tokens []string
}

func newCanaryRun(t *testing.T) *canaryRun {
	t.Helper()
	sim, err := zoomsim.New(zoomsim.Options{Seed: 3, Users: 3, Groups: 1, Credentials: zoomsim.Credentials{ClientSecret: canaryClient}})
	if err != nil {
		t.Fatal(err)
	}
	r := &canaryRun{dir: t.TempDir(), sim: sim}
	r.plugin = filepath.Join(r.dir, "iga-connector-zoom"+exeSuffix())
	build(t, r.plugin, "github.com/igaplugin/igaplugin/plugin/zoom")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.note(req.Header.Get("Authorization"))
		sim.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// A proxy that tells what it was told.
		http.Error(w, req.Header.Get("Proxy-Authorization")+url.QueryEscape(canaryProxy), http.StatusProxyAuthRequired)
	}))
	t.Cleanup(proxy.Close)
	credentials := sim.Credentials()
	app := "account_id: " + credentials.AccountID + "\nclient_id: " + credentials.ClientID + "\nplan: unlimited\nio_error_retries: 0\nlog_level: trace\n"
	places := "service_url: " + server.URL + "/v2\ntoken_url: " + server.URL + "/oauth/token\n"
	elsewhere := "service_url: https://zoom.invalid/v2\ntoken_url: https://zoom.invalid/oauth/token\n"
	for name, text := range map[string]string{
		"client.secret": canaryClient, "proxy.secret": canaryProxy, "password.secret": canaryPassword,
		"file.yaml":     app + places + "client_secret: file:client.secret\n",
		"variable.yaml": app + places + "client_secret: ${CANARY_CLIENT}\n",
		"wrong.yaml":    app + places + "client_secret: ${CANARY_WRONG}\n",
		"clear.yaml":    app + places + "client_secret: " + canaryClient + "\n",
		"proxy.yaml":    app + elsewhere + "client_secret: file:client.secret\nproxy: " + proxy.URL + "\nproxy_username: ann\nproxy_password: file:proxy.secret\n",
		"faulty.yaml":   app + places + "client_secret: file:client.secret\ndeep_get: ${CANARY_HOST}\n",
		"unknown.yaml":  app + places + "client_secrets: ${CANARY_CLIENT}\nclient_secret: file:client.secret\n",
		"person.yaml":   "email: file@example.com\npassword: '" + canaryPassword + "'\n",
	} {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// note has an access token or a Basic header looked for.
func (r *canaryRun) note(authorization string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, credentials, ok := strings.Cut(authorization, " "); ok && !slices.Contains(r.tokens, credentials) {
		r.tokens = append(r.tokens, credentials)
	}
}

// igahost runs a command and returns what it writes.
func (r *canaryRun) igahost(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	cmd := exec.CommandContext(t.Context(), "igahost", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = r.dir, &out, &out
	cmd.Env = append(os.Environ(), pluginVariable+"="+r.plugin, "CANARY_CLIENT="+canaryClient, "CANARY_WRONG="+canaryWrong,
		"CANARY_PASSWORD="+canaryPassword, "CANARY_CHANGED="+canaryChanged, "CANARY_HOST="+canaryHost,
		"HTTPS_PROXY=http://ann:"+canaryHost+"@proxy.invalid:3128")
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestCanaryCommands looks for secrets in everything that igahost writes, at
// trace level and in every format, whether the command succeeds or not.
func TestCanaryCommands(t *testing.T) {
	t.Parallel()
	r := newCanaryRun(t)
	// A write of the changed password is refused with the password in the answer.
	if err := r.sim.SetFaults([]zoomsim.Fault{{Contains: "Chang3Canary9Word", MinFires: 1, Effect: zoomsim.Effect{
		Kind: zoomsim.EffectAnswer, Status: http.StatusBadRequest, Code: 300, Message: `refused: ` + canaryChanged + " " + url.QueryEscape(canaryChanged),
	}}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.sim.CheckFaults(); err != nil {
			t.Error(err)
		}
		if len(r.tokens) < 2 {
			t.Error("no token was seen, so that it proves nothing")
		}
	})
	uids := r.uids(t)
	for i, format := range []string{"table", "json", "jsonl", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			for command, want := range canaryCommands(uids[i%len(uids)], "canary"+format+"@example.com") {
				r.check(t, want, append([]string{"--log-level", "trace", "--output", format}, strings.Fields(command)...)...)
			}
		})
	}
	t.Run("failures", func(t *testing.T) {
		t.Parallel()
		for command, want := range canaryFailures() {
			r.check(t, want, append([]string{"--log-level", "trace", "--log-format", "json"}, strings.Fields(command)...)...)
		}
	})
}

// canaryCommands are commands that use secrets, with a part of what they write.
func canaryCommands(uid, name string) map[string]string {
	return map[string]string{
		"--config file.yaml create ZoomUser email=" + name + " password=@env:CANARY_PASSWORD --option create_action=autoCreate":            name,
		"--config clear.yaml create ZoomUser email=file" + name + " password=@file:password.secret --option create_action=autoCreate":      name,
		"--config file.yaml create ZoomUser email=x@example.com password=@env:CANARY_PASSWORD --option create_action=autoCreate --dry-run": "***",
		"--config variable.yaml update ZoomUser " + uid + " password=@env:CANARY_CHANGED dept=Sales":                                       "refused",
		"--config file.yaml update ZoomUser " + uid + " password=@file:password.secret":                                                    "password",
		"--config variable.yaml search ZoomUser --attrs email,dept":                                                                        "@",
		"--config file.yaml test":            "ZoomGroup",
		"info":                               "proxy_password",
		"--config file.yaml schema ZoomUser": "password",
	}
}

// canaryFailures are commands that fail, with a part of what they write; and
// one that is no failure.
func canaryFailures() map[string]string {
	return map[string]string{
		"--config wrong.yaml test":   "unauthenticated",
		"--config proxy.yaml test":   "connection failed",
		"--config faulty.yaml test":  "CANARY_HOST",
		"--config unknown.yaml test": "client_secrets",
		"--config file.yaml create ZoomUser email=a@example.com password=" + canaryPassword:                         "not accepted on the command line",
		"--config file.yaml create ZoomUser --from person.yaml --option create_action=wrong":                        "create_action",
		"--config file.yaml create ZoomUser email=a@example.com passwort=@env:CANARY_PASSWORD":                      "passwort",
		"--config file.yaml create ZoomUser email=a@example.com password=@env:CANARY_PASSWORD first_name=@env:X y=": "y",
		"--config file.yaml get ZoomUser " + canaryControl:                                                          canaryControl,
		"--config client.secret test": "client.secret",
		"--version":                   "igahost",
	}
}

// uids are those of the users that are there.
func (r *canaryRun) uids(t *testing.T) []string {
	t.Helper()
	rows := strings.Fields(r.igahost(t, "-q", "--config", "file.yaml", "search", "ZoomUser", "--attrs", "id", "-o", "csv"))
	if len(rows) < 2 {
		t.Fatalf("no users: %q", rows)
	}
	return rows[1:]
}

// check runs a command, which has to say something and no secret.
func (r *canaryRun) check(t *testing.T, want string, args ...string) {
	t.Helper()
	text := r.igahost(t, args...)
	if !strings.Contains(text, want) {
		t.Errorf("%q: no %q in\n%.2000s", args, want, text)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range strings.Lines(text) {
		if found := leaks(line, append(canaryCores(), r.tokens...)...); len(found) > 0 {
			t.Errorf("%q shows %v: %.500s", args, found, line)
		}
	}
	if slices.Contains(args, canaryControl) && len(leaks(text, canaryControl)) == 0 {
		t.Errorf("%q: the search does not find what is shown in\n%s", args, text)
	}
}

// Connectors run in other processes, so that go test does not see what they are
// made of, and would take all results from its cache when that has changed.
// Folders that a test has read count as its input.
func TestConnectorSourcesAreInput(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"../plugin", "../zoomimpl", "../memimpl", "../shared", "../proto"} {
		read := 0
		err := filepath.WalkDir(folder, func(_ string, _ fs.DirEntry, err error) error { read++; return err })
		if err != nil || read < 2 {
			t.Errorf("%s: %v, %d files", folder, err, read)
		}
	}
}
