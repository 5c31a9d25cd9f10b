package zoomimpl_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// scenario is a write of several steps.
type scenario struct {
	config []shared.Attribute
	class  string
	// prepare makes the account; it returns the object to change, if any.
	prepare func(tn *tenant) string
	// write makes the change; a second call is the caller's repeat.
	write func(tn *tenant, w world) (*shared.WriteResult, error)
	// name finds the object of a create whose uid was lost.
	name string
}

// sabotage is a way in which a request fails.
type sabotage struct {
	name string
	do   meddling
}

func sabotages() []sabotage {
	return []sabotage{
		{"refused", func(*http.Request, func() (*http.Response, error)) (*http.Response, error) {
			return answer(http.StatusBadRequest, `{"code":1000,"message":"Refused by the test."}`), nil
		}},
		{"never arrives", func(*http.Request, func() (*http.Response, error)) (*http.Response, error) {
			return nil, errLost
		}},
		{"answer lost", func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			resp, err := send()
			if err != nil {
				return nil, err
			}
			return nil, errors.Join(errLost, resp.Body.Close())
		}},
		{"server failure after the fact", func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			resp, err := send()
			if err != nil {
				return nil, err
			}
			return answer(http.StatusInternalServerError, ""), resp.Body.Close()
		}},
		{"unusable answer", func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			resp, err := send()
			if err != nil {
				return nil, err
			}
			return answer(http.StatusOK, `{"truncated`), resp.Body.Close()
		}},
	}
}

// Every request of every write fails once, in every way: the result tells the
// truth, and going on from it leads to the state that the write without a
// failure has.
func TestEveryStepFailsAndConverges(t *testing.T) {
	t.Parallel()
	for name, s := range scenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, want, requests := s.clean(t)
			if len(requests) < 2 {
				t.Fatalf("only the requests %v: nothing can fail half way", requests)
			}
			for k, request := range requests {
				for _, how := range sabotages() {
					t.Run(fmt.Sprintf("%d %s %s", k+1, request, how.name), func(t *testing.T) {
						t.Parallel()
						s.fail(t, k, how, before, want)
					})
				}
			}
		})
	}
}

// counter counts the requests of a write and sabotages one.
type counter struct {
	mu       sync.Mutex
	armed    bool
	requests []string
	at       int // the request that fails; -1 for none
	how      meddling
}

func (c *counter) meddle(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	c.mu.Lock()
	hit := false
	if c.armed && !strings.HasSuffix(req.URL.Path, "/oauth/token") {
		hit = len(c.requests) == c.at
		c.requests = append(c.requests, req.Method+" "+shape(req.URL.Path))
	}
	c.mu.Unlock()
	if hit {
		return c.how(req, send)
	}
	return send()
}

// shape is a path without identifiers.
func shape(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/v2"), "/")
	for i, p := range parts {
		if len(p) == 22 || strings.Contains(p, "@") {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// run prepares an account and carries out the write with a failure.
func (s scenario) run(t *testing.T, at int, how meddling) (tn *tenant, c *counter, w world, before string, result *shared.WriteResult, err error) {
	t.Helper()
	tn = start(t, zoomsim.Options{Seed: 4, Users: 3, Groups: 4})
	w.uid = s.prepare(tn)
	w.groups, w.members = groupIDs(tn), everyMember(tn)
	sound := tn.connect(s.config...)
	tn.conn = sound
	before = s.state(tn, w.uid)
	c = &counter{at: at, how: how}
	meddled := tn.connectThrough(c.meddle, s.config...)
	c.armed = true
	tn.conn = meddled
	result, err = s.write(tn, w)
	c.armed = false
	tn.conn = sound
	return tn, c, w, before, result, err
}

// clean carries out the write without a failure.
func (s scenario) clean(t *testing.T) (before, after string, requests []string) {
	t.Helper()
	tn, c, w, before, result, err := s.run(t, -1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if result.UID != "" {
		w.uid = result.UID
	}
	return before, s.state(tn, w.uid), c.requests
}

// fail carries out the write with a failure and goes on from what it reports.
func (s scenario) fail(t *testing.T, at int, how sabotage, before, want string) {
	tn, _, w, _, result, err := s.run(t, at, how.do)
	partial, stopped := errors.AsType[*shared.WriteError](err)
	switch {
	case err == nil:
		if result.UID != "" {
			w.uid = result.UID
		}
		if got := s.state(tn, w.uid); len(result.NotApplied) == 0 && got != want {
			t.Errorf("success, and yet (-want +got):\n%s", cmp.Diff(want, got))
		}
		return
	case stopped:
		s.truthful(t, partial)
		if partial.Result.UID != "" {
			w.uid = partial.Result.UID
		}
		w.uid = s.goOn(t, tn, w, partial)
	default:
		// A plain error: nothing happened.
		if got := s.state(tn, w.uid); got != before {
			t.Errorf("error %v, and yet something happened (-before +after):\n%s", err, cmp.Diff(before, got))
		}
		again, err := s.write(tn, w)
		if err != nil {
			t.Fatalf("repeat: %v", err)
		}
		if again.UID != "" {
			w.uid = again.UID
		}
	}
	if got := s.state(tn, w.uid); got != want {
		t.Errorf("%v; after going on (-want +got):\n%s", err, cmp.Diff(want, got))
	}
}

// truthful checks that the steps of a stopped write hang together.
func (s scenario) truthful(t *testing.T, e *shared.WriteError) {
	t.Helper()
	states := map[shared.StepState]int{}
	for _, step := range e.Result.Steps {
		states[step.State]++
	}
	switch {
	case states[shared.StepFailed]+states[shared.StepUnknown] == 0:
		t.Errorf("no step failed: %v", stepNames(e.Result.Steps))
	case states[shared.StepUnknown] == 0 && errors.Is(e, shared.ErrUnknownOutcome):
		t.Errorf("unknown outcome without an unknown step: %v", stepNames(e.Result.Steps))
	case states[shared.StepDone] == 0 && errors.Is(e, shared.ErrPartial):
		t.Errorf("partial without a step done: %v", stepNames(e.Result.Steps))
	}
}

// goOn continues a stopped write as its documentation says.
func (s scenario) goOn(t *testing.T, tn *tenant, w world, partial *shared.WriteError) string {
	t.Helper()
	if w.uid == "" {
		obj, err := tn.conn.Get(t.Context(), &shared.GetRequest{Class: s.class, Name: s.name})
		switch {
		case errors.Is(err, shared.ErrNotFound):
			again, err := s.write(tn, w)
			if err != nil {
				t.Fatalf("repeat: %v", err)
			}
			return again.UID
		case err != nil:
			t.Fatal(err)
		}
		w.uid = obj.UID()
	}
	if len(partial.Remaining) == 0 {
		if _, err := s.write(tn, w); err != nil && !errors.Is(err, shared.ErrNotFound) && !errors.Is(err, shared.ErrAlreadyExists) {
			t.Fatalf("repeat: %v", err)
		}
		return w.uid
	}
	if _, err := tn.update(s.class, w.uid, partial.Remaining...); err != nil {
		t.Fatalf("going on with %v: %v", partial.Remaining, err)
	}
	return w.uid
}

// state is everything that can be read of the object, in words. What Zoom
// decides anew each time is left out.
func (s scenario) state(tn *tenant, uid string) string {
	tn.t.Helper()
	req := &shared.GetRequest{Class: s.class, UID: uid}
	if uid == "" {
		req.Name = s.name
	}
	schema, err := tn.conn.Schema(tn.t.Context())
	if err != nil {
		tn.t.Fatal(err)
	}
	class, _ := schema.Class(s.class)
	for _, a := range class.Attributes {
		volatile := a.Type == shared.TypeTime || a.Name == "id" || a.Name == "pmi" || a.Name == "vanity_url" || a.Name == "vanity_name"
		if a.Readable && !volatile {
			req.Attributes = append(req.Attributes, a.Name)
		}
	}
	obj, err := tn.conn.Get(tn.t.Context(), req)
	if errors.Is(err, shared.ErrNotFound) {
		return "gone"
	}
	if err != nil {
		tn.t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range req.Attributes {
		v, _ := obj.Get(name)
		var texts []string
		for x := range v.All() {
			texts = append(texts, x.String())
		}
		slices.Sort(texts)
		fmt.Fprintf(&b, "%s=%s\n", name, strings.Join(texts, ","))
	}
	return b.String()
}
