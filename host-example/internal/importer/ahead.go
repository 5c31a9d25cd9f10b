package importer

import (
	"iter"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// rowsAhead is how many rows may be read before they are written.
const rowsAhead = 256

// row is one step of an iteration over rows.
type row struct {
	obj *shared.Object
	err error
}

// readAhead reads rows on a goroutine of its own, so that the next ones are
// decoded while one is written. It ends with the loop over it, and the search with
// it, even when that waits for a row.
func readAhead(results *shared.Results) iter.Seq2[*shared.Object, error] {
	return func(yield func(*shared.Object, error) bool) {
		ahead := make(chan row, rowsAhead)
		stopped := make(chan struct{})
		var reading sync.WaitGroup
		reading.Go(func() {
			defer close(ahead)
			for obj, err := range results.All() {
				select {
				case ahead <- row{obj, err}:
				case <-stopped:
					return
				}
			}
		})
		defer reading.Wait()
		defer results.Close()
		defer close(stopped)
		for r := range ahead {
			if !yield(r.obj, r.err) {
				return
			}
		}
	}
}
