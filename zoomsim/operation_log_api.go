package zoomsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxReportPageSize is the largest page of a report.
const maxReportPageSize = 300

type operationView struct {
	Time            string `json:"time"`
	Operator        string `json:"operator"`
	CategoryType    string `json:"category_type"`
	Action          string `json:"action"`
	OperationDetail string `json:"operation_detail"`
}

type operationList struct {
	NextPageToken string          `json:"next_page_token"`
	PageSize      int             `json:"page_size"`
	OperationLogs []operationView `json:"operation_logs"`
}

// phoneOperationList is the answer about Zoom Phone, which tells more.
type phoneOperationList struct {
	operationList
	TotalRecords int    `json:"total_records"`
	From         string `json:"from"`
	To           string `json:"to"`
}

// operationLogs answers GET /report/operationlogs. The records come in the
// order of time; Zoom promises no order.
func (s *Sim) operationLogs(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	span, refused := readSpan(q)
	if refused != nil {
		return reply{}, refused
	}
	list, _, refused := s.operationPage(q, &s.operations, span, "operations")
	if refused != nil {
		return reply{}, refused
	}
	return reply{http.StatusOK, list}, nil
}

// phoneOperationLogs answers GET /phone/reports/operationlogs; without a range
// it shows the last 24 hours.
func (s *Sim) phoneOperationLogs(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	now := s.now()
	span := timeSpan{now.Add(-24 * time.Hour), now.Add(time.Second)}
	if q.Get("from") != "" || q.Get("to") != "" {
		var refused *refusal
		if span, refused = readSpan(q); refused != nil {
			return reply{}, refused
		}
	}
	list, total, refused := s.operationPage(q, &s.phoneOperations, span, "phone operations")
	if refused != nil {
		return reply{}, refused
	}
	return reply{http.StatusOK, phoneOperationList{
		list, total, span.from.Format(time.DateOnly), span.to.Add(-time.Second).Format(time.DateOnly),
	}}, nil
}

func (s *Sim) operationPage(q url.Values, log *operationLog, span timeSpan, bound string) (operationList, int, *refusal) {
	category := q.Get("category_type")
	bound = strings.Join([]string{bound, q.Get("from"), q.Get("to"), category}, "\n")
	q.Del("page_number") // These operations never had it.
	p, refused := s.pageRequest(q, defaultPageSize, maxReportPageSize, bound)
	if refused != nil {
		return operationList{}, 0, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	records := log.between(span.from, span.to)
	if category != "" && category != "all" {
		records = slices.Clone(records)
		records = slices.DeleteFunc(records, func(r operation) bool { return !r.in(category) })
	}
	from, to, more := p.cut(len(records), func(i int) uint64 { return records[i].seq })
	list := operationList{PageSize: p.size, OperationLogs: make([]operationView, 0, to-from)}
	var last uint64
	for _, r := range records[from:to] {
		list.OperationLogs = append(list.OperationLogs, operationView{zoomTime(r.at), r.operator, r.category, r.action, r.detail})
		last = r.seq
	}
	list.NextPageToken = s.nextToken(p, more, last)
	return list, len(records), nil
}

// in tells whether a record belongs to a category as a caller names it; the
// observed spelling in records differs from that of the parameter.
func (r operation) in(category string) bool {
	plain := func(name string) string { return strings.ReplaceAll(name, " ", "_") }
	return strings.EqualFold(plain(r.category), plain(category))
}

// timeSpan is a half-open range of time.
type timeSpan struct{ from, to time.Time }

// readSpan reads the parameters from and to, a day or a minute each; both ends
// belong to the range, which is at most a month.
func readSpan(q url.Values) (timeSpan, *refusal) {
	var f fieldCheck
	from, _ := f.moment("from", q.Get("from"))
	to, length := f.moment("to", q.Get("to"))
	if len(f.faults) == 0 && (to.Before(from) || to.After(from.AddDate(0, 1, 0))) {
		f.invalid("to")
	}
	return timeSpan{from, to.Add(length)}, invalidFields(f.faults)
}

// moment reads a day or a minute and tells how long that is.
func (f *fieldCheck) moment(field, text string) (time.Time, time.Duration) {
	if text == "" {
		f.missing(field)
		return time.Time{}, 0
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, 24 * time.Hour
	}
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		f.invalid(field)
	}
	return at, time.Minute
}
