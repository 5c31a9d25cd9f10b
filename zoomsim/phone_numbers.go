package zoomsim

import (
	"net/http"
	"strconv"
	"strings"
)

const maxNumberPageSize = 100

// accountNumber is a phone number of the account: that of a user, of a site's
// auto receptionist, or of nobody.
type accountNumber struct {
	id           objectID
	seq          uint64
	digits       int64 // E.164 without the plus sign
	site         *phoneSite
	user         *user
	receptionist *phoneSite
	tollFree     bool
	pending      bool // being ported; cannot be assigned
	external     bool // brought from a carrier (BYOC)
}

func (n *accountNumber) text() string { return "+" + strconv.FormatInt(n.digits, 10) }

func (n *accountNumber) assigned() bool { return n.user != nil || n.receptionist != nil }

// home is the site of the holder or, without one, of the number itself.
func (n *accountNumber) home() *phoneSite {
	if n.user != nil {
		return n.user.phone.site
	}
	return n.site
}

// parseNumber reads a number in E.164, with or without the plus sign.
func parseNumber(text string) (int64, bool) {
	text = strings.TrimPrefix(text, "+")
	if text == "" || len(text) > 15 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	digits, err := strconv.ParseInt(text, 10, 64)
	return digits, err == nil
}

// number finds a number by id or by its digits.
func (p *phoneSystem) number(idOrNumber string) *accountNumber {
	if digits, ok := parseNumber(idOrNumber); ok {
		return p.numberByDigits[digits]
	}
	if id, ok := parseID(idOrNumber); ok {
		return p.numberByID[id]
	}
	return nil
}

type assignee struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	ExtensionNumber int64  `json:"extension_number"`
	Type            string `json:"type"`
}

// Types of assignee.
const (
	assigneeUser         = "user"
	assigneeReceptionist = "autoReceptionist"
)

func (n *accountNumber) assignee() *assignee {
	switch {
	case n.user != nil:
		return &assignee{n.user.id.String(), n.user.displayName(), n.user.phone.extension, assigneeUser}
	case n.receptionist != nil:
		x := n.receptionist
		return &assignee{x.receptionistID.String(), x.receptionistName(), x.receptionistExtensionN, assigneeReceptionist}
	default:
		return nil
	}
}

// numberView is an element of GET /phone/numbers and the answer of
// GET /phone/numbers/{phoneNumberId}.
type numberView struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`
	DisplayName string    `json:"display_name"`
	Assignee    *assignee `json:"assignee,omitempty"`
	Capability  []string  `json:"capability"`
	Carrier     *carrier  `json:"carrier,omitempty"`
	Location    string    `json:"location"`
	NumberType  string    `json:"number_type"`
	Site        siteRef   `json:"site"`
	Source      string    `json:"source"`
	Status      string    `json:"status"`
}

type carrier struct {
	Code int    `json:"code"`
	Name string `json:"name"`
}

func (n *accountNumber) view() numberView {
	v := numberView{
		ID: n.id.String(), Number: n.text(), Assignee: n.assignee(), Capability: []string{"incoming", "outgoing"},
		Location: "United States", NumberType: choose(n.tollFree, "tollfree", "toll"), Site: n.home().ref(),
		Source: choose(n.external, "external", "internal"), Status: choose(n.pending, "pending", "available"),
	}
	if n.external {
		v.Carrier = &carrier{1, "Bandwidth"}
	}
	return v
}

func choose(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

type numberList struct {
	phonePage
	PhoneNumbers []numberView `json:"phone_numbers"`
}

// listNumbers answers the deprecated GET /phone/numbers. An unknown type was
// observed to be a validation failure, and no type to be everything.
func (s *Sim) listNumbers(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	var f fieldCheck
	f.oneOf(q, "type", "assigned", "unassigned", "byoc", "all")
	f.oneOf(q, "extension_type", assigneeUser, "callQueue", assigneeReceptionist, "commonArea", "emergencyNumberPool", "companyLocation", "meetingService")
	f.oneOf(q, "number_type", "toll", "tollfree")
	f.oneOf(q, "pending_numbers", "true", "false")
	if refused := invalidFields(f.faults); refused != nil {
		return reply{}, refused
	}
	p, refused := s.phonePageRequest(q, maxNumberPageSize, "phone numbers",
		q.Get("type"), q.Get("extension_type"), q.Get("number_type"), q.Get("pending_numbers"), q.Get("site_id"), q.Get("phone_number"))
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	numbers := s.tenant.phone.numbers
	if filtered(q) {
		numbers = keep(numbers, s.tenant.phone.numberFilter(q).lets)
	}
	from, to, more := p.cut(len(numbers), func(i int) uint64 { return numbers[i].seq })
	list := numberList{PhoneNumbers: make([]numberView, 0, to-from)}
	var last uint64
	for _, n := range numbers[from:to] {
		list.PhoneNumbers = append(list.PhoneNumbers, n.view())
		last = n.seq
	}
	list.phonePage = phonePage{s.nextToken(p, more, last), p.size, len(numbers)}
	return reply{http.StatusOK, list}, nil
}

// getNumber answers the deprecated GET /phone/numbers/{phoneNumberId}. The
// specification gives a missing number 400, code 400; code 404 was observed.
func (s *Sim) getNumber(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := s.tenant.phone.number(c.params[0])
	if n == nil {
		return reply{}, refuse(http.StatusNotFound, codePhoneMissing, "Phone number does not exist, phonenumberId:"+c.params[0])
	}
	return reply{http.StatusOK, n.view()}, nil
}
