package zoomimpl

import (
	"errors"
	"iter"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// maxRereads bounds how often a list is read again because its page token expired.
const maxRereads = 2

// readWhole reads a list of which nothing is given out before its end. When its
// page token expires it is read again from its start.
func readWhole[T any](list iter.Seq2[T, error]) ([]T, error) {
	for rereads := 0; ; rereads++ {
		all, err := collect(list)
		if !errors.Is(err, zoomapi.ErrPageTokenExpired) || rereads == maxRereads {
			return all, err
		}
	}
}

// collect reads a list to its end.
func collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for element, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, element)
	}
	return all, nil
}
