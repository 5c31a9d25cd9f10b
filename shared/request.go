package shared

import (
	"fmt"
	"io"
)

// ValidateRequest is a configuration to check.
type ValidateRequest struct {
	// Config is as the user wrote it when a host sends it, and resolved
	// (canonical names, defaults filled in) when a connector receives it.
	Config Attributes
}

// ConnectRequest is a configuration to bind.
type ConnectRequest struct {
	// Config is as in ValidateRequest.
	Config Attributes
}

// TestRequest asks for a test of the connection.
type TestRequest struct{}

// TestReport is what works and what is missing.
type TestReport struct {
	// Target names the account or tenant that was reached, for people.
	Target  string
	Classes []ClassReport
	Stats   OperationStats
}

// OK tells whether nothing is missing.
func (r *TestReport) OK() bool {
	for _, c := range r.Classes {
		if len(c.Problems) > 0 {
			return false
		}
	}
	return true
}

// ClassReport says whether an object class can be used.
type ClassReport struct {
	Class    string
	Problems []Problem
}

// Problem is something that is missing.
type Problem struct {
	Error *Error
	// Operations are those that it takes away; all when empty.
	Operations []Operation
	// Missing names what is missing, for example scopes.
	Missing []string
}

// GetRequest reads one object by UID or by Name: exactly one is set.
type GetRequest struct {
	Class string
	UID   string
	Name  string
	// Attributes to return; empty means those returned by default.
	Attributes []string
}

// Query is a search.
type Query struct {
	Class string
	// Filter is nil for every object.
	Filter Filter
	// Attributes to return; empty means the connector's default set.
	Attributes []string
	// PageSize is the number of rows to return; 0 means all of them.
	PageSize int
	// Offset is the first row to return, counted from 1; 0 means not used. It
	// needs a page size and excludes a cookie.
	Offset int
	// Cookie continues after the page that returned it; it needs a page size.
	Cookie string
	Sort   []SortKey
	// Options are those that the class declares for search.
	Options Attributes
	// Explain asks for the fetch plan.
	Explain Explain
}

// SortKey orders rows by one attribute. Rows without the attribute come last.
type SortKey struct {
	Attribute  string
	Descending bool
}

// Filter is a condition on objects. Package filter has the tree, the evaluator
// and the SCIM syntax; its node types are the only implementations.
type Filter interface {
	fmt.Stringer
	// Resolve returns the filter with canonical attribute names and values of
	// the declared types, and everything that is wrong with it.
	Resolve(class *ObjectClass) (Filter, []Fault)
	// Match tells whether an object satisfies a resolved filter.
	Match(class *ObjectClass, obj *Object) bool
}

// CreateRequest makes one object.
type CreateRequest struct {
	Class      string
	Attributes Attributes
	// Options are those that the class declares for create.
	Options Attributes
	// CallID names this write in logs and errors; made up when empty.
	CallID string
}

// UpdateRequest changes one object.
type UpdateRequest struct {
	Class  string
	UID    string
	Deltas []AttributeDelta
	// Options are those that the class declares for update.
	Options Attributes
	// CallID names this write in logs and errors; made up when empty.
	CallID string
}

// DeleteRequest removes one object.
type DeleteRequest struct {
	Class string
	UID   string
	// Options are those that the class declares for delete.
	Options Attributes
	// CallID names this write in logs and errors; made up when empty.
	CallID string
}

// SyncRequest asks for changes.
type SyncRequest struct {
	Class string
	// Attributes to return; empty means those returned by default.
	Attributes []string
	// Token is where the last sync ended; nil reports every object as changed.
	// It is opaque, may be large, and belongs to the host.
	Token io.Reader
	// LatestTokenOnly asks for the token of this moment and no changes.
	LatestTokenOnly bool
}
