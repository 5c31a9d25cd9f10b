package zoomsim

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// maxForm is the largest form that the page sends, in bytes.
const maxForm = 64 << 10

//go:embed ui
var uiFiles embed.FS

// ui is the web page of a server: what the tenant holds, what was asked, and
// buttons for what people outside the API do.
type ui struct {
	sim     *Sim
	session uiSession
	pages   map[string]*template.Template
	mux     *http.ServeMux
}

// uiPage is what the layout shows around a page.
type uiPage struct {
	Title, Nav string
	Sections   []uiSection
	CSRF       string
	// Refresh is where the live part of the page is found; Here is the page
	// itself, to come back to after a form.
	Refresh, Here string
	Note          string
	Data          any
}

type uiSection struct{ Name, Path string }

func newUI(sim *Sim, token string) (*ui, error) {
	u := &ui{sim: sim, session: newUISession(token), pages: map[string]*template.Template{}, mux: http.NewServeMux()}
	layout, err := template.New("layout.html").Funcs(uiFuncs()).ParseFS(uiFiles, "ui/layout.html")
	if err != nil {
		return nil, fmt.Errorf("zoomsim page: %w", err)
	}
	for _, name := range uiPageNames() {
		page, err := layout.Clone()
		if err == nil {
			page, err = page.ParseFS(uiFiles, "ui/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("zoomsim page %s: %w", name, err)
		}
		u.pages[name] = page
	}
	u.handle()
	return u, nil
}

func uiPageNames() []string {
	return []string{"overview", "users", "user", "groups", "group", "log", "faults", "phone", "webhooks", "message"}
}

func (u *ui) handle() {
	get := func(path string, serve http.HandlerFunc) { u.mux.HandleFunc("GET "+uiPrefix+path, serve) }
	get("{$}", u.overview)
	get("users", u.users)
	get("users/{id}", u.user)
	get("groups", u.groups)
	get("groups/{id}", u.group)
	get("phone", u.phone)
	get("log", u.log)
	get("faults", u.faults)
	get("webhooks", u.webhooks)
	for _, name := range []string{"style.css", "refresh.js", "icon.svg"} {
		get(name, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, uiFiles, "ui/"+name) })
	}
	u.mux.HandleFunc(uiPrefix, func(w http.ResponseWriter, r *http.Request) {
		u.message(w, r, http.StatusNotFound, "There is no such page.")
	})
	u.handleActions()
}

// ServeHTTP answers one request.
func (u *ui) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if u.session.admit(w, r) {
		u.mux.ServeHTTP(w, r)
	}
}

// show writes a page, or its live part alone when the page asks for that.
func (u *ui) show(w http.ResponseWriter, r *http.Request, name string, page uiPage) {
	u.showStatus(w, r, http.StatusOK, name, page)
}

func (u *ui) showStatus(w http.ResponseWriter, r *http.Request, status int, name string, page uiPage) {
	query := r.URL.Query()
	block := "layout.html"
	if query.Has("fragment") {
		block = "live"
	}
	query.Del("fragment")
	page.Note = uiNote(query.Get("note"))
	query.Del("note")
	page.Sections, page.CSRF, page.Here = u.sections(), u.session.csrf, pageURL(r.URL.Path, query)
	query.Set("fragment", "1")
	page.Refresh = pageURL(r.URL.Path, query)
	var text bytes.Buffer
	if err := u.pages[name].ExecuteTemplate(&text, block, page); err != nil {
		// The templates are the simulator's own, so this is a defect of it.
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(text.Bytes()); err != nil {
		return // The client has gone; net/http closes the connection.
	}
}

// message shows a page with one sentence on it.
func (u *ui) message(w http.ResponseWriter, r *http.Request, status int, text string) {
	u.showStatus(w, r, status, "message", uiPage{Title: http.StatusText(status), Data: text})
}

// sections are the pages that this tenant has something to show on.
func (u *ui) sections() []uiSection {
	sections := []uiSection{{"Overview", ""}, {"Users", "users"}, {"Groups", "groups"}}
	if u.hasPhone() {
		sections = append(sections, uiSection{"Phone", "phone"})
	}
	sections = append(sections, uiSection{"Requests", "log"}, uiSection{"Faults", "faults"})
	if u.sim.hooks.listening() {
		sections = append(sections, uiSection{"Webhook", "webhooks"})
	}
	return sections
}

func pageURL(path string, query url.Values) string {
	u := url.URL{Path: path, RawQuery: query.Encode()}
	return strings.TrimSuffix(u.String(), "?")
}
