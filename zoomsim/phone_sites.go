package zoomsim

import (
	"net/http"
	"strings"
)

const maxSitePageSize = 300

// phoneSite is a site of Zoom Phone. Site codes are switched on: the
// extensions of a site start with its code.
type phoneSite struct {
	id                     objectID
	seq                    uint64
	name                   string
	code                   int64
	place                  sitePlace
	street                 int // house number of the emergency address
	addressID              objectID
	receptionistID         objectID
	receptionistExtension  objectID
	receptionistExtensionN int64
	number                 *accountNumber // that of the receptionist
	next                   int64          // short extension to try next
}

type country struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type receptionistView struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	ExtensionID     string `json:"extension_id"`
	ExtensionNumber int64  `json:"extension_number"`
}

// siteView is an element of GET /phone/sites.
type siteView struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	SiteCode     int64            `json:"site_code"`
	Country      country          `json:"country"`
	Receptionist receptionistView `json:"main_auto_receptionist"`
	// Level is undocumented and was observed for the main site.
	Level string `json:"level,omitempty"`
}

// siteDetail is the answer of GET /phone/sites/{siteId}.
type siteDetail struct {
	siteView
	ShortExtension shortExtension `json:"short_extension"`
	SIPZone        siteRef        `json:"sip_zone"`
	CallerIDName   string         `json:"caller_id_name"`
	Address        siteAddress    `json:"default_emergency_address"`
}

type shortExtension struct {
	Length int `json:"length"`
}

// siteRef is a site in the answer of something that belongs to it.
type siteRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type emergencyAddress struct {
	Line1     string `json:"address_line1"`
	Line2     string `json:"address_line2"`
	City      string `json:"city"`
	Country   string `json:"country"`
	ID        string `json:"id"`
	StateCode string `json:"state_code"`
	Zip       string `json:"zip"`
}

type siteAddress struct {
	emergencyAddress
	IsDefault bool `json:"is_default"`
	Level     int  `json:"level"`
	Status    int  `json:"status"`
}

func (x *phoneSite) ref() siteRef { return siteRef{x.id.String(), x.name} }

func (x *phoneSite) receptionistName() string { return x.name + " Receptionist" }

func (x *phoneSite) view() siteView {
	v := siteView{
		ID: x.id.String(), Name: x.name, SiteCode: x.code, Country: x.place.country,
		Receptionist: receptionistView{
			x.receptionistID.String(), x.receptionistName(), x.receptionistExtension.String(), x.receptionistExtensionN,
		},
	}
	if x.seq == 1 {
		v.Level = "main"
	}
	return v
}

func (x *phoneSite) address() emergencyAddress {
	return emergencyAddress{
		Line1: streetAddress(x.street), City: x.place.city, Country: x.place.country.Code,
		ID: x.addressID.String(), StateCode: x.place.state, Zip: x.place.zip,
	}
}

type siteList struct {
	phonePage
	Sites []siteView `json:"sites"`
}

// listSites answers GET /phone/sites. What site_name matches is not
// documented; here it is a part of the name in any case.
func (s *Sim) listSites(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	name := strings.ToLower(q.Get("site_name"))
	p, refused := s.phonePageRequest(q, maxSitePageSize, "phone sites", name)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	sites := keep(s.tenant.phone.sites, func(x *phoneSite) bool { return strings.Contains(strings.ToLower(x.name), name) })
	from, to, more := p.cut(len(sites), func(i int) uint64 { return sites[i].seq })
	list := siteList{Sites: make([]siteView, 0, to-from)}
	var last uint64
	for _, x := range sites[from:to] {
		list.Sites = append(list.Sites, x.view())
		last = x.seq
	}
	list.phonePage = phonePage{s.nextToken(p, more, last), p.size, len(sites)}
	return reply{http.StatusOK, list}, nil
}

// getSite answers GET /phone/sites/{siteId}; a missing site is 400, not 404.
func (s *Sim) getSite(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.tenant.phone.site(c.params[0])
	if x == nil {
		return reply{}, badRequest(codePhoneInvalid, "The site does not exist.")
	}
	view := x.view()
	view.Level = "" // Seen in the list alone.
	return reply{http.StatusOK, siteDetail{
		siteView: view, ShortExtension: shortExtension{s.tenant.phone.shortLength},
		SIPZone: siteRef{ID: x.addressID.String(), Name: "US Zone"}, CallerIDName: callerName(x.name),
		// Level 0 is a company address, status 4 a verified one.
		Address: siteAddress{emergencyAddress: x.address(), IsDefault: true, Level: 0, Status: 4},
	}}, nil
}

func (p *phoneSystem) site(id string) *phoneSite {
	key, ok := parseID(id)
	if !ok {
		return nil
	}
	return p.siteByID[key]
}

// callerName cuts a name to the 15 characters a caller id may have.
func callerName(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), 15)])
}
