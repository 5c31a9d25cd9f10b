package zoomimpl

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// olderList marks the page tokens of the older list.
const olderList = "older "

// numberPage reads a page of the numbers: from number management, or from the
// older list where that one is refused. The pages that follow come from the list
// of the first.
func (c *connection) numberPage(ctx context.Context, token string) ([]*zoomapi.ManagedNumber, string, error) {
	if older, ok := strings.CutPrefix(token, olderList); ok {
		return c.olderNumberPage(ctx, older)
	}
	numbers, next, err := c.api.ManagedNumberPage(ctx, zoomapi.ManagedNumberOptions{Product: zoomapi.ProductZoomPhone}, token)
	if token != "" || err == nil || !phoneRefused(err) {
		return numbers, next, err
	}
	numbers, next, olderErr := c.olderNumberPage(ctx, "")
	if olderErr != nil && phoneRefused(olderErr) {
		return nil, "", bothRefused(err, olderErr)
	}
	return numbers, next, olderErr
}

func (c *connection) olderNumberPage(ctx context.Context, token string) ([]*zoomapi.ManagedNumber, string, error) {
	rows, next, err := c.api.AccountNumberPage(ctx, zoomapi.AccountNumberOptions{Type: zoomapi.NumberAll}, token)
	numbers := make([]*zoomapi.ManagedNumber, len(rows))
	for i, n := range rows {
		numbers[i] = managedNumber(n)
	}
	if next != "" {
		next = olderList + next
	}
	return numbers, next, err
}

// bothRefused says why neither list can be read. That the account has no Zoom
// Phone explains both.
func bothRefused(err, older error) error {
	if accountWithoutPhone(older) {
		return older
	}
	out := *catalogued(err)
	out.Message += "; the older list: " + catalogued(older).Message
	return &out
}

// managedNumber shows a number of the older list in the words of number
// management. Sources have no equal there.
func managedNumber(n *zoomapi.AccountNumber) *zoomapi.ManagedNumber {
	m := &zoomapi.ManagedNumber{
		ID: n.ID, Number: n.Number, DisplayName: n.DisplayName, Source: n.Source, NumberType: capital(n.NumberType), Status: capital(n.Status),
	}
	if n.Status == "available" {
		m.Status = zoomapi.NumberNormal
	}
	if n.NumberType == "tollfree" {
		m.NumberType = "TollFree"
	}
	for _, word := range n.Capability {
		m.Capability = append(m.Capability, capital(word))
	}
	if n.Site != nil {
		m.Site = &zoomapi.ManagedSite{SiteID: n.Site.ID, Name: n.Site.Name}
	}
	if a := n.Assignee; a != nil {
		holder := zoomapi.NumberHolder{ID: a.ID, Name: a.Name, Type: capital(a.Type)}
		if a.ExtensionNumber != 0 {
			holder.ExtensionNumber = strconv.FormatInt(a.ExtensionNumber, 10)
		}
		m.AssignedList = []zoomapi.NumberHolder{holder}
	}
	return m
}

// capital is a word with a capital letter.
func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + word[size:]
}
