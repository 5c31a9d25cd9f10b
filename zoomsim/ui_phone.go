package zoomsim

import "net/http"

type phoneData struct {
	Users, Ordered, Seats int // seats 0: without limit
	Sites                 []uiSite
	Plans                 []planUsage
	Numbers               []uiNumber
	NumberTotal           int
	Pager                 pager
}

// uiSite is a site of Zoom Phone in a list.
type uiSite struct {
	Name, Country string
	Code          int64
	Main          bool
}

// uiNumber is a number of the account in a list.
type uiNumber struct {
	Number, Type, Site, Source, Status string
	UserID, Holder                     string // empty when free
	Extension                          int64
}

// uiPhone is what a user has in Zoom Phone.
type uiPhone struct {
	ID, Status, Site string
	Extension        int64
	Plans            []planView
	Numbers          []string
}

func (u *ui) phone(w http.ResponseWriter, r *http.Request) {
	at := readCursor(r.URL.Query())
	u.sim.settlePhones()
	u.sim.mu.RLock()
	p := &u.sim.tenant.phone
	d := phoneData{
		Users: len(p.users), Ordered: len(p.ordered), Seats: p.seats, Plans: p.planUsage(), NumberTotal: len(p.numbers),
	}
	for i, site := range p.sites {
		view := site.view()
		d.Sites = append(d.Sites, uiSite{
			Name: view.Name, Country: view.Country.Name, Code: view.SiteCode, Main: i == 0,
		})
	}
	seq := func(n *accountNumber) uint64 { return n.seq }
	found := window(p.numbers, at, seq)
	found, d.Pager = page(found, at, r.URL.Query(), r.URL.Path, seq)
	for _, n := range found {
		d.Numbers = append(d.Numbers, newUINumber(n))
	}
	u.sim.mu.RUnlock()
	u.show(w, r, "phone", uiPage{Title: "Phone", Nav: "phone", Data: d})
}

func newUINumber(n *accountNumber) uiNumber {
	v := n.view()
	number := uiNumber{Number: v.Number, Type: v.NumberType, Site: v.Site.Name, Source: v.Source, Status: v.Status}
	if v.Assignee != nil {
		number.Holder, number.Extension = v.Assignee.Name, v.Assignee.ExtensionNumber
	}
	if n.user != nil {
		number.UserID = n.user.id.String()
	}
	return number
}

// newUIPhone is nil for users without a visible profile.
func newUIPhone(u *user) *uiPhone {
	profile := phoneProfileOf(u)
	if profile == nil {
		return nil
	}
	phone := &uiPhone{
		ID: profile.id.String(), Status: profile.statusText(), Site: profile.site.name, Extension: profile.extension,
		Plans: profile.planViews(),
	}
	for _, n := range profile.numbers {
		phone.Numbers = append(phone.Numbers, n.text())
	}
	return phone
}

// hasPhone tells whether the account has Zoom Phone.
func (u *ui) hasPhone() bool {
	u.sim.mu.RLock()
	defer u.sim.mu.RUnlock()
	return u.sim.tenant.phone.enabled
}
