package shared

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// maxSortedList bounds a sorted search, as the contract does for all connectors.
const maxSortedList = 100_000

// ListResults answers a query from a list that is in memory anyway: it filters,
// sorts, cuts the page and picks the attributes. It suits connectors whose target
// is small, or delivers everything at once. objects hold every readable attribute
// and keep their order from call to call; the list is not changed.
//
// It returns ErrInvalidRequest for a cookie of another query or one that is
// damaged, and for a sort of more than 100,000 rows, and ErrCursorExpired when
// the row after which a cookie continues has gone.
func ListResults(class *ObjectClass, q *Query, objects []*Object) (*Results, error) {
	rows := slices.Clone(objects)
	if q.Filter != nil {
		rows = slices.DeleteFunc(rows, func(o *Object) bool { return !q.Filter.Match(class, o) })
	}
	if len(q.Sort) > 0 {
		if len(rows) > maxSortedList {
			return nil, NewError(ErrInvalidRequest, "%d rows are too many to sort; the limit is %d: narrow the filter", len(rows), maxSortedList)
		}
		slices.SortStableFunc(rows, func(a, b *Object) int { return class.CompareBy(q.Sort, a, b) })
	}
	rows, rest, err := listPage(q, rows)
	if err != nil {
		return nil, err
	}
	names := class.selected(q.Attributes)
	results := NewResults(func(yield func(*Object, error) bool) {
		for _, o := range rows {
			if !yield(o.pick(names), nil) {
				return
			}
		}
	}, func() Page { return rest }, nil)
	if q.Attributes == nil {
		results.AttributeSet = "default"
	}
	return results, nil
}

// Select returns the object with the attributes that a resolved request names,
// or with those returned by default when it names none. It is what Get and Sync
// owe their callers; ListResults does it for searches.
func (c *ObjectClass) Select(obj *Object, attributes []string) *Object {
	return obj.pick(c.selected(attributes))
}

// selected returns the names of attributes to return.
func (c *ObjectClass) selected(attributes []string) []string {
	if attributes != nil {
		return attributes
	}
	var names []string
	for _, a := range c.Attributes {
		if a.ReturnedByDefault {
			names = append(names, a.Name)
		}
	}
	return names
}

// pick returns the object with some of its attributes.
func (o *Object) pick(names []string) *Object {
	out := &Object{class: o.class, uid: o.uid, name: o.name, previousUID: o.previousUID, provisional: o.provisional}
	out.attrs = make(Attributes, 0, len(names))
	for _, name := range names {
		if v, ok := o.Get(name); ok {
			out.attrs = append(out.attrs, Attribute{Name: name, Values: v})
		}
	}
	return out
}

// listPage cuts the rows of one page and says what is left.
func listPage(q *Query, rows []*Object) ([]*Object, Page, error) {
	if q.PageSize == 0 {
		return rows, Page{}, nil
	}
	start := max(q.Offset-1, 0)
	if q.Cookie != "" {
		after, err := readListCookie(q)
		if err != nil {
			return nil, Page{}, err
		}
		i := slices.IndexFunc(rows, func(o *Object) bool { return o.uid == after })
		if i < 0 {
			return nil, Page{}, NewError(ErrCursorExpired, "the row after which the search continues has gone; search again")
		}
		start = i + 1
	}
	start = min(start, len(rows))
	end := min(start+q.PageSize, len(rows))
	rest := Page{Remaining: len(rows) - end}
	if rest.Remaining > 0 && len(q.Sort) == 0 {
		rest.Cookie = base64.RawURLEncoding.EncodeToString([]byte("1." + q.fingerprint() + "." + rows[end-1].uid))
	}
	return rows[start:end], rest, nil
}

// readListCookie returns the uid of the row after which a cookie continues.
func readListCookie(q *Query) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(q.Cookie)
	parts := strings.SplitN(string(raw), ".", 3)
	if err != nil || len(parts) != 3 || parts[0] != "1" {
		return "", NewError(ErrInvalidRequest, "the cookie is not one of this connector; search again without it")
	}
	if parts[1] != q.fingerprint() {
		return "", NewError(ErrInvalidRequest, "the cookie belongs to another query; search again without it")
	}
	return parts[2], nil
}

// fingerprint binds a cookie to its query.
func (q *Query) fingerprint() string {
	filter := ""
	if q.Filter != nil {
		filter = q.Filter.String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %v", q.Class, filter, q.Attributes, q.Options))
	return hex.EncodeToString(sum[:8])
}
