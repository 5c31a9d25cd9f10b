package zoomsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// maxRemembered bounds what the engine keeps: page tokens and distinct
// requests. What does not fit any more is not matched.
const maxRemembered = 1 << 20

// faultEngine holds the faults in force.
type faultEngine struct {
	active atomic.Bool // spares requests the lock when there are no faults

	mu     sync.Mutex
	faults []*armedFault
	pages  map[string]int // number of the page that a token asks for
}

// armedFault is a fault with its counts, which the engine's lock guards.
type armedFault struct {
	Fault
	matched, fires int
	perRequest     map[[sha256.Size]byte]int
}

func arm(faults []Fault) []*armedFault {
	armed := make([]*armedFault, 0, len(faults))
	for _, f := range faults {
		armed = append(armed, &armedFault{Fault: f, perRequest: map[[sha256.Size]byte]int{}})
	}
	return armed
}

func (e *faultEngine) set(faults []Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults, e.pages = arm(faults), map[string]int{}
	e.active.Store(len(faults) > 0)
}

func (e *faultEngine) add(faults []Fault) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := limitFaults(len(e.faults) + len(faults)); err != nil {
		return err
	}
	// A new list: requests may be walking the old one.
	e.faults = slices.Concat(e.faults, arm(faults))
	e.active.Store(len(e.faults) > 0)
	return nil
}

func (e *faultEngine) report() []FaultStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	report := make([]FaultStatus, 0, len(e.faults))
	for _, f := range e.faults {
		report = append(report, FaultStatus{Fault: f.Fault, Matched: f.matched, Fires: f.fires})
	}
	return report
}

// due gives the fault that hits a request, nil for none, and counts.
func (e *faultEngine) due(s *Sim, c *call) *armedFault {
	if !e.active.Load() {
		return nil
	}
	e.mu.Lock()
	faults := e.faults
	e.mu.Unlock()
	var hits []*armedFault
	sub := subject{sim: s, call: c}
	for _, f := range faults {
		if f.matches(&sub) {
			hits = append(hits, f)
		}
	}
	if len(hits) == 0 {
		return nil
	}
	key := sub.key()
	e.mu.Lock()
	defer e.mu.Unlock()
	var first *armedFault
	for _, f := range hits {
		if f.count(key) && first == nil {
			first = f
		}
	}
	if first != nil {
		first.fires++
	}
	return first
}

// count notes a matching request and tells whether the fault is due on it.
func (f *armedFault) count(key [sha256.Size]byte) bool {
	f.matched++
	n := f.matched
	if f.PerRequest {
		if _, known := f.perRequest[key]; !known && len(f.perRequest) >= maxRemembered {
			return false
		}
		f.perRequest[key]++
		n = f.perRequest[key]
	}
	first, last := f.window()
	return n >= first && (last == 0 || n <= last)
}

// matches tells whether a fault concerns a request at all.
func (f *armedFault) matches(sub *subject) bool {
	c := sub.call
	switch {
	case f.Method != "" && !strings.EqualFold(f.Method, c.r.Method),
		f.Route != "" && (c.route == nil || c.route.template != f.Route),
		f.PageToken != "" && f.PageToken != c.r.URL.Query().Get("next_page_token"),
		f.Page != 0 && f.Page != sub.sim.faults.page(c.r),
		f.Object != "" && !slices.ContainsFunc(sub.names(), f.isObject),
		f.Contains != "" && !strings.Contains(string(sub.text()), f.Contains):
		return false
	default:
		return true
	}
}

func (f *armedFault) isObject(name string) bool {
	pattern := f.Object
	if strings.Contains(name, "@") {
		pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	}
	matched, err := path.Match(pattern, name)
	return err == nil && matched // The pattern has been validated.
}

// page is the number of the page that a request asks for; 0 when unknown.
func (e *faultEngine) page(r *http.Request) int {
	query := r.URL.Query()
	if token := query.Get("next_page_token"); token != "" {
		e.mu.Lock()
		defer e.mu.Unlock()
		return e.pages[token]
	}
	if n, err := strconv.Atoi(query.Get("page_number")); err == nil && n > 0 {
		return n
	}
	return 1
}

// learnPage remembers which page the token in an answer leads to, when a fault
// wants to know.
func (e *faultEngine) learnPage(c *call, text []byte) {
	if !e.active.Load() || c.r.Method != http.MethodGet || !e.countsPages() {
		return
	}
	var answer struct {
		NextPageToken string `json:"next_page_token"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || answer.NextPageToken == "" {
		return // The answer of no list, or the last page.
	}
	at := e.page(c.r)
	e.mu.Lock()
	defer e.mu.Unlock()
	if at > 0 && len(e.pages) < maxRemembered {
		e.pages[answer.NextPageToken] = at + 1
	}
}

func (e *faultEngine) countsPages() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.faults, func(f *armedFault) bool { return f.Page > 0 })
}

// subject is a request as faults see it. What costs time is found out once,
// when a fault asks for it.
type subject struct {
	sim     *Sim
	call    *call
	objects []string
	named   bool
	body    []byte
	read    bool
}

// names are the path parameters, and of users both the id and the address.
func (sub *subject) names() []string {
	if sub.named {
		return sub.objects
	}
	sub.named = true
	sub.sim.mu.RLock()
	defer sub.sim.mu.RUnlock()
	for _, name := range sub.call.params {
		sub.objects = append(sub.objects, name)
		if u := sub.sim.findUser(name); u != nil {
			sub.objects = append(sub.objects, u.id.String(), u.email)
		}
	}
	return sub.objects
}

func (sub *subject) text() []byte {
	if !sub.read {
		sub.read, sub.body = true, bufferBody(sub.call.r)
	}
	return sub.body
}

// key identifies the content of a request.
func (sub *subject) key() [sha256.Size]byte {
	r := sub.call.r
	return sha256.Sum256(append([]byte(r.Method+" "+r.URL.RequestURI()+"\n"), sub.text()...))
}

// bufferBody reads a request body, up to the largest one, and puts it back
// together with whatever else there is.
func bufferBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = failingReader{err} // The handler must see the same error.
	}
	r.Body = readCloser{io.MultiReader(bytes.NewReader(text), rest), r.Body}
	return text
}

type readCloser struct {
	io.Reader
	io.Closer
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }
