package zoomsim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// oneOf checks a query parameter that may be absent; Zoom Phone, unlike the
// user operations, refuses unknown words.
func (f *fieldCheck) oneOf(q url.Values, name string, words ...string) {
	if value := q.Get(name); value != "" && !slices.Contains(words, value) {
		f.invalid(name)
	}
}

// integer reads a query parameter that may be absent; 0 stands for that.
func (f *fieldCheck) integer(q url.Values, name string) int {
	value := q.Get(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		f.invalid(name)
	}
	return n
}

// filtered reports whether a query of a list of numbers holds more than paging
// parameters: without a filter a page costs no more than the page.
func filtered(q url.Values) bool {
	for name := range q {
		if name != "page_size" && name != "next_page_token" {
			return true
		}
	}
	return false
}

// phonePage is the envelope of the lists of Zoom Phone.
type phonePage struct {
	NextPageToken string `json:"next_page_token"`
	PageSize      int    `json:"page_size"`
	TotalRecords  int    `json:"total_records"`
}

// phonePageRequest is pageRequest with the error code of Zoom Phone; the
// deprecated page_number was never known here.
func (s *Sim) phonePageRequest(q url.Values, limit int, bound ...string) (pageRequest, *refusal) {
	q.Del("page_number")
	p, refused := s.pageRequest(q, min(defaultPageSize, limit), limit, strings.Join(bound, "\n"))
	return p, withCode(refused, codePhoneInvalid, messageBadPageToken)
}

// keep copies the elements that a filter lets through.
func keep[T any](list []T, want func(T) bool) []T {
	var kept []T
	for _, element := range list {
		if want(element) {
			kept = append(kept, element)
		}
	}
	return kept
}
