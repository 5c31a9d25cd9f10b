package zoomimpl_test

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
)

// scenarios are writes of several steps.
func scenarios() map[string]scenario {
	return map[string]scenario{
		"update of everything": {class: user, prepare: ann, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid,
				shared.ReplaceDelta("dept", str("Research")), shared.ReplaceDelta("first_name", str("Ann")),
				shared.ReplaceDelta("email", str("ann.new@example.com")), shared.ReplaceDelta("type", num(2)),
				shared.ReplaceDelta("group_ids", groupRef(w.groups[1]), groupRef(w.groups[2])))
		}},
		"promotion": {class: user, prepare: ann, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("role_id", roleRef("1")), shared.ReplaceDelta("dept", str("Research")), shared.AddDelta("group_ids", groupRef(w.groups[3])))
		}},
		"demotion and dismissal": {
			class: user, prepare: func(tn *tenant) string {
				uid := ann(tn)
				tn.mustUpdate(user, uid, shared.ReplaceDelta("role_id", roleRef("1")))
				return uid
			},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) {
				return tn.update(user, w.uid, shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("role_id", roleRef("2")), shared.ReplaceDelta("email", str("gone@example.com")))
			},
		},
		"licences": {class: user, prepare: ann, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("type", num(2)), shared.ReplaceDelta("plan_united_type", str("32")), shared.ReplaceDelta("pronouns", str("they")))
		}},
		"update that disables": {
			class: user, prepare: ann, config: []shared.Attribute{set("immediate_logout_on_deactivate", yes)},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) {
				return tn.update(user, w.uid, shared.ReplaceDelta("job_title", str("Boss")), shared.ReplaceDelta("enabled", no))
			},
		},
		"update that enables": {class: user, prepare: sleeping, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid,
				shared.ReplaceDelta("enabled", yes), shared.ReplaceDelta("dept", str("Research")), shared.ReplaceDelta("type", num(2)),
				shared.AddDelta("group_ids", groupRef(w.groups[3])))
		}},
		"update of an inactive user": {
			class: user, prepare: sleeping, config: []shared.Attribute{reactivate()},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) {
				return tn.update(user, w.uid, shared.ReplaceDelta("dept", str("Research")), shared.AddDelta("group_ids", groupRef(w.groups[3])))
			},
		},
		"group of a pending user": {
			class: user, prepare: func(tn *tenant) string { return tn.create(user, nil, set("email", str("pat@example.com"))).UID },
			write: func(tn *tenant, w world) (*shared.WriteResult, error) {
				return tn.update(user, w.uid, shared.AddDelta("group_ids", groupRef(w.groups[0])))
			},
		},
		"create": {class: user, prepare: nobody, name: "new@example.com", write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
				set("email", str("new@example.com")), set("first_name", str("New")), set("dept", str("Research")), set("type", num(2)),
				set("group_ids", groupRef(w.groups[0]), groupRef(w.groups[1])),
			}})
		}},
		"create of a disabled user": {class: user, prepare: nobody, name: "new@example.com", write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
				set("email", str("new@example.com")), set("dept", str("Research")), set("enabled", no),
			}})
		}},
		"adoption": {
			class: user, prepare: ann, config: []shared.Attribute{set("duplicate_record_returns_id", yes)},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) {
				return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
					set("email", str("ann@example.com")), set("dept", str("Research")), set("group_ids", groupRef(w.groups[3])),
				}})
			},
		},
		"delete": {
			class: user, prepare: ann, config: []shared.Attribute{set("deactivate_on_delete", no)},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) { return tn.delete(user, w.uid) },
		},
		"delete of an inactive user": {
			class: user, prepare: sleeping, config: []shared.Attribute{set("deactivate_on_delete", no), reactivate()},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) { return tn.delete(user, w.uid) },
		},
		"delete that deactivates": {
			class: user, prepare: ann, config: []shared.Attribute{set("immediate_logout_on_deactivate", yes)},
			write: func(tn *tenant, w world) (*shared.WriteResult, error) { return tn.delete(user, w.uid) },
		},
		"Zoom Phone for a user": {class: user, prepare: ann, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, append(wholePhone(), phoneOn(), shared.ReplaceDelta("dept", str("Research")))...)
		}},
		"Zoom Phone of a user": {class: user, prepare: annPhoned, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("zoom_phone_calling_plans", plans(200, 4010, 3000)...),
				shared.ReplaceDelta("zoom_phone_numbers", numbers(1, 2)...), shared.ReplaceDelta("zoom_phone_status", str("deactivate")),
				shared.ReplaceDelta("site_code", num(2)))
		}},
		"less Zoom Phone": {class: user, prepare: annPhoned, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("zoom_phone_calling_plans"), shared.RemoveDelta("zoom_phone_numbers", numbers(0, 1)...),
				shared.ReplaceDelta("extension_number", str("54321")))
		}},
		"Zoom Phone for an inactive user": {class: user, prepare: sleeping, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, phoneOn(), shared.ReplaceDelta("zoom_phone_calling_plans", plans(200)...), shared.ReplaceDelta("enabled", yes))
		}},
		"no more Zoom Phone": {class: user, prepare: annPhoned, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("zoom_phone_feature", no), shared.ReplaceDelta("dept", str("Research")))
		}},
		"dismissal of a phone user": {class: user, prepare: annPhoned, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(user, w.uid, shared.ReplaceDelta("enabled", no), shared.ReplaceDelta("zoom_phone_feature", no), shared.ReplaceDelta("dept", str("Research")))
		}},
		"delete that deactivates a phone user": {
			class: user, prepare: annPhoned,
			write: func(tn *tenant, w world) (*shared.WriteResult, error) { return tn.delete(user, w.uid) },
		},
		"adoption with Zoom Phone": {
			class: user, prepare: annPhoned, config: []shared.Attribute{set("duplicate_record_returns_id", yes)},
			write: func(tn *tenant, _ world) (*shared.WriteResult, error) {
				return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
					set("email", str("ann@example.com")), set("zoom_phone_feature", yes), set("zoom_phone_calling_plans", plans(3000)...),
					set("zoom_phone_numbers", numbers(2)...),
				}})
			},
		},
		"create with Zoom Phone": {class: user, prepare: nobody, name: "new@example.com", write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{
				set("email", str("new@example.com")), set("zoom_phone_feature", yes), set("extension_number", str("254321")), set("site_name", str("Denver Office")),
				set("zoom_phone_calling_plans", plans(200)...), set("zoom_phone_numbers", numbers(0)...),
			}})
		}},
		"create of a group": {class: group, prepare: nobody, name: "Chess", write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.conn.Create(tn.t.Context(), &shared.CreateRequest{Class: group, Attributes: shared.Attributes{
				set("name", str("Chess")), set("members", w.members...), set("admins", w.members[:2]...),
			}})
		}},
		"update of a group": {class: group, prepare: club, write: func(tn *tenant, w world) (*shared.WriteResult, error) {
			return tn.update(group, w.uid, shared.ReplaceDelta("name", str("Club of clubs")), shared.ReplaceDelta("members", w.members[1:]...), shared.ReplaceDelta("admins", w.members[:11]...))
		}},
	}
}

func nobody(*tenant) string { return "" }

// ann is an active user in two groups.
func ann(tn *tenant) string {
	tn.t.Helper()
	groups := groupIDs(tn)
	return tn.active("ann@example.com", set("dept", str("Sales")), set("group_ids", groupRef(groups[0]), groupRef(groups[1])))
}

// wholePhone is everything that Zoom Phone can give, the feature aside.
func wholePhone() []shared.AttributeDelta {
	return []shared.AttributeDelta{
		shared.ReplaceDelta("site_name", str("Denver Office")), shared.ReplaceDelta("extension_number", str("54321")),
		shared.ReplaceDelta("zoom_phone_calling_plans", plans(100, 4000)...), shared.ReplaceDelta("zoom_phone_numbers", numbers(0, 1)...),
		shared.ReplaceDelta("zoom_phone_status", str("deactivate")),
	}
}

// annPhoned is ann with Zoom Phone.
func annPhoned(tn *tenant) string {
	tn.t.Helper()
	uid := ann(tn)
	tn.mustUpdate(user, uid, append(wholePhone(), phoneOn())...)
	return uid
}

// sleeping is ann, deactivated.
func sleeping(tn *tenant) string {
	tn.t.Helper()
	uid := ann(tn)
	tn.mustUpdate(user, uid, shared.ReplaceDelta("enabled", no))
	return uid
}

// club is a group of one who is nobody else's member.
func club(tn *tenant) string {
	tn.t.Helper()
	crowd(tn)
	return tn.create(group, nil, set("name", str("Club")), set("members", everyMember(tn)[0])).UID
}

// crowd makes more users than Zoom adds to a group in one request.
func crowd(tn *tenant) {
	tn.t.Helper()
	for i := range 32 {
		tn.active(fmt.Sprintf("m%02d@example.com", i))
	}
}

// everyMember refers to all active users.
func everyMember(tn *tenant) []shared.Value {
	tn.t.Helper()
	var refs []shared.Value
	for _, o := range everyone(tn) {
		if text(o, "status") == "active" {
			refs = append(refs, userRef(o.UID()))
		}
	}
	return refs
}

// world is what a write can refer to.
type world struct {
	uid     string
	groups  []string
	members []shared.Value
}
