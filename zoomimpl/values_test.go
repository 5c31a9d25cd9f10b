package zoomimpl_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// Values that Zoom is known to refuse are refused all together before anything
// is sent, in create and update alike; the longest ones are taken.
func TestValuesAreCheckedFirst(t *testing.T) {
	t.Parallel()
	limits := map[string]map[string]int{
		user: {
			"first_name": 64, "last_name": 64, "display_name": 128, "job_title": 128, "company": 255, "location": 256,
		},
		group: {"name": 127},
	}
	tn := start(t, small())
	ann, blue := tn.active("ann@example.com"), tn.create(group, nil, set("name", str("Team Blue"))).UID
	for class, names := range limits {
		uid := ann
		if class == group {
			uid = blue
		}
		var good, bad []shared.AttributeDelta
		var want []string
		bad = append(bad, shared.ReplaceDelta(emailOrNone(class), str("no address")))
		for name, limit := range names {
			good = append(good, shared.ReplaceDelta(name, str(strings.Repeat("é", limit))))
			bad = append(bad, shared.ReplaceDelta(name, str(strings.Repeat("é", limit+1))))
			want = append(want, name)
		}
		if class == group {
			bad = bad[1:]
		} else {
			want = append(want, "email")
		}
		tn.mustUpdate(class, uid, good...)
		tn.sim.ResetRecord()
		_, err := tn.update(class, uid, bad...)
		checkFaults(t, err, class, uid, want)
		attrs := make(shared.Attributes, len(bad))
		for i, d := range bad {
			attrs[i] = shared.Attribute{Name: d.Name, Values: *d.Replace}
		}
		_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: class, Options: options(class), Attributes: attrs})
		checkFaults(t, err, class, "", want)
		if len(tn.requests()) != 0 {
			t.Errorf("%s: requests %v", class, tn.requests())
		}
	}
}

func emailOrNone(class string) string {
	if class == user {
		return "email"
	}
	return "name"
}

func options(class string) shared.Attributes {
	if class == user {
		return auto()
	}
	return nil
}

func checkFaults(t *testing.T, err error, class, uid string, want []string) {
	t.Helper()
	if !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Fatalf("%s: got %v", class, err)
	}
	e := shared.AsError(err)
	got := map[string]int{}
	for _, f := range e.Faults {
		got[f.Field]++
	}
	expected := map[string]int{}
	for _, name := range want {
		expected[name] = 1
	}
	if diff := cmp.Diff(expected, got); diff != "" || e.Class != class || e.UID != uid {
		t.Errorf("%s %q: %s", e.Class, e.UID, diff)
	}
}

// An address has to be one wherever it is given.
func TestEmailIsChecked(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	for _, bad := range []string{"notanemail", "@example.com", "ann@", "a b@example.com", "ann@example.com\n", strings.Repeat("a", 117) + "@example.com"} {
		tn.sim.ResetRecord()
		_, err := tn.update(user, uid, shared.ReplaceDelta("email", str(bad)))
		checkFaults(t, err, user, uid, []string{"email"})
		_, err = tn.conn.Create(t.Context(), &shared.CreateRequest{Class: user, Options: auto(), Attributes: shared.Attributes{set("email", str(bad))}})
		checkFaults(t, err, user, "", []string{"email"})
		if len(tn.requests()) != 0 {
			t.Errorf("%q: requests %v", bad, tn.requests())
		}
	}
}

// The text of a failed validation reads as one sentence.
func TestValidationText(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.conn = tn.connectThrough(refuse(http.MethodPatch, "/users/"+uid, 400,
		`{"code":300,"message":"Validation Failed.","errors":[{"field":"first_name","message":"Invalid field."}]}`))
	_, err := tn.update(user, uid, shared.ReplaceDelta("first_name", str("Ann")))
	if err == nil || !strings.HasSuffix(err.Error(), "Zoom refused PATCH /users/{userId}: Validation Failed: first_name: Invalid field.") {
		t.Errorf("got %v", err)
	}
}
