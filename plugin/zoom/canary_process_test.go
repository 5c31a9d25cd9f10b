package main_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// TestCanaryProcess has a connector process meet what Zoom may answer, with
// each secret in each form in it where an answer has room for that, and looks
// for all of them in errors, results, logs and the process's own files.
func TestCanaryProcess(t *testing.T) {
	t.Parallel()
	w := watch(t)
	for name, effect := range canaryEffects() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := listen(t, w, false)
			l.conn = l.open(w.Plugin, l.traced())
			var out logged
			uid := l.active("ann@example.com", set("password", secret(canaryPassword)))
			l.recorded(&out) // What comes later may lead to where Zoom itself said.
			for i, known := range l.secrets() {
				for _, methods := range [][]string{{"POST", "PUT", "PATCH", "DELETE"}, {""}} {
					l.echoes(effect, known, methods...)
					everything(t.Context(), l.conn, &out, uid, fmt.Sprint("new", i, len(methods)))
				}
				// With no token yet: what is echoed is the answer to that request.
				fresh := l.open(w.Plugin, l.traced(set("scope", str("user:read:admin"))))
				report, err := fresh.Test(t.Context(), nil)
				out.show(report, err)
			}
			l.toldPasswords()
			w.canaries.absent(t, "an error or a result", out.String())
			if !strings.Contains(out.String(), "shown") {
				t.Error("nothing is shown, so that it proves nothing")
			}
		})
	}
	for name, scenario := range canaryScenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out logged
			scenario.run(t, w, &out)
			if !strings.Contains(out.String(), scenario.want) {
				t.Errorf("no %q in\n%.2000s", scenario.want, out.String())
			}
			w.canaries.absent(t, "an error or a result", out.String())
		})
	}
}

// canaryEffects are what goes wrong at Zoom; said is what Zoom repeats.
func canaryEffects() map[string]func(said string) zoomsim.Effect {
	all := map[string]func(said string) zoomsim.Effect{
		"html": func(said string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectHTML, Body: "<html>" + said}
		},
		"text instead of JSON": func(said string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 200, Body: said}
		},
		"redirect": func(said string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectRedirect, Location: "/" + strings.ReplaceAll(said, "\n", "")}
		},
		"tracking id": func(said string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 400, Code: 300, Message: "refused", Headers: map[string]string{"X-Zm-Trackingid": said}}
		},
		"retry after": func(said string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 503, Message: "later", Headers: map[string]string{"Retry-After": said}}
		},
		"cut": func(string) zoomsim.Effect {
			return zoomsim.Effect{Kind: zoomsim.EffectCut}
		},
		"cut when applied": func(string) zoomsim.Effect { return zoomsim.Effect{Kind: zoomsim.EffectCut, Applied: true} },
		"cut body":         func(string) zoomsim.Effect { return zoomsim.Effect{Kind: zoomsim.EffectCutBody} },
		"truncated":        func(string) zoomsim.Effect { return zoomsim.Effect{Kind: zoomsim.EffectTruncate} },
	}
	for _, status := range []int{400, 401, 403, 404, 409, 422, 500, 503} {
		all[fmt.Sprint(status)] = func(said string) zoomsim.Effect { return refusal(status, 300, "refused: "+said) }
	}
	return all
}

// echoes has Zoom repeat a secret in every form in its answers to some methods,
// "" for all, and passwords in those to the requests that bring them.
func (l *listener) echoes(effect func(said string) zoomsim.Effect, known string, methods ...string) {
	l.t.Helper()
	said := func(secret string) string { return strings.Join(forms(secret), " ") }
	var faults []zoomsim.Fault
	for core, password := range map[string]string{"Passw0Canary8Word": canaryPassword, "Chang3Canary9Word": canaryChanged} {
		faults = append(faults, zoomsim.Fault{Contains: core, Effect: effect(said(password))})
	}
	for _, method := range methods {
		faults = append(faults, zoomsim.Fault{Method: method, Effect: effect(said(known))})
	}
	if err := l.sim.SetFaults(faults); err != nil {
		l.t.Fatal(err)
	}
}

// recorded shows what the simulator keeps of the requests.
func (l *listener) recorded(out *logged) {
	for _, r := range l.sim.Requests() {
		_, _ = fmt.Fprintf(out, "%+v\n", r)
	}
	out.show(l.sim.Stats().Requests)
}

// canaryScenario is one way to fail, or not to, and a text that proves it.
type canaryScenario struct {
	want string
	run  func(t *testing.T, w *watched, out *logged)
}

func canaryScenarios() map[string]canaryScenario {
	return map[string]canaryScenario{
		"nothing fails":  {"ann@example.com", nothingFails},
		"wrong secret":   {"unauthenticated", wrongSecret},
		"token revoked":  {"ann@example.com", tokenRevoked},
		"token refused":  {"unauthenticated", tokenRefused},
		"partial write":  {"partial", partialWrite},
		"unknown end":    {"unknown outcome", unknownOutcome},
		"proxy":          {"ann@example.com", throughProxy},
		"proxy refuses":  {"Proxy Authentication Required", proxyRefuses},
		"no proxy":       {"connection failed", proxyWithoutHTTP},
		"configurations": {"invalid configuration", wrongConfigurations},
	}
}

func nothingFails(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.conn = l.open(w.Plugin, l.traced())
	everything(t.Context(), l.conn, out, l.active("ann@example.com", set("password", secret(canaryPassword))), "new")
	l.secrets()
	l.toldPasswords()
	l.recorded(out)
	info, err := w.Info(t.Context())
	out.show(info, err)
}

func wrongSecret(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	everything(t.Context(), l.open(w.Plugin, l.traced(set("client_secret", secret(canaryWrong)))), out, nowhere, "new")
}

func tokenRevoked(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.conn = l.open(w.Plugin, l.traced())
	uid := l.active("ann@example.com")
	l.secrets()
	l.sim.RevokeTokens()
	everything(t.Context(), l.conn, out, uid, "new")
}

func tokenRefused(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.conn = l.open(w.Plugin, l.traced())
	uid := l.active("ann@example.com")
	for _, known := range l.secrets() {
		l.echoes(func(said string) zoomsim.Effect { return refusal(401, 124, "Invalid access token: "+said) }, known)
		everything(t.Context(), l.conn, out, uid, "new")
	}
}

// partialWrite has a write with a password fail before and after that password
// was set.
func partialWrite(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.conn = l.open(w.Plugin, l.traced())
	uid, partial := l.active("ann@example.com"), 0
	for _, route := range []string{"PATCH /users/{userId}", "PUT /users/{userId}/password", "PUT /users/{userId}/email"} {
		method, path, _ := strings.Cut(route, " ")
		l.faults(zoomsim.Fault{Method: method, Route: path, Effect: refusal(400, 300, "Validation failed.")})
		_, err := l.tryUpdate(user, uid, shared.ReplaceDelta("password", secret(canaryChanged)), shared.ReplaceDelta("dept", str("y"+method)),
			shared.ReplaceDelta("email", str("new"+fmt.Sprint(partial)+"@example.com")))
		out.show(err)
		if e, ok := errors.AsType[*shared.WriteError](err); ok && len(e.Remaining) > 0 {
			partial++
		}
	}
	if partial == 0 {
		t.Error("nothing is partial, so that it proves nothing")
	}
}

func unknownOutcome(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.conn = l.open(w.Plugin, l.traced())
	uid := l.active("ann@example.com")
	l.faults(zoomsim.Fault{Method: "POST", Route: "/users", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}},
		zoomsim.Fault{Method: "PUT", Route: "/users/{userId}/password", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}})
	writes(t.Context(), l.conn, out, uid, "new")
}

func throughProxy(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, true)
	p := &tunneller{}
	l.conn = l.open(w.Plugin, l.traced(append(p.through(t), l.trust)...))
	everything(t.Context(), l.conn, out, l.active("ann@example.com", set("password", secret(canaryPassword))), "new")
	if p.said == "" {
		t.Error("the proxy was not given the password, so that it proves nothing")
	}
}

func proxyRefuses(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, true)
	p := &tunneller{answer: func(w http.ResponseWriter, said string) {
		all := said + " " + strings.Join(forms(canaryProxy), " ")
		w.Header().Set("Proxy-Authenticate", all)
		http.Error(w, all, http.StatusProxyAuthRequired)
	}}
	everything(t.Context(), l.open(w.Plugin, l.traced(append(p.through(t), l.trust)...)), out, nowhere, "new")
}

// proxyWithoutHTTP is a proxy that answers with what it was told alone, or in
// the status line.
func proxyWithoutHTTP(t *testing.T, w *watched, out *logged) {
	for _, format := range []string{"%s\r\n\r\n", "HTTP/1.1 407 %s\r\n\r\n", "HTTP/1.1 200 OK\r\n%s\r\n\r\n"} {
		l := listen(t, w, true)
		p := &tunneller{answer: func(w http.ResponseWriter, said string) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			_, _ = fmt.Fprintf(conn, format, said+" "+strings.Join(forms(canaryProxy), " "))
		}}
		everything(t.Context(), l.open(w.Plugin, l.traced(append(p.through(t), l.trust)...)), out, nowhere, "new")
	}
}

// wrongConfigurations have a secret where none belongs, or a wrong one.
func wrongConfigurations(t *testing.T, w *watched, out *logged) {
	l := listen(t, w, false)
	l.open(w.Plugin, l.traced())
	for name, more := range map[string][]shared.Attribute{
		"wrong place":       {set("service_url", secret(canaryProxy))},
		"wrong type":        {set("io_error_retries", secret(canaryProxy)), set("rate_limits", secret(canaryProxy))},
		"unknown property":  {set("client_secrets", secret(canaryProxy))},
		"two":               {set("client_secret", secret(canaryProxy), secret(canaryClient))},
		"proxy, no name":    {set("proxy", str("http://proxy.invalid")), set("proxy_password", secret(canaryProxy))},
		"control character": {set("proxy", str("http://proxy.invalid")), set("proxy_username", str("u")), set("proxy_password", secret(canaryProxy+"\n"))},
		"certificates":      {set("ca_certificates", str("-----BEGIN PRIVATE KEY-----\n"+canaryProxy))},
	} {
		config := l.traced(more...)
		err := w.Validate(t.Context(), config)
		_, failed := w.Connect(t.Context(), config)
		if err == nil || failed == nil {
			t.Errorf("%s: got %v, %v", name, err, failed)
		}
		out.show(err, failed)
	}
}

// The same process shows what is no secret everywhere where secrets are looked
// for, so that one would be found there.
func TestCanaryControlIsFound(t *testing.T) {
	t.Parallel()
	w := traced(t, "IGA_CONTROL="+canaryControl)
	l := listen(t, w, false)
	conn, err := w.Connect(t.Context(), l.traced())
	if err != nil {
		t.Fatal(err)
	}
	var out logged
	everything(t.Context(), conn, &out, canaryControl, "new")
	_, err = conn.Get(t.Context(), &shared.GetRequest{Class: user, UID: canaryControl})
	files := processFiles(t, w.PID())
	if err := errors.Join(conn.Close(t.Context()), w.Stop(t.Context())); err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{
		"the results": out.String(), "an error": fmt.Sprint(err), "the log": w.log.String(), "standard error": strings.Join(w.StderrTail(), "\n"),
	}
	if runtime.GOOS == "linux" {
		shown["the environment"] = files
	}
	for where, text := range shown {
		if len(leaks(text, canaryControl)) == 0 {
			t.Errorf("%s does not show what was said:\n%.1000s", where, text)
		}
	}
}

// What the host's environment holds stays with the host. The connector gets to
// know little of it, and shows nothing. The variables are those of the test
// process, so that no other test runs meanwhile.
func TestCanaryHostEnvironment(t *testing.T) {
	t.Setenv("ZOOM_CLIENT_SECRET", canaryHost)
	t.Setenv("AWS_SECRET_ACCESS_KEY", canaryHost)
	t.Setenv("HTTPS_PROXY", "http://ann:"+canaryHost+"@proxy.invalid:3128")
	t.Setenv("https_proxy", "ann:"+canaryHost+"@proxy.invalid:3128")
	w := watch(t)
	var out logged
	nothingFails(t, w, &out)
	_, err := w.Connect(t.Context(), nil)
	out.show(err)
	w.canaries.absent(t, "an error or a result", out.String())
	for arg, status := range map[string]int{"--manifest": 0, "--version": 0, "--help": 0, "": 1, "--wrong": 2} {
		// In contrast to a host, this passes the variables on.
		cmd := exec.CommandContext(t.Context(), binary, strings.Fields(arg)...)
		text, err := cmd.CombinedOutput()
		if len(text) == 0 || cmd.ProcessState.ExitCode() != status {
			t.Errorf("%q: %v, %d bytes, want status %d", arg, err, len(text), status)
		}
		w.canaries.absent(t, binary+" "+arg, string(text))
	}
}

// processFiles is what everybody may see of a process who may look: arguments
// and environment. Only Linux has such files.
func processFiles(t *testing.T, pid int) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return ""
	}
	var out strings.Builder
	for file, want := range map[string]string{"cmdline": "iga-connector-zoom", "environ": "PATH="} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v, %q", file, err, text)
		}
		out.Write(text)
	}
	return out.String()
}
