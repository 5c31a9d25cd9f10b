package zoomapi

import "slices"

// Label is Zoom's rate-limit label of an operation, which its documentation
// names with each endpoint.
type Label string

// The labels, from the highest rate to the lowest.
const (
	LabelLight             Label = "light"
	LabelMedium            Label = "medium"
	LabelHeavy             Label = "heavy"
	LabelResourceIntensive Label = "resource-intensive"
)

// Operation is one operation of the Zoom API as its specification describes it.
type Operation struct {
	// Method and Route are the HTTP method and the route template.
	Method string
	Route  string
	// Label is the rate-limit label.
	Label Label
	// Phone is set when the operation counts in the rate-limit table of Zoom
	// Phone. Zoom does not say in which table number management counts: it is
	// taken as Phone, which has the lower rates, and a Limiter of this package
	// counts it in both.
	Phone bool
	// Scopes are the scopes of which any one suffices: the granular one first,
	// then the classic ones. Scopes without ":admin" are left out, since they
	// reach no more than the user who owns the application.
	Scopes []string
}

// Operations returns what is known of every operation of users, groups, roles,
// Zoom Phone and number management. Source: Zoom's OpenAPI documents of 2026.
func Operations() []Operation {
	return slices.Concat(userOperations(), groupOperations(), roleOperations(), phoneOperations(), numberOperations())
}

type operationKey struct{ method, route string }

// operationIndex finds an Operation by its method and route.
type operationIndex map[operationKey]Operation

func newOperationIndex() operationIndex {
	all := Operations()
	index := make(operationIndex, len(all))
	for _, op := range all {
		index[operationKey{op.Method, op.Route}] = op
	}
	return index
}

// find returns the operation. One that is missing from the table counts as
// heavy, which is the lowest rate per second: too slow rather than too fast.
func (i operationIndex) find(method, route string) Operation {
	if op, ok := i[operationKey{method, route}]; ok {
		return op
	}
	return Operation{Method: method, Route: route, Label: LabelHeavy}
}
