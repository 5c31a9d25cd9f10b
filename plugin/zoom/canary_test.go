package main_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// Secrets to be looked for. The core of each is letters and digits alone, which
// no escaping changes; what is around it takes on another form in URLs, JSON and
// HTML. Zoom's own client secrets are nothing but letters and digits.
const (
	canaryClient   = `Client0Canary7Secret`
	canaryWrong    = `Wrong0Canary1Secret`
	canaryPassword = `A1"+/&<Passw0Canary8Word`
	canaryChanged  = `A1"+/&<Chang3Canary9Word`
	canaryProxy    = `+"&Proxy0Canary4Secret/`
	canaryHost     = `Host0Canary5Variable`
)

// canaryControl is no secret: it stands where everything is shown, to prove that
// the search would find a secret there.
const canaryControl = "Shown0Canary2Control"

// canaries are the cores to look for; those that only a run brings about, such
// as access tokens, are added to the fixed ones.
type canaries struct {
	mu    sync.Mutex
	added []string
}

// add takes a secret whose core is the whole of it.
func (c *canaries) add(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if secret != "" && !slices.Contains(c.added, secret) {
		c.added = append(c.added, secret)
	}
}

func (c *canaries) cores() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{
		"Client0Canary7Secret", "Wrong0Canary1Secret", "Passw0Canary8Word", "Chang3Canary9Word", "Proxy0Canary4Secret", "Host0Canary5Variable",
	}, c.added...)
}

// absent checks that a text holds no canary in any form; where says what it is.
func (c *canaries) absent(t *testing.T, where, text string) {
	t.Helper()
	cores := c.cores()
	if len(leaks(text, cores...)) == 0 {
		return
	}
	for line := range strings.Lines(text) {
		if found := leaks(line, cores...); len(found) > 0 {
			t.Errorf("%s shows %v, first in: %.500s", where, found, line)
			return
		}
	}
	t.Errorf("%s shows %v over several lines", where, leaks(text, cores...))
}

// leaks are the cores that stand in a text, plain or encoded.
func leaks(text string, cores ...string) []string {
	var out []string
	lower := strings.ToLower(text)
	for _, core := range cores {
		if strings.Contains(text, core) {
			out = append(out, core+" (plain)")
		}
		if strings.Contains(lower, hex.EncodeToString([]byte(core))) {
			out = append(out, core+" (hex)")
		}
		if slices.ContainsFunc(middles(core), func(m string) bool { return strings.Contains(text, m) }) {
			out = append(out, core+" (base64)")
		}
	}
	return out
}

// middles are the parts of a text's encoding in base64 that do not depend on
// what stands before and after it: whatever that is, it is one of three.
func middles(core string) []string {
	var out []string
	for shift := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			whole := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + core))
			out = append(out, whole[4:len(whole)-3])
		}
	}
	return out
}

// forms are the ways in which somebody may write a secret.
func forms(secret string) []string {
	raw := []byte(secret)
	quoted := strconv.Quote(secret)
	encoded, err := json.Marshal(secret)
	if err != nil {
		return nil // It is text, which is always JSON.
	}
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), quoted[1 : len(quoted)-1], string(encoded[1 : len(encoded)-1]),
		html.EscapeString(secret), hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)),
		base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	}
}

// The search itself finds every form of every canary, wherever it stands.
func TestCanarySearchFinds(t *testing.T) {
	t.Parallel()
	var c canaries
	token := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl_-1234567890"
	c.add(token)
	for _, secret := range []string{canaryClient, canaryWrong, canaryPassword, canaryChanged, canaryProxy, canaryHost, token} {
		all := append(forms(secret), "Basic "+base64.StdEncoding.EncodeToString([]byte("id:"+secret)),
			base64.StdEncoding.EncodeToString([]byte("id_:"+secret)), base64.StdEncoding.EncodeToString([]byte("id__:"+secret)))
		for _, form := range all {
			if found := leaks("a"+form+"b", c.cores()...); len(found) != 1 {
				t.Errorf("of %s was found: %v", form, found)
			}
		}
	}
	if found := leaks("Client0Canary and Passw0canary8Word", c.cores()...); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// show writes everything that results and errors tell, in every way in which
// Go prints.
func (l *logged) show(results ...any) {
	for _, x := range results {
		if x == nil {
			continue
		}
		l.print(x)
		err, ok := x.(error)
		if !ok {
			continue
		}
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
			l.print(inner)
		}
		l.print(*shared.AsError(err))
		if partial, ok := errors.AsType[*shared.WriteError](err); ok {
			l.print(*partial)
			l.print(partial.Result)
			l.print(partial.Remaining)
			for _, d := range partial.Remaining {
				l.print(d)
			}
			for _, n := range partial.Result.NotApplied {
				l.print(*n.Reason)
			}
		}
	}
}

// print writes a value with fmt, as JSON and as hclog does.
func (l *logged) print(x any) {
	_, _ = fmt.Fprintf(l, "%v\n%+v\n%#v\n%s\n%q\n", x, x, x, x, x)
	if text, err := json.Marshal(x); err == nil {
		_, _ = fmt.Fprintf(l, "%s\n", text)
	}
	hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: l}).Info("shown", "value", x)
	hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: l, JSONFormat: true}).Info("shown", "value", x)
}

// watched is a connector process of its own at trace level, all of whose output
// is searched when the test and its subtests have ended.
type watched struct {
	*host.Plugin
	canaries canaries
	log      logged
}

// watch launches one.
func watch(t *testing.T) *watched {
	t.Helper()
	w := traced(t)
	t.Cleanup(func() { w.finish(t) })
	return w
}

// traced launches one that its caller has to stop.
func traced(t *testing.T, env ...string) *watched {
	t.Helper()
	w := &watched{}
	var err error
	w.Plugin, err = host.Launch(t.Context(), host.Spec{
		Path: binary, Env: env, LogLevel: hclog.Trace, StderrLines: 1 << 20,
		Logger: hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &w.log}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// finish stops the process, so that all of its output is here, and searches it.
func (w *watched) finish(t *testing.T) {
	t.Helper()
	ctx, cancel := ending(t)
	defer cancel()
	w.canaries.absent(t, "the process", processFiles(t, w.PID()))
	if err := w.Stop(ctx); err != nil {
		t.Error(err)
	}
	log, tail := w.log.String(), strings.Join(w.StderrTail(), "\n")
	for what, text := range map[string]string{"the log": log, "standard error": tail} {
		if !strings.Contains(text, "zoom request") {
			t.Errorf("%s has no requests, so that it proves nothing", what)
		}
		w.canaries.absent(t, what, text)
	}
}
