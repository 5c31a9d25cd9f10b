package zoomsim

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	maxManagedPageSize = 200

	productZoomPhone = "ZOOM_PHONE"
)

// managedNumber is a number in the answers of number management.
type managedNumber struct {
	ID               string          `json:"id"`
	Number           string          `json:"number"`
	AllocatedProduct string          `json:"allocated_product"`
	NumberType       string          `json:"number_type"`
	DisplayName      string          `json:"display_name"`
	Carrier          *carrier        `json:"carrier,omitempty"`
	Capability       []string        `json:"capability"`
	Source           string          `json:"source"`
	Status           string          `json:"status"`
	Site             managedSite     `json:"site"`
	AssignedList     []managedHolder `json:"assigned_list,omitempty"`
	Location         managedLocation `json:"location"`
}

type managedSite struct {
	SiteID string `json:"site_id"`
	Name   string `json:"name"`
}

// managedHolder is who has a number; the extension is a string here, and a
// number everywhere else.
type managedHolder struct {
	ID              string `json:"assigned_to_id"`
	Name            string `json:"assigned_to_name"`
	Type            string `json:"assigned_to_type"`
	ExtensionNumber string `json:"extension_number"`
}

type managedLocation struct {
	Country string `json:"country"`
}

// Words of number management.
const (
	managedUnassigned   = "PhoneUnassigned"
	managedUser         = "User"
	managedReceptionist = "AutoReceptionist"
	managedToll         = "Toll"
	managedTollFree     = "TollFree"
	managedNormal       = "Normal"
	managedPending      = "Pending"
	managedZoom         = "Zoom"
	managedBYOC         = "BYOCCloud"
)

func (n *accountNumber) managed() managedNumber {
	v := managedNumber{
		ID: n.id.String(), Number: n.text(), AllocatedProduct: productZoomPhone, NumberType: choose(n.tollFree, managedTollFree, managedToll),
		Capability: []string{"Incoming", "Outgoing"}, Source: choose(n.external, managedBYOC, managedZoom),
		Status: choose(n.pending, managedPending, managedNormal), Site: managedSite{n.home().id.String(), n.home().name},
		Location: managedLocation{"United States"},
	}
	if n.external {
		v.Carrier = &carrier{1, "Bandwidth"}
	}
	if holder := n.assignee(); holder != nil {
		v.AssignedList = []managedHolder{{holder.ID, holder.Name, n.managedType(), strconv.FormatInt(holder.ExtensionNumber, 10)}}
	}
	return v
}

func (n *accountNumber) managedType() string {
	switch {
	case n.user != nil:
		return managedUser
	case n.receptionist != nil:
		return managedReceptionist
	default:
		return managedUnassigned
	}
}

type managedList struct {
	NextPageToken string          `json:"next_page_token"`
	PageSize      int             `json:"page_size"`
	Numbers       []managedNumber `json:"numbers"`
}

// managedPageRequest is pageRequest with the error code of number management.
func (s *Sim) managedPageRequest(q url.Values, bound ...string) (pageRequest, *refusal) {
	q.Del("page_number")
	p, refused := s.pageRequest(q, defaultPageSize, maxManagedPageSize, strings.Join(bound, "\n"))
	return p, withCode(refused, codeNumbersPageToken, messageNumbersPageToken)
}

// listManagedNumbers answers GET /number_management/numbers, which shows no
// total.
func (s *Sim) listManagedNumbers(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	bound := []string{"managed numbers"}
	for name, words := range managedWords() {
		if value := q.Get(name); value != "" && !slices.Contains(words, value) {
			return reply{}, badRequest(codeNumbersInvalid, "Invalid value ("+name+")")
		}
		bound = append(bound, name+"="+q.Get(name))
	}
	slices.Sort(bound)
	p, refused := s.managedPageRequest(q, append(bound, q.Get("site_id"), q.Get("keyword"))...)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if id := q.Get("site_id"); id != "" && s.tenant.phone.site(id) == nil {
		return reply{}, badRequest(codeNumbersSite, "The site does not exist")
	}
	numbers := s.tenant.phone.numbers
	if filtered(q) {
		numbers = keep(numbers, s.tenant.phone.managedFilter(q).lets)
	}
	from, to, more := p.cut(len(numbers), func(i int) uint64 { return numbers[i].seq })
	list := managedList{PageSize: p.size, Numbers: make([]managedNumber, 0, to-from)}
	var last uint64
	for _, n := range numbers[from:to] {
		list.Numbers = append(list.Numbers, n.managed())
		last = n.seq
	}
	list.NextPageToken = s.nextToken(p, more, last)
	return reply{http.StatusOK, list}, nil
}

// managedWords are the values that the filters with fixed ones take.
func managedWords() map[string][]string {
	return map[string][]string{
		"allocated_product": {"UNALLOCATED", productZoomPhone, "ZOOM_CONTACT_CENTER"},
		"number_type":       {managedToll, managedTollFree, "VirtualService", "Mobile", "SharedCost", "National", "ITFS"},
		"number_status":     {managedNormal, managedPending},
		"number_source":     {managedZoom, "ZoomPorted", "ZoomReserved", "ThirdPartyNumber", managedBYOC, "BYOCPremises"},
		"assigned_to_type": {
			managedUnassigned, managedUser, "CallQueue", managedReceptionist, "CiscoPolycomRoom", "SharedLineGroup", "GroupCallPickup",
			"CommonArea", "EmergencyNumberPool", "CompanyLocation", "PersonalLocation", "MeetingService", "LocalSurvivability",
			"LocalSurvivabilityEmergencyNumberPool", "MicrosoftTeamsResourceAccount", "DistributionGroup",
			"ContactCenterUnassigned", "DialInToVideoEngagements", "DefaultSystemOutgoingSMS", "DefaultAgentOutgoingSMS",
			"DefaultCallerID", "Voice", "SMS",
		},
	}
}

// getManagedNumber answers GET /number_management/numbers/{phoneNumberId}. Of
// the error only the HTTP status is documented.
func (s *Sim) getManagedNumber(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := s.tenant.phone.number(c.params[0])
	if n == nil {
		return reply{}, refuse(http.StatusNotFound, codePhoneMissing, "The phone number not found")
	}
	return reply{http.StatusOK, n.managed()}, nil
}
