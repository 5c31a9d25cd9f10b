package zoomimpl_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// operators make every condition that a filter can hold.
func operators() []func(attribute string, v shared.Value) shared.Filter {
	return []func(string, shared.Value) shared.Filter{
		filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge, filter.Lt, filter.Le,
		func(attribute string, v shared.Value) shared.Filter { return filter.OneOf(attribute, v, v) },
		func(attribute string, v shared.Value) shared.Filter { return filter.HasAll(attribute, v) },
		func(attribute string, v shared.Value) shared.Filter { return filter.Negate(filter.Eq(attribute, v)) },
		func(attribute string, v shared.Value) shared.Filter {
			return filter.AnyOf(filter.Eq(attribute, v), filter.Eq("id", str("..")))
		},
		func(attribute string, v shared.Value) shared.Filter {
			return filter.AllOf(filter.Eq(attribute, v), filter.Pr("id"))
		},
	}
}

// texts are the values of a kind with a hostile text.
func filterValues(a *shared.AttributeInfo, text string) []shared.Value {
	switch a.Type {
	case shared.TypeReference:
		return []shared.Value{
			shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, UID: text}),
			shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, Name: text}),
		}
	case shared.TypeString:
		return strs(text)
	default:
		return nil
	}
}

// looksUp tells whether a condition on the attribute becomes part of a request.
func looksUp(name string) bool {
	return slices.Contains([]string{"id", "email", "name", "group_ids", "role_id", "members", "admins"}, name)
}

// Section 3.7: a search finds what its filter says of all objects, whatever text
// the filter holds. Attributes that requests are made of meet every operator with
// every text, the others every text with one of them.
func TestHostileFilters(t *testing.T) {
	t.Parallel()
	for _, class := range []string{user, group, role, "ZoomPhoneSite", "ZoomPhoneNumber", "ZoomCallingPlan"} {
		t.Run(class, func(t *testing.T) {
			t.Parallel()
			tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 2, Groups: 1})
			tn.seedHostile()
			schema, err := tn.conn.Schema(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			info, _ := schema.Class(class)
			var names []string
			for _, a := range info.Attributes {
				if a.Readable {
					names = append(names, a.Name)
				}
			}
			all, _ := tn.search(&shared.Query{Class: class, Attributes: names})
			before := w.account(t)
			for n, a := range info.Attributes {
				for i, text := range hostile() {
					for _, v := range filterValues(a, text) {
						for j, op := range operators() {
							if !a.Readable || (!looksUp(a.Name) && j != (i+n)%len(operators())) {
								continue
							}
							f := op(a.Name, v)
							w.next("%s: %s", class, clipped(f.String()))
							tn.judgeSearch(w, info, f, all)
							w.wantOwnSegments(t, before, text, uids(all)...)
						}
					}
				}
			}
			if diff := cmp.Diff(before, w.account(t)); diff != "" {
				t.Errorf("the account has changed (-want +got):\n%s", diff)
			}
		})
	}
}

// seedHostile fills the account with hostile texts, where Zoom takes them.
func (tn *tenant) seedHostile() {
	tn.t.Helper()
	for i, text := range []string{`"quoted"`, `back\slash`, "é combining", `a%2fb`} {
		name := strings.Repeat("x", i+1) + "#?%2f&=@example.com"
		uid := tn.active(name, set("dept", str(text)), set("company", str(text)))
		tn.create(group, nil, set("name", str("G "+text)), set("members", userRef(uid)))
	}
}

func (tn *tenant) judgeSearch(w *wire, class *shared.ObjectClass, f shared.Filter, all []*shared.Object) {
	tn.t.Helper()
	objs, _, err := searchAll(tn.t.Context(), tn.conn, &shared.Query{Class: class.Name, Filter: f, Attributes: []string{"id"}})
	for _, fault := range w.wrong() {
		tn.t.Errorf("%s: %s", w.subject, fault)
	}
	if err != nil {
		wantRefusal(tn.t, w.subject, err)
		return
	}
	resolved, faults := f.Resolve(class)
	if len(faults) > 0 {
		tn.t.Fatalf("%s: %v", w.subject, faults)
	}
	want := []string{}
	for _, obj := range all {
		if resolved.Match(class, obj) {
			want = append(want, obj.UID())
		}
	}
	got := uids(objs)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		tn.t.Errorf("%s (-want +got):\n%s", w.subject, diff)
	}
}
