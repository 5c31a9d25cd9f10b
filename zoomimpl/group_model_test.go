package zoomimpl_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// team is what a group should hold: who is member and who is admin.
type team map[string]map[string]bool

// Any sequence of changes to members and admins, by whatever names, leaves what
// a small model says, and filters find exactly that.
func TestGroupWritesFollowTheModel(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 11, Users: 1})
	ids := people(tn, "p", 6)
	emails := map[string]string{}
	for _, id := range ids {
		emails[id] = tn.get(user, id).Name()
	}
	uid := tn.create(group, nil, set("name", str("Team"))).UID
	model := team{"members": {}, "admins": {}}
	rapid.Check(t, func(rt *rapid.T) {
		var deltas []shared.AttributeDelta
		for _, list := range []string{"members", "admins"} {
			deltas = append(deltas, model.change(rt, list, ids, emails)...)
		}
		if len(deltas) == 0 {
			return
		}
		result, err := tn.conn.Update(rt.Context(), &shared.UpdateRequest{Class: group, UID: uid, Deltas: deltas})
		if err != nil || len(result.NotApplied) > 0 {
			rt.Fatalf("update: %+v, %v", result, err)
		}
		for list, want := range model {
			values, _ := tn.get(group, uid, list).Get(list)
			var got []string
			for v := range values.All() {
				got = append(got, v.String())
			}
			slices.Sort(got)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), got, cmpopts.EquateEmpty()); diff != "" {
				rt.Fatalf("%s: %s", list, diff)
			}
			id := rapid.SampledFrom(ids).Draw(rt, "somebody")
			objs, _ := tn.search(&shared.Query{Class: group, Filter: parse(t, list+` eq "`+id+`"`), Attributes: []string{"id"}})
			if found := len(objs) == 1; found != want[id] {
				rt.Fatalf("%s eq %s: found %v", list, id, found)
			}
		}
	})
}

// change draws a change of a list and applies it to the model.
func (m team) change(rt *rapid.T, list string, ids []string, emails map[string]string) []shared.AttributeDelta {
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, len(ids), rapid.ID[string]).Draw(rt, list)
	refs := make([]shared.Value, len(some))
	for i, id := range some {
		refs[i] = rapid.SampledFrom([]shared.Value{userRef(id), userRef(emails[id]), userNamed(emails[id])}).Draw(rt, "reference")
	}
	switch kind := rapid.SampledFrom([]string{"none", "add", "remove", "replace", "swap"}).Draw(rt, "change"); {
	case kind == "replace":
		m[list] = map[string]bool{}
		m.put(list, some, true)
		return []shared.AttributeDelta{shared.ReplaceDelta(list, refs...)}
	case kind == "none" || len(some) == 0:
		return nil
	case kind == "add":
		m.put(list, some, true)
		return []shared.AttributeDelta{shared.AddDelta(list, refs...)}
	case kind == "remove":
		m.put(list, some, false)
		return []shared.AttributeDelta{shared.RemoveDelta(list, refs...)}
	default:
		half := len(some) / 2
		m.put(list, some[:half], true)
		m.put(list, some[half:], false)
		return []shared.AttributeDelta{{Name: list, Add: shared.NewValues(refs[:half]...), Remove: shared.NewValues(refs[half:]...)}}
	}
}

func (m team) put(list string, ids []string, in bool) {
	for _, id := range ids {
		if in {
			m[list][id] = true
		} else {
			delete(m[list], id)
		}
	}
}
