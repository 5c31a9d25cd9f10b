package importer

import (
	"errors"
	"strconv"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// The rows come in their order, the error behind them; who stops ends a search
// that would not give another row.
func TestReadAhead(t *testing.T) {
	t.Parallel()
	failure := errors.New("no more")
	closed := make(chan struct{})
	rows := func(n int, end func(yield func(*shared.Object, error) bool)) *shared.Results {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			for i := range n {
				if !yield(shared.NewObject("C", strconv.Itoa(i), "").Build(), nil) {
					return
				}
			}
			end(yield)
		}, nil, nil)
	}
	next := 0
	var got error
	for obj, err := range readAhead(rows(1000, func(yield func(*shared.Object, error) bool) { yield(nil, failure) })) {
		if err != nil {
			got = err
			break
		}
		if obj.UID() != strconv.Itoa(next) {
			t.Fatalf("row %s in the place of %d", obj.UID(), next)
		}
		next++
	}
	if next != 1000 || !errors.Is(got, failure) {
		t.Errorf("%d rows, error %v", next, got)
	}
	stuck := shared.NewResults(func(yield func(*shared.Object, error) bool) {
		if yield(shared.NewObject("C", "1", "").Build(), nil) {
			<-closed
		}
	}, nil, func() { close(closed) })
	for _, err := range readAhead(stuck) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}
