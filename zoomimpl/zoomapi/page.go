package zoomapi

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// pageInfo are the paging fields that Zoom's lists share.
type pageInfo struct {
	NextPageToken string `json:"next_page_token"`
	PageCount     int    `json:"page_count"`
	PageSize      int    `json:"page_size"`
	TotalRecords  *int   `json:"total_records"`
}

var errListMissing = errors.New("the list is missing")

// check refuses an answer without its list. A missing list must not read as an
// empty one: to the caller, that would mean that every object has gone. It is
// accepted only when the answer says that there is nothing to list.
func (p pageInfo) check(missing bool) error {
	if missing && (p.TotalRecords == nil || *p.TotalRecords != 0) {
		return errListMissing
	}
	return nil
}

// maxTotal is more than any account has; what is beyond is no number of rows.
const maxTotal = 1_000_000_000

// total is how many rows the list has; 0 when Zoom does not say, or nonsense.
func (p pageInfo) total() int {
	if p.TotalRecords == nil || *p.TotalRecords < 0 || *p.TotalRecords > maxTotal {
		return 0
	}
	return *p.TotalRecords
}

// pageQuery returns the query of a list call. An empty token is left out, since
// Zoom does not take an empty next_page_token for the first page.
func pageQuery(size int, token string) url.Values {
	q := url.Values{"page_size": {strconv.Itoa(size)}}
	setIf(q, "next_page_token", token)
	return q
}

func setIf(q url.Values, key, value string) {
	if value != "" {
		q.Set(key, value)
	}
}

// paginate walks all pages in the order in which Zoom gives them. It ends after
// the first error, which it yields with the zero value of T; it requests no
// further page once the consumer stops.
func paginate[T any](ctx context.Context, fetch func(ctx context.Context, token string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		seen := map[string]struct{}{}
		for token := ""; ; {
			items, next, err := fetch(ctx, token)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			if _, repeated := seen[next]; repeated {
				yield(zero, fmt.Errorf("zoom: list after %d pages: %w", len(seen)+1, ErrPageTokenRepeated))
				return
			}
			seen[next] = struct{}{}
			token = next
		}
	}
}
