package zoomimpl

import (
	"context"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Names of the object classes of Zoom Phone.
const (
	classSite   = "ZoomPhoneSite"
	classNumber = "ZoomPhoneNumber"
	classPlan   = "ZoomCallingPlan"
)

// phoneClass is an object class that is read only and comes from a list of Zoom.
type phoneClass[T any] struct {
	class *shared.ObjectClass
	// call is how Zoom names the list.
	call string
	// page reads a page of the list and says where the next one is; empty is the
	// first page, and no next one.
	page func(ctx context.Context, token string) ([]T, string, error)
	uid  func(T) string
	// same tells whether two texts are the same name; nil leaves it to case.
	same func(a, b string) bool
	name func(T) string
	// object makes the object with the named attributes, and reads what the list
	// lacks; nil when the object has gone meanwhile.
	object func(ctx context.Context, row T, names []string) (*shared.Object, error)
}

// search finds objects of the class.
func (p *phoneClass[T]) search(ctx context.Context, c *connection, q *shared.Query) (*shared.Results, error) {
	meter := newMeter(ctx)
	ctx = zoomapi.WithMeter(ctx, meter)
	at, err := c.decodeCookie(q)
	if err != nil {
		return nil, err
	}
	plan := c.newSearchPlan(p.class, q)
	return c.results(ctx, plan, newPhoneRows(p, plan, at), meter)
}

// get reads one object by uid or name from the list.
func (p *phoneClass[T]) get(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	names := req.Attributes
	if len(names) == 0 {
		names = defaultNames(p.class, false)
	}
	found, err := p.find(ctx, req)
	var obj *shared.Object
	if err == nil && len(found) == 1 {
		obj, err = p.object(ctx, found[0], names)
	}
	switch {
	case err != nil:
		return nil, catalogue(err, p.class.Name, req.UID)
	case len(found) > 1:
		return nil, ambiguous(p.class.Name, req.Name, len(found))
	case obj == nil:
		return nil, noSuchPhoneObject(p.class.Name, req.UID+req.Name)
	default:
		return obj, nil
	}
}

// find looks for the rows that are meant. A name to the letter comes before those
// that are the same but for case.
func (p *phoneClass[T]) find(ctx context.Context, req *shared.GetRequest) ([]T, error) {
	var exact, alike []T
	seen, used := map[string]struct{}{}, map[string]struct{}{}
	for token := ""; ; {
		rows, next, err := p.page(ctx, token)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			uid := p.uid(row)
			if _, twice := seen[uid]; twice {
				continue
			}
			seen[uid] = struct{}{}
			switch name := p.name(row); {
			case req.Name == "" && uid == req.UID:
				return []T{row}, nil
			case req.Name == "":
			case name == req.Name:
				exact = append(exact, row)
			case strings.EqualFold(name, req.Name) || (p.same != nil && p.same(name, req.Name)):
				alike = append(alike, row)
			}
		}
		_, again := used[next]
		switch {
		case again:
			return nil, zoomapi.ErrPageTokenRepeated
		case next == "" && len(exact) > 0:
			return exact, nil
		case next == "":
			return alike, nil
		}
		used[next] = struct{}{}
		token = next
	}
}

func ambiguous(class, name string, n int) error {
	e := shared.NewError(shared.ErrInvalidRequest, "the name %q is ambiguous: %d objects have it; use the uid", name, n)
	e.Class = class
	return e
}

func noSuchPhoneObject(class, key string) error {
	what := map[string]string{classSite: "site", classNumber: "number", classPlan: "calling plan"}[class]
	return &shared.Error{Kind: shared.ErrNotFound, Class: class, UID: key, Message: "Zoom Phone knows no such " + what + " in this account"}
}

// phoneAttribute is an attribute of a class of Zoom Phone: of the list, and
// returned by default.
func phoneAttribute(name string, t shared.Type, description string) *shared.AttributeInfo {
	return &shared.AttributeInfo{Name: name, Type: t, Description: description, Readable: true, ReturnedByDefault: true, Source: sourceList}
}

// several makes the attribute multi-valued.
func several(a *shared.AttributeInfo) *shared.AttributeInfo {
	a.MultiValued = true
	return a
}

// exactCase says that case makes a difference.
func exactCase(a *shared.AttributeInfo) *shared.AttributeInfo {
	a.CaseExact = true
	return a
}

// refersTo says which class the references are of.
func refersTo(class string, a *shared.AttributeInfo) *shared.AttributeInfo {
	a.ReferenceClass = class
	return a
}

// onRequest says that the attribute is returned when it is asked for.
func onRequest(source string, a *shared.AttributeInfo) *shared.AttributeInfo {
	a.ReturnedByDefault, a.Source = false, source
	return a
}

func readOnlyOperations() []shared.OperationInfo {
	return []shared.OperationInfo{{Operation: shared.OperationGet}, {Operation: shared.OperationSearch}}
}
