package shared

// Explain is what a search says of the way it is carried out.
type Explain uint8

// What a search may say.
const (
	// ExplainNone: nothing.
	ExplainNone Explain = iota
	// ExplainRows: the fetch plan and the rows. Search returns as soon as the plan
	// is known, so that errors before the first row may come with the rows.
	ExplainRows
	// ExplainOnly: the fetch plan and no row. The connector asks its target for
	// no more than it needs to predict the requests.
	ExplainOnly
)

// Valid tells whether e is declared.
func (e Explain) Valid() bool { return e <= ExplainOnly }

// String returns the name.
func (e Explain) String() string {
	switch e {
	case ExplainNone:
		return "none"
	case ExplainRows:
		return "rows"
	case ExplainOnly:
		return "only"
	default:
		return "invalid"
	}
}

// Unknown stands for a number that a fetch plan cannot predict.
const Unknown = -1

// FetchPlan is how a connector reads the rows of a search.
type FetchPlan struct {
	Sources []FetchSource
	// Requests is the predicted number, with those that the prediction itself
	// takes; Unknown when it cannot be told. Where a source says so it is the most.
	Requests int64
	// Rows is how many the target says there are before any is dropped by a
	// filter; Unknown when it does not.
	Rows int64
}

// AtMost tells whether there may be fewer requests than predicted.
func (p *FetchPlan) AtMost() bool {
	for _, s := range p.Sources {
		if s.AtMost {
			return true
		}
	}
	return false
}

// Estimated tells whether there may be more requests than predicted.
func (p *FetchPlan) Estimated() bool {
	for _, s := range p.Sources {
		if s.Estimated {
			return true
		}
	}
	return false
}

// FetchSource is one kind of request of a fetch plan.
type FetchSource struct {
	// Call is as the target names it, for example "GET /users?status=active".
	Call string
	// Purpose says for people what is read and why.
	Purpose string
	// Requests is the predicted number; Unknown when it cannot be told.
	Requests int64
	// Rows is how many rows the target says there are; Unknown when it does not.
	Rows int64
	// AtMost says that there may be fewer requests.
	AtMost bool
	// Estimated says that there may be fewer requests or more: they were predicted
	// from some of the rows.
	Estimated bool
	// Attributes are those that no cheaper source carries; none when the source
	// finds the rows.
	Attributes []string
}
