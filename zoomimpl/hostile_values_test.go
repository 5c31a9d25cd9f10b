package zoomimpl_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// hostile are texts that break concatenated URLs, JSON, headers and filters.
func hostile() []string {
	return []string{
		`"quoted"`, `back\slash`, "nul\x00byte", "bell\x07 escape\x1b[2J", "a\r\nb", "a\r\nX-Injected: 1", "a HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /v2/users",
		"tab\tnew\nline", `a%2fb`, `a%252fb`, `a%00b`, `%2e%2e`, `%`, `%zz`, `../..`, `../users`, `..%2f..`, `./`, `.`, `..`, `a?b=c&d#e`, `?`, `#`, `;a=b`,
		`x&action=delete`, `x?action=delete`, `//evil.example/x`, `https://evil.example/`, `a/b`, `/`, `@`, `:`, `a+b c`,
		"ünïcödé", "e\u0301 combining", "日本", "\u202egnp.exe", "emoji 🙂\u200d🧑", "\ufeffbom", "line\u2028separator", "\ufffd", "\uffff", "\U0010ffff",
		`\ud800`, "\xed\xa0\x80", "\xff\xfe", "cut \xe2\x82", strings.Repeat("x", 10<<10), strings.Repeat("ä/", 5<<10), "", " ", "  leading and trailing  ", "\t",
		"me", "ME", "null", "true", "0", "-1", "summary", "email", "features", "vanity_name", "admins", `{"x":1}`, `["a"]`, `","type":2,"x":"`, `}{`,
		`<script>alert(1)</script>`, `<!--`, `' or 1=1 --`, `'; drop table users`, `${ENV}`, `$(id)`, "file:/etc/passwd", "name:x", `email eq "x"`, `") or (id pr`, `*`, `a,b`,
	}
}

// hugeText is longer than any body that the simulator takes.
func hugeText() string { return strings.Repeat("x", 1<<20) }

// adapted is a connector over a transport, adapted as in production.
func adapted(w *wire) *adapter.Connector {
	return adapter.New(zoomimpl.New(zoomimpl.Options{Transport: w}), nil)
}

// wantRefusal checks that an error is one with which a value is refused.
func wantRefusal(t *testing.T, what string, err error) {
	t.Helper()
	refusals := []shared.ErrorKind{
		shared.ErrInvalidAttributeValue, shared.ErrInvalidRequest, shared.ErrNotFound, shared.ErrAlreadyExists,
		shared.ErrPreconditionFailed, shared.ErrUnsupported, shared.ErrTooLarge,
	}
	if kind := shared.AsError(err).Kind; !slices.Contains(refusals, kind) {
		t.Errorf("%s: %s", what, clipped(err.Error()))
	}
	if strings.ContainsAny(err.Error(), "\r\n\x00\x1b\x07") {
		t.Errorf("%s: the error has control characters: %q", what, clipped(err.Error()))
	}
	var partial *shared.WriteError
	if errors.As(err, &partial) && len(partial.Remaining) == 0 {
		t.Errorf("%s: partial, and nothing remains: %v", what, err)
	}
}

// wantClean checks the requests of a case, and that in the account nothing has
// changed but the allowed objects. It returns the account as it is now, which is
// as before when nothing was sent that could change it.
func (tn *tenant) wantClean(w *wire, before map[string]string, allowed ...string) map[string]string {
	tn.t.Helper()
	for _, fault := range w.wrong() {
		tn.t.Errorf("%s: %s", w.subject, fault)
	}
	if !w.wrote {
		return before
	}
	after := w.account(tn.t)
	for key, was := range before {
		if now, there := after[key]; now != was && !slices.Contains(allowed, key) {
			tn.t.Errorf("%s: %s is there: %v; changed\nfrom %s\nto   %s", w.subject, key, there, clipped(was), clipped(now))
		}
	}
	for key, now := range after {
		if _, old := before[key]; !old && !slices.Contains(allowed, key) {
			tn.t.Errorf("%s: %s appeared: %s", w.subject, key, clipped(now))
		}
	}
	return after
}
