package zoomimpl_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

const (
	listUsers      = "GET /users"
	listPhoneUsers = "GET /phone/users"
)

// everyPhoneAttribute names the attributes of users that come from Zoom Phone.
func everyPhoneAttribute() []string { return append(phoneAttrs(), "site_id", "site_code") }

// callers is a tenant with Zoom Phone, whose list shows users twice, and numbers
// without the plus sign.
func callers() zoomsim.Options {
	return zoomsim.Options{
		Seed: 5, Users: 300, Groups: 3, PendingShare: 0.1, InactiveShare: 0.1, PhoneShare: 0.5,
		PhoneListRepeats: true, PlainPhoneNumbers: true,
	}
}

// phoneHolders are the active users with Zoom Phone, and those without.
func (tn *tenant) phoneHolders() (with, without []*shared.Object) {
	tn.t.Helper()
	objs, _ := tn.search(&shared.Query{Class: user, Attributes: everyPhoneAttribute(), Filter: parse(tn.t, `status eq "active"`)})
	for _, o := range objs {
		if text(o, "zoom_phone_feature") == "true" {
			with = append(with, o)
		} else {
			without = append(without, o)
		}
	}
	if len(with) < 100 || len(without) < 100 {
		tn.t.Fatalf("%d users with Zoom Phone, %d without", len(with), len(without))
	}
	return with, without
}

// elsewhere are two users of different sites.
func elsewhere(t *testing.T, objs []*shared.Object) (a, b *shared.Object) {
	t.Helper()
	for _, o := range objs {
		if text(o, "site_code") != text(objs[0], "site_code") {
			return objs[0], o
		}
	}
	t.Fatal("everybody is of one site")
	return nil, nil
}

// Section 5, and the fetch plan: the attributes asked for decide what is read.
// Phone users are listed once, or read singly where that is cheaper; sites are
// listed at most once.
func TestPhoneSearchCost(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	with, without := tn.phoneHolders()
	a, b := elsewhere(t, with)
	const both = 2 // Pages of the list of phone users.
	two := fmt.Sprintf(`(id eq %q or id eq %q)`, a.UID(), b.UID())
	alone := fmt.Sprintf(`id eq %q`, without[0].UID())
	tests := map[string]struct {
		q      shared.Query
		filter string
		rows   int
		want   map[string]int64
	}{
		"no attribute of Zoom Phone": {shared.Query{Attributes: []string{"email"}}, `status eq "active"`, 240, map[string]int64{listUsers: 1}},
		"whole list":                 {shared.Query{Attributes: []string{"email", "zoom_phone_status"}}, `status eq "active"`, 240, map[string]int64{listUsers: 1, listPhoneUsers: both}},
		"the list knows site names":  {shared.Query{Attributes: []string{"site_id", "site_name"}}, `status eq "active"`, 240, map[string]int64{listUsers: 1, listPhoneUsers: both}},
		"codes need the sites":       {shared.Query{Attributes: everyPhoneAttribute()}, `status eq "active"`, 240, map[string]int64{listUsers: 1, listPhoneUsers: both, getSites: 1}},
		"nobody":                     {shared.Query{Attributes: everyPhoneAttribute()}, `status eq "active" and dept eq "nowhere"`, 0, map[string]int64{listUsers: 1}},
		"pending users have none":    {shared.Query{Attributes: []string{"email"}}, `zoom_phone_feature eq true`, 120, map[string]int64{listUsers: 2, listPhoneUsers: both}},
		"cheap conditions first":     {shared.Query{Attributes: []string{"email"}}, `zoom_phone_feature eq true and dept eq "nowhere"`, 0, map[string]int64{listUsers: 2}},
		"filter on a code":           {shared.Query{Attributes: []string{"email"}}, `site_code pr`, 120, map[string]int64{listUsers: 2, listPhoneUsers: both, getSites: 1}},
		"filter on a number":         {shared.Query{Attributes: []string{"email"}}, `zoom_phone_numbers eq "` + text(numbered(with), "zoom_phone_numbers") + `"`, 1, map[string]int64{listUsers: 2, listPhoneUsers: both}},
		"sorted":                     {shared.Query{Attributes: []string{"email"}, PageSize: 5, Sort: []shared.SortKey{{Attribute: "extension_number"}}}, `status eq "active"`, 5, map[string]int64{listUsers: 1, listPhoneUsers: both}},
		"sorted by something else":   {shared.Query{Attributes: []string{"extension_number"}, PageSize: 5, Sort: []shared.SortKey{{Attribute: "email"}}}, `status eq "active"`, 5, map[string]int64{listUsers: 1, listPhoneUsers: both}},
		"look-ups":                   {shared.Query{Attributes: []string{"zoom_phone_status", "site_id"}}, two, 2, map[string]int64{getAUser: 2, getPhone: 2}},
		"look-ups with names":        {shared.Query{Attributes: []string{"site_name", "site_code"}}, two, 2, map[string]int64{getAUser: 2, getPhone: 2, getSite: 1, getSites: 1}},
		"look-up with a condition":   {shared.Query{Attributes: everyPhoneAttribute()}, alone + ` and zoom_phone_feature eq true`, 0, map[string]int64{getAUser: 1, getPhone: 1}},
		"look-up by site name":       {shared.Query{Attributes: []string{"email"}}, fmt.Sprintf(`id eq %q and site_id eq "name:%s"`, a.UID(), text(a, "site_name")), 1, map[string]int64{getAUser: 1, getPhone: 1, getSite: 1}},
		"small page":                 {shared.Query{Attributes: []string{"zoom_phone_status"}, PageSize: 10}, `status eq "active"`, 10, map[string]int64{listUsers: 1, getPhone: 10}},
		"small page further on":      {shared.Query{Attributes: []string{"zoom_phone_status"}, PageSize: 10, Offset: 101}, `status eq "active"`, 10, map[string]int64{listUsers: 1, getPhone: 10}},
		"small page with a filter":   {shared.Query{Attributes: []string{"email"}, PageSize: 10}, `zoom_phone_status eq "activate"`, 10, map[string]int64{listUsers: 1, listPhoneUsers: both}},
		"larger page":                {shared.Query{Attributes: []string{"zoom_phone_status"}, PageSize: 21}, `status eq "active"`, 21, map[string]int64{listUsers: 1, listPhoneUsers: both}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, callers())
			test.q.Class, test.q.Filter = user, parse(t, test.filter)
			objs, _ := tn.search(&test.q)
			if len(objs) != test.rows {
				t.Errorf("%d rows, want %d", len(objs), test.rows)
			}
			if diff := cmp.Diff(test.want, tn.requests()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// numbered is a user with one number.
func numbered(objs []*shared.Object) *shared.Object {
	return objs[slices.IndexFunc(objs, func(o *shared.Object) bool {
		v, _ := o.Get("zoom_phone_numbers")
		return v.Len() == 1
	})]
}

// A list of phone users that costs more than single gets for the page is given
// up after its first page, whose users are not read again.
func TestPhoneListGivenUp(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 5, Users: 2400, PhoneShare: 1})
	q := shared.Query{Class: user, Attributes: []string{"zoom_phone_status", "site_code"}, PageSize: 22, Filter: parse(t, `status eq "active"`)}
	first, page := tn.search(&q)
	if got := tn.requests(); got[listPhoneUsers] != 1 || got[getPhone] > 22 {
		t.Errorf("requests: %v", got)
	}
	tn.sim.ResetRecord()
	q.Cookie = page.Cookie
	second, _ := tn.search(&q)
	if got := tn.requests(); got[listPhoneUsers] != 1 || got[getPhone] > 22 || got[getSites] > 1 || got[getSite] > 1 {
		t.Errorf("requests: %v", got)
	}
	for _, o := range slices.Concat(first, second) {
		if text(o, "zoom_phone_status") == "[]" || text(o, "site_code") == "[]" {
			t.Errorf("%s: status %s, site code %s", o, text(o, "zoom_phone_status"), text(o, "site_code"))
		}
	}
	tn.sim.ResetRecord()
	q.PageSize, q.Cookie = 24, ""
	tn.search(&q)
	if got := tn.requests(); got[listPhoneUsers] != 24 || got[getPhone] > 0 {
		t.Errorf("requests: %v", got)
	}
}

// The values are those of Zoom, in the one form that the schema promises.
func TestPhoneValues(t *testing.T) {
	t.Parallel()
	tn := start(t, callers())
	with, without := tn.phoneHolders()
	sites, _ := tn.search(&shared.Query{Class: "ZoomPhoneSite"})
	names, codes := map[string]string{}, map[string]string{}
	for _, s := range sites {
		names[s.UID()], codes[s.UID()] = s.Name(), text(s, "site_code")
	}
	filled := map[string]bool{}
	for _, o := range with {
		site, _ := o.Get("site_id")
		ref, _ := site.AsReference()
		if ref.Class != "ZoomPhoneSite" || text(o, "site_name") != names[ref.UID] || text(o, "site_code") != codes[ref.UID] || ref.Name != names[ref.UID] {
			t.Errorf("%s: site %v, name %s, code %s", o, site, text(o, "site_name"), text(o, "site_code"))
		}
		if !strings.HasPrefix(text(o, "extension_number"), codes[ref.UID]) {
			t.Errorf("%s: extension %s of site %s", o, text(o, "extension_number"), codes[ref.UID])
		}
		numbers, _ := o.Get("zoom_phone_numbers")
		for n := range numbers.All() {
			if s, _ := n.AsString(); !strings.HasPrefix(s, "+1555") {
				t.Errorf("%s: number %s", o, s)
			}
		}
		for _, name := range everyPhoneAttribute() {
			v, _ := o.Get(name)
			filled[name] = filled[name] || v.Len() > 0
		}
	}
	for _, name := range everyPhoneAttribute() {
		if !filled[name] {
			t.Errorf("%s is never filled", name)
		}
		if got := text(without[0], name); got != "[]" && name != "zoom_phone_feature" {
			t.Errorf("%s of who has no Zoom Phone: %s", name, got)
		}
	}
	pending, _ := tn.search(&shared.Query{Class: user, Attributes: everyPhoneAttribute(), Filter: parse(t, `status eq "pending"`)})
	for _, name := range everyPhoneAttribute() {
		if got := text(pending[0], name); got != "[]" {
			t.Errorf("%s of a pending user: %s", name, got)
		}
	}
}

// phoneCondition draws a condition on one attribute, mostly with a value that
// somebody has.
func phoneCondition(rt *rapid.T, class *shared.ObjectClass, all []*shared.Object) shared.Filter {
	name := rapid.SampledFrom(append(everyPhoneAttribute(), "status", "dept", "email")).Draw(rt, "attribute")
	if rapid.IntRange(0, 3).Draw(rt, "kind") == 0 {
		return filter.Pr(name)
	}
	o := rapid.SampledFrom(all).Draw(rt, "somebody")
	v, _ := class.ValuesOf(o, name)
	if v.Len() == 0 {
		return filter.Negate(filter.Pr(name))
	}
	value := rapid.SampledFrom(slices.Collect(v.All())).Draw(rt, "value")
	operators := []func(string, shared.Value) shared.Filter{filter.Eq, filter.Ne}
	if _, ok := value.AsString(); ok {
		operators = append(operators, filter.Sw, filter.Co, filter.Ge)
	}
	if _, ok := value.AsInt(); ok {
		operators = append(operators, filter.Lt, filter.Ge)
	}
	if r, _ := value.AsReference(); r.Name != "" && rapid.Bool().Draw(rt, "by name") {
		value = shared.ReferenceValue(shared.Reference{Class: r.Class, Name: r.Name})
	}
	return rapid.SampledFrom(operators).Draw(rt, "operator")(name, value)
}

// Whatever way a search reads Zoom Phone, its objects are those that single gets
// give, for any filter and page size.
func TestPhoneSearchEqualsGets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		tn := start(t, zoomsim.Options{
			Seed: rapid.Uint64().Draw(rt, "seed"), Users: rapid.IntRange(2, 40).Draw(rt, "users"), PendingShare: 0.1, InactiveShare: 0.2,
			PhoneShare: rapid.Float64Range(0, 1).Draw(rt, "phone"), Sites: rapid.IntRange(1, 4).Draw(rt, "sites"),
			PhoneListRepeats: true, PlainPhoneNumbers: rapid.Bool().Draw(rt, "plain"),
		})
		attrs := append(everyPhoneAttribute(), "id", "email", "status", "dept")
		listed, _ := tn.search(&shared.Query{Class: user, Attributes: attrs})
		all := make([]*shared.Object, len(listed))
		for i, o := range listed {
			all[i] = tn.get(user, o.UID(), attrs...)
		}
		schema, err := tn.conn.Schema(rt.Context())
		if err != nil {
			rt.Fatal(err)
		}
		class, _ := schema.Class(user)
		for range 5 {
			f := phoneCondition(rt, class, all)
			switch rapid.IntRange(0, 3).Draw(rt, "combination") {
			case 0:
				f = filter.AllOf(f, phoneCondition(rt, class, all))
			case 1:
				f = filter.AnyOf(f, phoneCondition(rt, class, all))
			case 2:
				f = filter.Negate(f)
			}
			resolved, faults := f.Resolve(class)
			if len(faults) > 0 {
				rt.Fatal(faults)
			}
			want := map[string]*shared.Object{}
			for _, o := range all {
				if resolved.Match(class, o) {
					want[o.UID()] = o
				}
			}
			q := shared.Query{Class: user, Attributes: attrs, Filter: f, PageSize: rapid.SampledFrom([]int{0, 3, 21}).Draw(rt, "page size")}
			got := map[string]*shared.Object{}
			for _, page := range pages(tn, q) {
				for _, o := range page {
					got[o.UID()] = o
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("%s (-gets +search):\n%s", f, diff)
			}
		}
	})
}
