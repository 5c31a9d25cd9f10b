package zoomimpl_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/igaplugin/igaplugin/shared"
)

// importOf is the import in which a list is read, by its place among truths.
func importOf(at string) (int, *shared.Query) {
	switch at {
	case userGet:
		return 1, wholly()
	case groupList, memberList:
		return 2, grouped()
	default:
		return 0, listed()
	}
}

func lists() []string {
	return []string{pendingList, activeList, inactiveList, phoneList, groupList, memberList}
}

// paged changes a page: its list, and the token of the next one. asked is the
// token that it was asked for by.
func paged(change func(asked string, list []any, next string) ([]any, string)) upset {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		revised(func(body map[string]any) {
			name, list := listOf(body)
			token, _ := body["next_page_token"].(string)
			body[name], body["next_page_token"] = change(r.URL.Query().Get("next_page_token"), list, token)
		})(w, r, next)
	}
}

// oddPages are pages that Zoom may give and that say nothing wrong.
func oddPages(w *bubble, at string) map[string][]*fault {
	empty := func(from int) *fault {
		name := fmt.Sprintf("empty-%d", from)
		return &fault{at: at, from: from, times: 1, do: paged(func(asked string, _ []any, _ string) ([]any, string) {
			return []any{}, w.alias(name, asked)
		})}
	}
	expired := func(from int) *fault { return &fault{at: at, from: from, times: 1, do: expiredPage(at)} }
	var mu sync.Mutex
	var before []any
	ending := false
	overlap := func(n int) *fault {
		return &fault{at: at, from: 1, do: paged(func(asked string, list []any, next string) ([]any, string) {
			mu.Lock()
			defer mu.Unlock()
			if asked == "" {
				before = nil
			}
			last := before[max(0, len(before)-n):]
			before = list
			return slices.Concat(last, list), next
		})}
	}
	return map[string][]*fault{
		"PG-03 an empty first page with a token": {empty(1)},
		"PG-03 an empty page with a token":       {empty(2)},
		"PG-03 two empty pages with tokens":      {empty(2), empty(3)},
		"PG-03 an empty last page": {{at: at, from: 1, do: paged(func(asked string, list []any, next string) ([]any, string) {
			switch {
			case ending && asked == "":
				ending = false
				return []any{}, ""
			case next == "":
				ending = true
				return list, w.alias("end", "") // The first page, whose list is left out.
			default:
				return list, next
			}
		})}},
		"PG-05 a token expires at once":              {expired(2)},
		"PG-05 a token expires":                      {expired(3)},
		"PG-05 a token expires twice":                {expired(2), expired(5)},
		"PG-05 a token expires where it is repeated": {expired(3), {at: at, from: 5, times: 2, do: reset}},
		"PG-07 a page begins with an earlier user":   {overlap(1)},
		"PG-07 a page begins with earlier users":     {overlap(4)},
		"PG-07 a page has the one before it":         {overlap(1000)},
		"PG-07 a page comes twice": {{at: at, from: 2, times: 1, do: paged(func(asked string, list []any, _ string) ([]any, string) {
			return list, w.alias("twice", asked)
		})}},
		"RL-13 no numbers of a page": {{at: at, from: 1, do: revised(func(body map[string]any) {
			delete(body, "page_count")
			delete(body, "page_size")
			delete(body, "total_records")
		})}},
	}
}

// Pages that are cut oddly, tokens that expire: everybody comes, once.
func TestImportOfOddPages(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	for _, at := range lists() {
		for _, name := range slices.Sorted(maps.Keys(oddPages(nil, at))) {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					q, query := importOf(at)
					w := newBubble(t, staff())
					w.faults = oddPages(w, at)[name]
					got, _, err := searchAll(t.Context(), w.conn, query)
					if err != nil {
						t.Errorf("after %d rows: %v", len(got), err)
					}
					checkRows(t, all[q], got, err == nil)
					w.checkFired()
				})
			})
		}
	}
}

// The tokens of all lists may expire together, as after a long pause.
func TestImportWhenAllTokensExpire(t *testing.T) {
	t.Parallel()
	all := truths(t, listed())
	synctest.Test(t, func(t *testing.T) {
		var faults []*fault
		for _, at := range []string{pendingList, activeList, inactiveList, phoneList} {
			for _, from := range []int{3, 8} {
				faults = append(faults, &fault{at: at, from: from, times: 1, do: expiredPage(at)})
			}
		}
		survived(t, listed(), all[0], faults...)
	})
}

// endless are pages that never come to an end.
func endless(w *bubble, at string) map[string][]*fault {
	turn := 0
	return map[string][]*fault{
		"PG-05 tokens expire again and again": {{at: at, from: 3, do: expiredPage(at)}},
		"PG-06 a token leads to itself": {{at: at, from: 2, do: paged(func(asked string, list []any, _ string) ([]any, string) {
			return list, asked
		})}},
		"PG-06 the same token always": {{at: at, from: 1, do: paged(func(_ string, list []any, next string) ([]any, string) {
			return list, w.alias("same", next)
		})}},
		"PG-06 two tokens in turn": {{at: at, from: 1, do: paged(func(asked string, list []any, next string) ([]any, string) {
			turn++
			if turn > 2 {
				next = asked
			}
			return list, w.alias(fmt.Sprintf("turn-%d", turn%2), next)
		})}},
		"PG-06 empty pages of one token": {{at: at, from: 1, do: paged(func(_ string, _ []any, next string) ([]any, string) {
			return []any{}, w.alias("empty", next)
		})}},
	}
}

// A list without an end is an error after a few requests, and gives nobody twice.
func TestImportOfEndlessPages(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	for _, at := range lists() {
		for _, name := range slices.Sorted(maps.Keys(endless(nil, at))) {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					q, query := importOf(at)
					w := newBubble(t, staff())
					w.faults = endless(w, at)[name]
					kind := shared.ErrConnectionFailed
					if strings.HasPrefix(name, "PG-05") {
						kind = shared.ErrCursorExpired
					}
					got, _, err := searchAll(t.Context(), w.conn, query)
					if !errors.Is(err, kind) {
						t.Errorf("after %d rows: %v, want %v", len(got), err, kind)
					}
					checkRows(t, all[q], got, false)
					if n := w.count(at); n > 40 {
						t.Errorf("%d requests", n)
					}
				})
			})
		}
	}
}
