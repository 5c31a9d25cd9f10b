package zoomimpl

import (
	"context"
	"errors"
	"strconv"
	"testing"
)

func TestRecentForgetsTheOldest(t *testing.T) {
	t.Parallel()
	r := newRecent(3)
	for i := range 10 {
		r.put(strconv.Itoa(i), "v"+strconv.Itoa(i))
		r.put(strconv.Itoa(i), "w"+strconv.Itoa(i))
	}
	for i := range 10 {
		v, ok := r.get(strconv.Itoa(i))
		if ok != (i >= 7) || (ok && v != "w"+strconv.Itoa(i)) {
			t.Errorf("%d: %q, %v", i, v, ok)
		}
	}
	if len(r.values) != 3 || len(r.ring) != 3 {
		t.Errorf("%d values, %d keys are kept", len(r.values), len(r.ring))
	}
}

func TestKeyedLocks(t *testing.T) {
	t.Parallel()
	l := newKeyedLocks()
	unlock, err := l.lock(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.lock(cancelled, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("a held key: %v", err)
	}
	other, err := l.lock(t.Context(), "b")
	if err != nil {
		t.Errorf("another key: %v", err)
	}
	other()
	unlock()
	if len(l.held) != 0 {
		t.Errorf("%d keys are left", len(l.held))
	}
	again, err := l.lock(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
