package shared_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

func TestErrorBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 10<<20)
	e := &shared.Error{
		Kind: shared.ErrNotFound, Message: long, Class: long, UID: long, Attribute: long, CorrelationID: long,
		Upstream: shared.Upstream{Code: long, RequestID: long},
	}
	for range 60_000 {
		e.Faults = append(e.Faults, shared.Fault{Field: "field", Message: "message"})
	}
	got := e.Bounded()
	if n := len(got.Error()); n > 64<<10 || !utf8.ValidString(got.Error()) {
		t.Errorf("%d bytes, valid text: %v", n, utf8.ValidString(got.Error()))
	}
	if len(got.Faults) != 50 || got.Faults[49].Message != "and 59951 more faults" {
		t.Errorf("%d faults, the last %+v", len(got.Faults), got.Faults[len(got.Faults)-1])
	}
	if got.Kind != shared.ErrNotFound || len(e.Faults) != 60_000 || len(e.UID) != len(long) {
		t.Error("the kind is lost, or the original was changed")
	}
	small := shared.NewError(shared.ErrNotFound, "m")
	if small.Bounded() != small {
		t.Error("a small error was copied")
	}
	var none *shared.Error
	if none.Bounded() != nil {
		t.Error("nil is not nil any more")
	}
}
