package shared_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func threeChanges(closed *int) *shared.Changes {
	return shared.NewChanges(func(yield func(*shared.Change, error) bool) {
		for range 3 {
			if !yield(&shared.Change{Kind: shared.ChangeUpsert}, nil) {
				return
			}
		}
	}, func(w io.Writer) error {
		_, err := io.WriteString(w, "token")
		return err
	}, nil, func() { *closed++ })
}

func TestTokenOnlyAfterAllChanges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		read func(*shared.Changes)
		ok   bool
	}{
		"all read":     {func(c *shared.Changes) { drain(c) }, true},
		"stopped":      {func(c *shared.Changes) { first(c) }, false},
		"none read":    {func(*shared.Changes) {}, false},
		"begun afresh": {func(c *shared.Changes) { first(c); drain(c) }, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := 0
			c := threeChanges(&closed)
			tt.read(c)
			var b bytes.Buffer
			err := c.WriteToken(&b)
			if tt.ok != (err == nil) || (b.String() == "token") != tt.ok {
				t.Errorf("token %q, error %v", b.String(), err)
			}
			if !tt.ok && !errors.Is(err, shared.ErrPreconditionFailed) {
				t.Errorf("got %v, want precondition failed", err)
			}
			if closed != 1 {
				t.Errorf("closed %d times", closed)
			}
		})
	}
}

func drain(c *shared.Changes) {
	for _, err := range c.All() {
		if err != nil {
			return
		}
	}
}

func first(c *shared.Changes) {
	for _, err := range c.All() {
		if err == nil {
			return
		}
	}
}

func TestResultsAreReadOnce(t *testing.T) {
	t.Parallel()
	closed := 0
	r := shared.NewResults(func(yield func(*shared.Object, error) bool) {
		yield(shared.NewObject("User", "1", "a").Build(), nil)
	}, nil, func() { closed++ })
	for i, want := range []error{nil, shared.ErrInvalidRequest} {
		for _, err := range r.All() {
			if !errors.Is(err, want) {
				t.Errorf("iteration %d: %v, want %v", i, err, want)
			}
		}
	}
	r.Close()
	if closed != 1 {
		t.Errorf("closed %d times", closed)
	}
}
