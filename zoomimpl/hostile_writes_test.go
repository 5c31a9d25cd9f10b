package zoomimpl_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// villain is a way to put a hostile text into an attribute.
type villain struct {
	class, attribute, what string
	creatable, updatable   bool
	value                  func(text string) shared.Value
}

// villains are all ways there are, by the schema.
func villains(t *testing.T) map[string]villain {
	t.Helper()
	tn, _ := overWire(t, small())
	schema, err := tn.conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]villain{}
	for _, class := range schema.Classes {
		for _, a := range class.Attributes {
			if !a.Creatable && !a.Updatable {
				continue
			}
			for what, value := range makers(t, a) {
				v := villain{class.Name, a.Name, what, a.Creatable, a.Updatable, value}
				if _, ok := class.Operation(shared.OperationCreate); !ok {
					t.Fatalf("%s cannot be created", class.Name)
				}
				out[class.Name+"."+a.Name+what] = v
			}
		}
	}
	return out
}

// members are those of embedded objects, in an object that Zoom would take.
func members() map[string][]string {
	return map[string][]string{
		"phone_numbers":     {"code", "+1", "country", "US", "label", "Mobile", "number", "5550100"},
		"custom_attributes": {"key", "k1", "name", "n1", "value", "v1"},
		"license_info_list": {"license_type", "MEETINGS", "license_option", "x"},
	}
}

// makers make values of an attribute, by what of it is hostile.
func makers(t *testing.T, a *shared.AttributeInfo) map[string]func(string) shared.Value {
	t.Helper()
	switch a.Type {
	case shared.TypeString:
		return map[string]func(string) shared.Value{"": shared.StringValue}
	case shared.TypeSecret:
		return map[string]func(string) shared.Value{"": func(s string) shared.Value { return shared.SecretValue(shared.NewSecret(s)) }}
	case shared.TypeReference:
		return map[string]func(string) shared.Value{
			" uid": func(s string) shared.Value {
				return shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, UID: s})
			},
			" name": func(s string) shared.Value {
				return shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, Name: s})
			},
			" text": shared.StringValue,
		}
	case shared.TypeObject:
		pairs, ok := members()[a.Name]
		if !ok {
			t.Fatalf("the members of %s are not known", a.Name)
		}
		out := map[string]func(string) shared.Value{}
		for i := 0; i < len(pairs); i += 2 {
			out[" "+pairs[i]] = func(s string) shared.Value {
				with := slices.Clone(pairs)
				with[i+1] = s
				return objectOf(with...)
			}
		}
		out[" key of members"] = func(s string) shared.Value { return objectOf(append(slices.Clone(pairs), s, "x")...) }
		return out
	default:
		return nil
	}
}

func objectOf(pairs ...string) shared.Value {
	b := shared.NewObject("", "", "")
	for i := 0; i+1 < len(pairs); i += 2 {
		b.SetString(pairs[i], pairs[i+1])
	}
	return shared.ObjectValue(b.Build())
}

// Sections 4.8 and 4.9: whatever text is written wherever the schema takes one is
// there afterwards as it was, or refused, and nothing else has changed.
func TestHostileWrites(t *testing.T) {
	t.Parallel()
	for name, v := range villains(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn, w := overWire(t, zoomsim.Options{Seed: 3, Users: 2, Groups: 2})
			tn.conn = tn.open(adapted(w), set("deactivate_on_delete", no), set("entitlement_deletion_enabled", yes))
			ann, blue := tn.active("ann@example.com"), tn.create(group, nil, set("name", str("Team Blue"))).UID
			uid := map[string]string{user: ann, group: blue}[v.class]
			before := w.account(t)
			for i, text := range append(hostile(), hugeText()) {
				for _, x := range v.texts(text) {
					if v.attribute == "email" {
						tn.anotherDay(ann)
					}
					if v.updatable {
						w.next("%s %s", name, clipped(x))
						result, err := tn.update(v.class, uid, shared.ReplaceDelta(v.attribute, v.value(x)))
						before = tn.judgeWrite(w, v, uid, x, result, err, before)
					}
					if v.creatable {
						w.next("create %s %s", name, clipped(x))
						tn.createHostile(w, v, strconv.Itoa(i), x, before)
					}
				}
			}
		})
	}
}

// anotherDay lets the day pass in which an address may change a few times only.
func (tn *tenant) anotherDay(uid string) {
	tn.t.Helper()
	if err := tn.sim.Clock().Advance(25 * time.Hour); err != nil {
		tn.t.Fatal(err)
	}
	tn.get(user, uid, "id") // With a new token.
}

// texts are the forms in which a text can be refused last.
func (v villain) texts(text string) []string {
	if v.attribute == "email" {
		return []string{text, text + "@example.com"}
	}
	return []string{text}
}

// judgeWrite checks what became of an update, and returns the account as it is
// then.
func (tn *tenant) judgeWrite(w *wire, v villain, uid, text string, result *shared.WriteResult, err error, before map[string]string) map[string]string {
	tn.t.Helper()
	subject := "user " + uid
	if v.class == group {
		subject = "group " + uid
	}
	if err != nil {
		wantRefusal(tn.t, w.subject, err)
		if partial := (*shared.WriteError)(nil); !errors.As(err, &partial) {
			subject = ""
		}
	} else {
		tn.wantThere(w, v, uid, text, result)
	}
	return tn.wantClean(w, before, subject)
}

// wantThere checks that a value was written: as the text that was given, and by
// the JSON that says so.
func (tn *tenant) wantThere(w *wire, v villain, uid, text string, result *shared.WriteResult) {
	tn.t.Helper()
	if slices.Contains(left(result), v.attribute) || v.attribute == "password" || v.attribute+v.what == "custom_attributes name" {
		return // What is not applied, not read, or the account's own.
	}
	obj := tn.get(v.class, uid, v.attribute)
	got, _ := obj.Get(v.attribute)
	switch want := v.value(text); {
	case want.Type() == shared.TypeReference || strings.HasSuffix(v.what, "text"):
		for x := range got.All() {
			if r, _ := x.AsReference(); r.UID != text && r.Name != text {
				tn.t.Errorf("%s: refers to %q", w.subject, r)
			}
		}
	case want.Type() == shared.TypeObject:
		o, _ := want.AsObject()
		have, _ := got.Single()
		there, _ := have.AsObject()
		for name, x := range o.All() {
			if y, _ := there.Get(name); !y.Equal(x) && text != "" { // Empty counts as left out.
				tn.t.Errorf("%s: %s is %s", w.subject, name, clipped(y.String()))
			}
		}
	default:
		s, _ := got.AsString()
		if v.attribute == "email" && strings.EqualFold(s, text) {
			break // The same address to Zoom, which is why it stays.
		}
		if s != text {
			tn.t.Errorf("%s: came back as %s", w.subject, clipped(got.String()))
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if wrote := w.routes["PATCH /users/{userId}"] + w.routes["PATCH /groups/{groupId}"]; wrote > 0 && !w.texts[text] && text != "" {
		tn.t.Errorf("%s: no body holds the text", w.subject)
	}
}

// createHostile creates an object and deletes it: then all is as it was.
func (tn *tenant) createHostile(w *wire, v villain, unique, text string, before map[string]string) {
	tn.t.Helper()
	name := map[string]string{user: "email", group: "name"}[v.class]
	key := "new" + unique + "@example.com"
	attrs := shared.Attributes{set(v.attribute, v.value(text))}
	if v.attribute == name {
		key = text
	} else {
		attrs = append(attrs, set(name, str(key)))
	}
	req := &shared.CreateRequest{Class: v.class, Attributes: attrs}
	if v.class == user {
		req.Options = auto()
	}
	result, err := tn.conn.Create(tn.t.Context(), req)
	var partial *shared.WriteError
	switch {
	case err == nil:
		tn.wantThere(w, v, result.UID, text, result)
		if obj, err := tn.conn.Get(tn.t.Context(), &shared.GetRequest{Class: v.class, Name: key}); err != nil || obj.UID() != result.UID {
			tn.t.Errorf("%s: by name: %v, %v", w.subject, obj, err)
		}
	case errors.As(err, &partial):
		result = &partial.Result
		fallthrough
	default:
		wantRefusal(tn.t, w.subject, err)
	}
	if result != nil {
		if _, err := tn.delete(v.class, result.UID); err != nil {
			tn.t.Fatalf("%s: deleting %s: %v", w.subject, result.UID, err)
		}
	}
	tn.wantClean(w, before)
}
