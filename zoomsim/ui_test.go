package zoomsim_test

import (
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// visitor is a browser without scripts that has opened the web page.
type visitor struct {
	t    *testing.T
	s    *zoomsim.Server
	hc   *http.Client
	base string // URL of the page, ending in /ui/
}

func visit(t *testing.T, o zoomsim.Options) *visitor {
	t.Helper()
	s, hc := start(t, o)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	hc.Jar = jar
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	v := &visitor{t: t, s: s, hc: hc, base: cutQuery(s.UIURL)}
	if a := send(t, hc, http.MethodGet, s.UIURL, "", nil); a.status != http.StatusSeeOther || a.header.Get("Location") != "/ui/" {
		t.Fatalf("opening the page: %d, location %q", a.status, a.header.Get("Location"))
	}
	return v
}

// get reads a page that must be there.
func (v *visitor) get(path string) string {
	v.t.Helper()
	a := send(v.t, v.hc, http.MethodGet, v.base+path, "", nil)
	if a.status != http.StatusOK {
		v.t.Fatalf("GET %s: %d %s", path, a.status, a.text)
	}
	return a.text
}

// post sends a form with the token of the page.
func (v *visitor) post(action string, form url.Values) answer {
	v.t.Helper()
	form.Set("csrf", find(v.t, v.get("faults"), `name="csrf" value="([^"]+)"`))
	return v.postRaw(action, form, nil)
}

func (v *visitor) postRaw(action string, form url.Values, change func(*http.Request)) answer {
	v.t.Helper()
	return send(v.t, v.hc, http.MethodPost, v.base+"do/"+action, form.Encode(), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if change != nil {
			change(r)
		}
	})
}

// find gives the first group of a pattern that must match.
func find(t *testing.T, text, pattern string) string {
	t.Helper()
	match := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if match == nil {
		t.Fatalf("%s is not in\n%s", pattern, text)
	}
	return html.UnescapeString(match[1])
}

func TestPageIsGuarded(t *testing.T) {
	t.Parallel()
	v := visit(t, zoomsim.Options{Users: 5, PendingShare: 0.5})
	csrf := find(t, v.get("faults"), `name="csrf" value="([^"]+)"`)
	reset := url.Values{"csrf": {csrf}}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, tc := range map[string]struct {
		method, path string
		form         url.Values
		change       func(*http.Request)
		status       int
	}{
		"good":                  {"GET", "", nil, nil, 200},
		"wrong token":           {"GET", "?token=wrong", nil, nil, 401},
		"API secret as token":   {"GET", "?token=" + url.QueryEscape(v.s.ClientSecret), nil, nil, 401},
		"rebound host":          {"GET", "", nil, func(r *http.Request) { r.Host = "evil.example" }, 403},
		"other origin":          {"GET", "", nil, header("Origin", "https://evil.example"), 403},
		"right token elsewhere": {"GET", "?token=" + v.s.ControlToken, nil, func(r *http.Request) { r.Host = "evil.example" }, 403},
		"form":                  {"POST", "do/reset", reset, nil, 303},
		"form, same origin":     {"POST", "do/reset", reset, header("Origin", strings.TrimSuffix(v.base, "/ui/")), 303},
		"form, other origin":    {"POST", "do/reset", reset, header("Origin", "https://evil.example"), 403},
		"form, null origin":     {"POST", "do/reset", reset, header("Origin", "null"), 403},
		"form, cross-site":      {"POST", "do/reset", reset, header("Sec-Fetch-Site", "cross-site"), 403},
		"form without token":    {"POST", "do/reset", url.Values{}, nil, 403},
		"form, wrong token":     {"POST", "do/reset", url.Values{"csrf": {"x"}}, nil, 403},
		"form, token in query":  {"POST", "do/reset?csrf=" + csrf, url.Values{}, nil, 403},
		"form too large":        {"POST", "do/reset", url.Values{"x": {strings.Repeat("x", 1<<17)}, "csrf": {csrf}}, nil, 403},
		"unknown page":          {"GET", "nothing", nil, nil, 404},
		"unknown user":          {"GET", "users/AAAAAAAAAAAAAAAAAAAAAA", nil, nil, 404},
		"unknown group":         {"GET", "groups/AAAAAAAAAAAAAAAAAAAAAA", nil, nil, 404},
		"template source":       {"GET", "layout.html", nil, nil, 404},
		"action by GET":         {"GET", "do/reset", nil, nil, 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := send(t, v.hc, tc.method, v.base+tc.path, tc.form.Encode(), func(r *http.Request) {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				if tc.change != nil {
					tc.change(r)
				}
			})
			if a.status != tc.status {
				t.Errorf("%d %s, want %d", a.status, a.text, tc.status)
			}
			if strings.Contains(a.text, v.s.ControlToken) {
				t.Error("the answer holds the control token")
			}
		})
	}
}

func TestPageWantsItsCookie(t *testing.T) {
	t.Parallel()
	s, hc := start(t, zoomsim.Options{})
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	base := cutQuery(s.UIURL)
	for _, path := range []string{"", "users", "log", "style.css", "nothing"} {
		if a := send(t, hc, http.MethodGet, base+path, "", nil); a.status != http.StatusUnauthorized {
			t.Errorf("GET %s without a cookie: %d", path, a.status)
		}
	}
	opened := send(t, hc, http.MethodGet, s.UIURL, "", nil).header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/ui/"} {
		if !strings.Contains(opened, want) {
			t.Errorf("the cookie is %q, without %s", opened, want)
		}
	}
	if strings.Contains(opened, s.ControlToken) {
		t.Error("the cookie holds the control token")
	}
	name, _, _ := strings.Cut(opened, "=")
	a := send(t, hc, http.MethodGet, base, "", func(r *http.Request) { r.Header.Set("Cookie", name+"=guess") })
	if a.status != http.StatusUnauthorized {
		t.Errorf("with a guessed cookie: %d", a.status)
	}
	deep := send(t, hc, http.MethodGet, base+"users?status=pending&token="+url.QueryEscape(s.ControlToken), "", nil)
	if got := deep.header.Get("Location"); got != "/ui/users?status=pending" {
		t.Errorf("opened at a page inside, the browser goes to %q", got)
	}
}

// TestPagesObeyTheirPolicy looks at every page: nothing inline, nothing from
// elsewhere, and the same without a script.
func TestPagesObeyTheirPolicy(t *testing.T) {
	t.Parallel()
	v := visit(t, zoomsim.Options{Users: 60, Groups: 3, PendingShare: 0.2, Plan: zoomsim.PlanFree, PaidOnlyStatus: -1, LicensedSeats: 50})
	c := &client{t: t, sim: v.s.Sim()}
	c.login()
	user := c.create("autoCreate", "odd@example.com", 1)
	const script = `<script>alert(1)</script>`
	c.must(http.StatusNoContent, http.MethodPatch, path("users", user), `{"display_name":"`+script+`"}`)
	group := c.group(script)
	c.do(http.MethodGet, "/"+script, "")
	v.post("fault", url.Values{"script": {`[{"name":"` + script + `","route":"/phone/numbers","effect":{"kind":"cut"}}]`}})
	inline := regexp.MustCompile(`(?i)<script(?:>|[^>]*[^r]>)|<style|\sstyle=|\son[a-z]+=|javascript:|(?:src|href|action)="(?:https?:)?//`)
	for _, path := range []string{"", "users", "users?q=odd", "users/" + user, "groups", "groups/" + group, "log", "log?route=unknown", "faults", "phone", "webhooks"} {
		for _, at := range []string{path, path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "fragment=1"} {
			a := send(t, v.hc, http.MethodGet, v.base+at, "", nil)
			if a.status != http.StatusOK {
				t.Fatalf("GET %s: %d %s", at, a.status, a.text)
			}
			if !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'; ") || a.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: headers %v", at, a.header)
			}
			if strings.Contains(a.text, script) {
				t.Errorf("%s shows a name unescaped", at)
			}
			whole := !strings.Contains(at, "fragment=")
			if got := strings.Contains(a.text, "<html"); got != whole {
				t.Errorf("%s is a whole page: %t", at, got)
			}
			// The one script is a file.
			text := strings.Replace(a.text, `<script src="/ui/refresh.js" defer></script>`, "", 1)
			if bad := inline.FindString(text); bad != "" {
				t.Errorf("%s holds %q", at, bad)
			}
			if strings.Contains(a.text, "<no value>") || strings.Contains(a.text, "ZgotmplZ") {
				t.Errorf("%s shows a template fault:\n%s", at, a.text)
			}
		}
	}
	for file, kind := range map[string]string{"style.css": "text/css", "refresh.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		if a := send(t, v.hc, http.MethodGet, v.base+file, "", nil); a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", file, a.status, a.header.Get("Content-Type"))
		}
	}
}

// TestPagesOfUsers follows the links through all users, forth and back.
func TestPagesOfUsers(t *testing.T) {
	t.Parallel()
	v := visit(t, zoomsim.Options{Seed: 4, Users: 330, PendingShare: 0.3, InactiveShare: 0.3})
	c := &client{t: t, sim: v.s.Sim()}
	c.login()
	emails := map[string][]string{}
	for _, status := range []string{"active", "inactive", "pending"} {
		for _, row := range c.list("/users?page_size=300&status="+status, "users") {
			emails[status] = append(emails[status], row["email"].(string))
		}
	}
	all := slices.Concat(emails["active"], emails["inactive"], emails["pending"])
	slices.Sort(all)
	rows := regexp.MustCompile(`<td><a href="/ui/users/[^"]+">([^<]+)</a>`)
	read := func(text string) []string {
		var found []string
		for _, match := range rows.FindAllStringSubmatch(text, -1) {
			found = append(found, html.UnescapeString(match[1]))
		}
		return found
	}
	link := func(text, name string) string {
		match := regexp.MustCompile(`<a href="/ui/([^"]+)"[^>]*>` + name + `</a>`).FindStringSubmatch(text)
		if match == nil {
			return ""
		}
		return html.UnescapeString(match[1])
	}
	for _, status := range []string{"", "active", "inactive", "pending"} {
		var pages [][]string
		at, last := "users?status="+status, ""
		for at != "" {
			text := v.get(at)
			pages = append(pages, read(text))
			last, at = at, link(text, "Next")
		}
		forth := slices.Concat(pages...)
		if status == "" {
			slices.Sort(forth)
			if diff := cmp.Diff(all, forth); diff != "" {
				t.Errorf("all users (-API +page):\n%s", diff)
			}
		} else if diff := cmp.Diff(emails[status], forth); diff != "" {
			t.Errorf("%s users (-API +page):\n%s", status, diff)
		}
		for i := len(pages) - 2; i >= 0; i-- {
			last = link(v.get(last), "Previous")
			if diff := cmp.Diff(pages[i], read(v.get(last))); diff != "" {
				t.Errorf("page %d on the way back (-forth +back):\n%s", i, diff)
			}
		}
		if got := link(v.get(last), "Previous"); got != "" && len(read(v.get(got))) > 0 {
			t.Errorf("status %q: before the first page there is %s", status, got)
		}
	}
	prefix := all[0][:2]
	want := slices.DeleteFunc(slices.Clone(all), func(email string) bool { return !strings.HasPrefix(email, prefix) })
	got := read(v.get("users?q=" + strings.ToUpper(prefix)))
	slices.Sort(got)
	if diff := cmp.Diff(want[:min(len(want), 50)], got); diff != "" && len(want) <= 50 {
		t.Errorf("users that begin with %q (-want +got):\n%s", prefix, diff)
	}
	if len(got) == 0 {
		t.Errorf("nobody begins with %q", prefix)
	}
}

func TestPageActions(t *testing.T) {
	t.Parallel()
	clock := newClock()
	v := visit(t, zoomsim.Options{Users: 10, PendingShare: 0.5, Clock: clock.Now})
	c := &client{t: t, sim: v.s.Sim()}
	c.login()
	email := c.first("pending", nil)["email"].(string)
	done := func(name, location string, form url.Values) {
		t.Helper()
		if a := v.post(name, form); a.status != http.StatusSeeOther || a.header.Get("Location") != location {
			t.Errorf("%s: %d to %q, want 303 to %q: %s", name, a.status, a.header.Get("Location"), location, a.text)
		}
	}
	done("accept", "/ui/users?note=accept&status=pending", url.Values{"user": {email}, "back": {"/ui/users?status=pending"}})
	if got := c.get(path("users", email))["status"]; got != "active" {
		t.Errorf("status %v after accepting", got)
	}
	for name, form := range map[string]url.Values{
		"accept":  {"user": {email}},
		"advance": {"by": {"-1h"}},
		"fault":   {"effect": {"surprise"}},
	} {
		if a := v.post(name, form); a.status != http.StatusConflict {
			t.Errorf("%s %v: %d, want 409", name, form, a.status)
		}
	}
	for _, back := range []string{"https://evil.example/ui/", "//evil.example/ui/", "/v2/users", "", "/ui/%zz"} {
		done("reset", "/ui/?note=reset", url.Values{"back": {back}})
	}
	if n := len(v.s.Sim().Requests()); n != 0 {
		t.Errorf("%d requests after a reset", n)
	}
	before := v.s.Sim().Clock().Now()
	done("advance", "/ui/?note=advance", url.Values{"by": {"24h"}})
	if got := v.s.Sim().Clock().Now().Sub(before).Hours(); got != 24 {
		t.Errorf("the clock moved by %v hours", got)
	}
	c.login()
	done("fault", "/ui/?note=fault", url.Values{"effect": {"503"}, "operation": {"GET /groups"}, "times": {"1"}, "name": {"outage"}})
	for i, want := range []int{http.StatusServiceUnavailable, http.StatusOK} {
		if a := send(t, v.hc, http.MethodGet, v.s.ServiceURL+"/groups", "", bearer(c.token)); a.status != want {
			t.Errorf("request %d after injecting: %d, want %d", i, a.status, want)
		}
	}
	if text := v.get("faults"); !strings.Contains(text, "outage") || !strings.Contains(text, "GET /groups") {
		t.Errorf("the faults page does not show the fault:\n%s", text)
	}
	done("heal", "/ui/?note=heal", url.Values{})
	if got := v.s.Sim().FaultReport(); len(got) != 0 {
		t.Errorf("faults after clearing: %v", got)
	}
	c.login()
	if a := c.do(http.MethodDelete, path("users", email)+"?action=delete", ""); a.status != http.StatusNoContent {
		t.Errorf("deletion: %d %s", a.status, a.text)
	}
	done("rebuild", "/ui/?note=rebuild", url.Values{})
	if got := c.get(path("users", email))["status"]; got != "pending" {
		t.Errorf("status %v in the tenant made anew", got)
	}
	done("revoke", "/ui/?note=revoke", url.Values{})
	c.do(http.MethodGet, "/users", "").refusal(t, http.StatusUnauthorized, 124, "")
}

// TestPageLog looks at a log that has forgotten its oldest requests.
func TestPageLog(t *testing.T) {
	t.Parallel()
	v := visit(t, zoomsim.Options{RecordLimit: 3})
	rows := regexp.MustCompile(`data-query="([^"]*)"`)
	shown := func(path string) []string {
		var queries []string
		for _, match := range rows.FindAllStringSubmatch(v.get(path), -1) {
			queries = append(queries, match[1])
		}
		return queries
	}
	if got := shown("log"); got != nil {
		t.Errorf("an empty log shows %v", got)
	}
	for i, at := range []string{"/users?page_size=1", "/users?page_size=2", "/groups?page_size=3", "/users?page_size=4", "/users?page_size=5"} {
		send(t, v.hc, http.MethodGet, v.s.ServiceURL+at, "", nil)
		if got := shown("log"); len(got) != min(i+1, 3) || got[0] != strings.SplitN(at, "?", 2)[1] {
			t.Errorf("after %s the log shows %v", at, got)
		}
	}
	if diff := cmp.Diff([]string{"page_size=5", "page_size=4", "page_size=3"}, shown("log")); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"page_size=3"}, shown("log?route="+url.QueryEscape("GET /groups"))); diff != "" {
		t.Errorf("log of one operation (-want +got):\n%s", diff)
	}
}

func TestPageOfTheWebhook(t *testing.T) {
	t.Parallel()
	if text := visit(t, zoomsim.Options{}).get(""); strings.Contains(text, "/ui/webhooks") {
		t.Error("a simulator without a webhook has a section for it")
	}
	e := newEndpoint(t)
	v := visit(t, zoomsim.Options{Webhook: zoomsim.Webhook{URL: e.url, SecretToken: hookSecret}})
	c := &client{t: t, sim: v.s.Sim()}
	c.login()
	c.group("Newcomers")
	e.next()
	text := v.get("webhooks")
	if !strings.Contains(text, "group.created") || !strings.Contains(text, `href="/ui/webhooks"`) {
		t.Errorf("the page does not show the event, or no link to itself:\n%s", text)
	}
	if strings.Contains(text, hookSecret) {
		t.Error("the page shows the secret")
	}
}
