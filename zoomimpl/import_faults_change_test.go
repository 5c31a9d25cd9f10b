package zoomimpl_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/igaplugin/igaplugin/shared"
)

// Users and groups who come and go while they are listed: whoever is there all the
// time comes once, and nobody twice. PG-10.
func TestImportWhileTheAccountChanges(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	for _, at := range append(lists(), userGet) {
		for _, from := range []int{1, 2, 4} {
			t.Run(fmt.Sprintf("PG-10 %s, request %d", at, from), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					q, query := importOf(at)
					w := newBubble(t, staff())
					gone, come := map[string]bool{}, map[string]bool{}
					w.faults = []*fault{{at: at, from: from, times: 1, do: after(sync.OnceFunc(func() { w.change(query.Class, all[q], gone, come) }))}}
					got, _, err := searchAll(t.Context(), w.conn, query)
					if err != nil {
						t.Fatalf("after %d rows: %v", len(got), err)
					}
					w.checkFired()
					times := map[string]int{}
					for _, o := range got {
						times[o.UID()]++
						if all[q][o.UID()] == nil && !come[o.UID()] {
							t.Errorf("%s was never there", o.UID())
						}
					}
					for uid, n := range times {
						if n > 1 {
							t.Errorf("%s came %d times", uid, n)
						}
					}
					for uid := range all[q] {
						if times[uid] == 0 && !gone[uid] {
							t.Errorf("%s is missing", uid)
						}
					}
				})
			})
		}
	}
}

// change removes some of the objects of a class, and makes others.
func (w *bubble) change(class string, now map[string]*shared.Object, gone, come map[string]bool) {
	tn := w.control
	ids := make([]string, 0, len(now))
	for uid, o := range now {
		if class == group || text(o, "type") == "1" {
			ids = append(ids, uid)
		}
	}
	slices.Sort(ids)
	for i, uid := range ids {
		if i%5 != 0 {
			continue
		}
		if _, err := tn.delete(class, uid); err != nil {
			continue // An administrator, or the owner.
		}
		gone[uid] = true
	}
	if len(gone) < 3 {
		w.t.Errorf("%d of %d objects were removed", len(gone), len(ids))
	}
	for i := range 4 {
		if class == group {
			come[tn.create(group, nil, set("name", str(fmt.Sprintf("Team New %d", i)))).UID] = true
			continue
		}
		come[tn.active(fmt.Sprintf("new-%d@example.com", i))] = true
		come[tn.create(user, nil, set("email", str(fmt.Sprintf("guest-%d@example.com", i)))).UID] = true
	}
}

// What Zoom leaves out, or gives as null, is absent, and the rest as it is: RL-14.
func TestImportOfSparseAnswers(t *testing.T) {
	t.Parallel()
	all := truths(t, listed(), wholly(), grouped())
	keep := []string{"id", "email", "status", "name"}
	each := func(change func(object map[string]any, name string)) upset {
		return revised(func(body map[string]any) {
			for _, object := range elements(body) {
				for name := range object {
					if !slices.Contains(keep, name) {
						change(object, name)
					}
				}
			}
			delete(body, "total_records")
			delete(body, "page_count")
			delete(body, "page_size")
		})
	}
	for name, do := range map[string]upset{
		"RL-14 fields left out": each(func(object map[string]any, name string) { delete(object, name) }),
		"RL-14 null for fields": each(func(object map[string]any, name string) { object[name] = nil }),
		"RL-14 empty arrays": each(func(object map[string]any, name string) {
			if _, list := object[name].([]any); list {
				object[name] = []any{}
			}
		}),
		"RL-14 null for arrays": each(func(object map[string]any, name string) {
			if _, list := object[name].([]any); list {
				object[name] = nil
			}
		}),
	} {
		for _, at := range append(lists(), userGet) {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					q, query := importOf(at)
					w := newBubble(t, staff(), &fault{at: at, from: 1, do: do})
					got, _, err := searchAll(t.Context(), w.conn, query)
					if err != nil {
						t.Fatalf("after %d rows: %v", len(got), err)
					}
					w.checkFired()
					if len(got) != len(all[q]) {
						t.Errorf("%d objects of %d", len(got), len(all[q]))
					}
					for _, o := range got {
						want := all[q][o.UID()]
						if want == nil {
							t.Fatalf("%s is not in the account", o.UID())
						}
						for _, name := range keep[1:] {
							if text(o, name) != text(want, name) {
								t.Errorf("%s: %s is %s instead of %s", o.UID(), name, text(o, name), text(want, name))
							}
						}
					}
				})
			})
		}
	}
}
