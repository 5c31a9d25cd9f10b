package zoomimpl_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
)

// faulty is a connection one of whose next requests fails when it is armed.
type faulty struct {
	conn shared.FullConnection
	mu   sync.Mutex
	// wait is how many requests pass before the one that fails; negative when
	// none does.
	wait  int
	how   meddling
	fired bool
}

func newFaulty(tn *tenant) *faulty {
	f := &faulty{wait: -1}
	f.conn = tn.connectThrough(f.meddle, set("deactivate_on_delete", no))
	return f
}

func (f *faulty) meddle(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
	f.mu.Lock()
	hit := f.wait == 0
	f.fired = f.fired || hit
	if f.wait >= 0 {
		f.wait--
	}
	how := f.how
	f.mu.Unlock()
	if hit && !strings.HasSuffix(req.URL.Path, "/oauth/token") {
		return how(req, send)
	}
	return send()
}

// arm draws which request fails, and how.
func (f *faulty) arm(rt *rapid.T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how := rapid.SampledFrom(sabotages()).Draw(rt, "sabotage")
	f.how, f.fired = how.do, false
	f.wait = rapid.IntRange(-1, 9).Draw(rt, "request that fails")
}

// disarm tells whether a request failed.
func (f *faulty) disarm() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wait = -1
	return f.fired
}

// tryCreate creates a user; after a failure it goes on as the error says.
func (m *account) tryCreate(rt *rapid.T, tn *tenant, req *shared.CreateRequest) (*shared.WriteResult, error) {
	if m.faulty == nil {
		return tn.conn.Create(rt.Context(), req)
	}
	m.faulty.arm(rt)
	result, err := m.faulty.conn.Create(rt.Context(), req)
	if !m.faulty.disarm() || err == nil {
		return result, err
	}
	partial, stopped := errors.AsType[*shared.WriteError](err)
	if !stopped {
		return tn.conn.Create(rt.Context(), req)
	}
	uid := partial.Result.UID
	if uid == "" {
		email, _ := req.Attributes.Get("email")
		name, _ := email.AsString()
		obj, err := tn.conn.Get(rt.Context(), &shared.GetRequest{Class: user, Name: name})
		if errors.Is(err, shared.ErrNotFound) {
			return tn.conn.Create(rt.Context(), req)
		}
		if err != nil {
			return nil, err
		}
		uid = obj.UID()
	}
	if len(partial.Remaining) == 0 {
		partial.Result.UID = uid
		return &partial.Result, nil
	}
	return tn.conn.Update(rt.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: partial.Remaining})
}

// tryUpdate changes a user; after a failure it goes on as the error says.
func (m *account) tryUpdate(rt *rapid.T, tn *tenant, req *shared.UpdateRequest) (*shared.WriteResult, error) {
	if m.faulty == nil {
		return tn.conn.Update(rt.Context(), req)
	}
	m.faulty.arm(rt)
	result, err := m.faulty.conn.Update(rt.Context(), req)
	if !m.faulty.disarm() || err == nil {
		return result, err
	}
	if partial, stopped := errors.AsType[*shared.WriteError](err); stopped {
		again := *req
		again.Deltas = partial.Remaining
		return tn.conn.Update(rt.Context(), &again)
	}
	return tn.conn.Update(rt.Context(), req)
}

// tryDelete deletes a user; after a failure it repeats the call, which may find
// nobody any more.
func (m *account) tryDelete(rt *rapid.T, tn *tenant, req *shared.DeleteRequest) error {
	if m.faulty == nil {
		_, err := tn.conn.Delete(rt.Context(), req)
		return err
	}
	m.faulty.arm(rt)
	_, err := m.faulty.conn.Delete(rt.Context(), req)
	if !m.faulty.disarm() || err == nil {
		return err
	}
	_, stopped := errors.AsType[*shared.WriteError](err)
	if _, err = tn.conn.Delete(rt.Context(), req); stopped && errors.Is(err, shared.ErrNotFound) {
		return nil
	}
	return err
}
