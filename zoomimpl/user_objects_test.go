package zoomimpl_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// bodyOf reads the body of a request and leaves it to be read.
func bodyOf(t *testing.T, req *http.Request) string {
	t.Helper()
	data, err := io.ReadAll(req.Body)
	if err != nil {
		t.Error(err)
	}
	req.Body = io.NopCloser(bytes.NewReader(data))
	return strings.TrimSpace(string(data))
}

// Embedded objects are sets by their key, in what is added, removed and
// compared.
func TestObjectsAreSets(t *testing.T) {
	t.Parallel()
	a, b := object("key", "a", "name", "A", "value", "1"), object("key", "b", "name", "B", "value", "1")
	phone := object("code", "+1", "country", "US", "label", "Home", "number", "5")
	tests := map[string]struct {
		delta shared.AttributeDelta
		want  []shared.Value // nil: already done
	}{
		"the same":               {shared.ReplaceDelta("custom_attributes", b, a), nil},
		"without name":           {shared.ReplaceDelta("custom_attributes", object("key", "a", "value", "1"), b), nil},
		"another name":           {shared.AddDelta("custom_attributes", object("key", "a", "name", "Z", "value", "1")), nil},
		"add what is there":      {shared.AddDelta("custom_attributes", a), nil},
		"remove what is absent":  {shared.RemoveDelta("custom_attributes", object("key", "c")), nil},
		"add":                    {shared.AddDelta("custom_attributes", object("key", "c", "name", "C", "value", "1")), []shared.Value{a, b, object("key", "c", "name", "C", "value", "1")}},
		"add replaces by key":    {shared.AddDelta("custom_attributes", object("key", "a", "value", "2")), []shared.Value{object("key", "a", "name", "A", "value", "2"), b}},
		"remove by key":          {shared.RemoveDelta("custom_attributes", object("key", "a")), []shared.Value{b}},
		"a number as text":       {shared.ReplaceDelta("custom_attributes", shared.ObjectValue(shared.NewObject("", "", "").SetString("key", "a").Set("value", num(7)).Build())), []shared.Value{object("key", "a", "name", "A", "value", "7")}},
		"phone, without country": {shared.ReplaceDelta("phone_numbers", object("number", "5", "label", "Home")), nil},
		"phone, verified":        {shared.ReplaceDelta("phone_numbers", shared.ObjectValue(shared.NewObject("", "", "").SetString("number", "5").Set("verified", yes).Build())), nil},
		"phone, other label":     {shared.AddDelta("phone_numbers", object("number", "5", "label", "Fax")), []shared.Value{object("code", "+1", "country", "US", "label", "Fax", "number", "5")}},
		"phone, other code":      {shared.AddDelta("phone_numbers", object("code", "+49", "number", "5")), []shared.Value{phone, object("code", "+49", "number", "5")}},
		"phone, removed":         {shared.RemoveDelta("phone_numbers", object("number", "5")), []shared.Value{}},
		"both":                   {shared.AttributeDelta{Name: "custom_attributes", Add: shared.NewValues(object("key", "b", "value", "2")), Remove: shared.NewValues(a)}, []shared.Value{object("key", "b", "name", "B", "value", "2")}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := start(t, small())
			uid := tn.active("ann@example.com", set("custom_attributes", a, b), set("phone_numbers", phone))
			result := tn.mustUpdate(user, uid, test.delta)
			if (test.want == nil) != (result.Outcome == shared.OutcomeAlreadyDone) || len(result.NotApplied) > 0 {
				t.Fatalf("%v, not applied %v", result.Outcome, result.NotApplied)
			}
			if test.want == nil {
				return
			}
			got, _ := tn.get(user, uid).Get(test.delta.Name)
			if !withoutVerified(got).Equal(shared.NewValues(test.want...)) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// withoutVerified leaves out what Zoom sets.
func withoutVerified(values shared.Values) shared.Values {
	var out []shared.Value
	for v := range values.All() {
		o, _ := v.AsObject()
		b := shared.NewObject("", "", "")
		for name, x := range o.All() {
			if name != "verified" {
				b.SetValues(name, x)
			}
		}
		out = append(out, shared.ObjectValue(b.Build()))
	}
	return shared.NewValues(out...)
}

// What Zoom is known to refuse of lists and objects is refused before anything
// is sent, in create and update alike.
func TestObjectsAreCheckedFirst(t *testing.T) {
	t.Parallel()
	bad := func(name string, v shared.Value) shared.Value {
		o, _ := v.AsObject()
		b := shared.NewObject("", "", "")
		for n, x := range o.All() {
			b.SetValues(n, x)
		}
		return shared.ObjectValue(b.SetValues(name, shared.NewValues(object("a", "hunter2"))).Build())
	}
	key := func(k string) shared.Value { return object("key", k, "value", "v") }
	tests := map[string]struct {
		attribute string
		values    []shared.Value
		want      string
	}{
		"label":           {"phone_numbers", []shared.Value{object("number", "1", "label", "Pager")}, "member label must be one of Mobile, Office, Home, Fax"},
		"no number":       {"phone_numbers", []shared.Value{object("label", "Home")}, "member number is required"},
		"empty number":    {"phone_numbers", []shared.Value{object("number", "")}, "member number is required"},
		"unknown member":  {"phone_numbers", []shared.Value{object("number", "1", "extension", "hunter2")}, `has no member "extension"; it has code, country, label, number, verified`},
		"type of member":  {"phone_numbers", []shared.Value{bad("code", object("number", "1"))}, "member code must be one value of type string"},
		"verified":        {"phone_numbers", []shared.Value{object("number", "1", "verified", "hunter2")}, "member verified must be one value of type bool"},
		"not UTF-8":       {"phone_numbers", []shared.Value{object("number", "\xff")}, "member number must be UTF-8 text"},
		"twice":           {"phone_numbers", []shared.Value{object("number", "1"), object("number", "1", "label", "Home")}, "two values with the same code, number"},
		"four numbers":    {"phone_numbers", []shared.Value{object("number", "1"), object("number", "2"), object("number", "3"), object("number", "4")}, "at most 3 values, not 4"},
		"six attributes":  {"custom_attributes", []shared.Value{key("1"), key("2"), key("3"), key("4"), key("5"), key("6")}, "at most 5 values, not 6"},
		"no value":        {"custom_attributes", []shared.Value{object("key", "1")}, "member value is required"},
		"two divisions":   {"division_ids", []shared.Value{str("1"), str("2")}, "at most 1 values, not 2"},
		"short pmi":       {"pmi", []shared.Value{str("123456789")}, "ten digits"},
		"pmi of letters":  {"pmi", []shared.Value{str("123456789a")}, "ten digits"},
		"pmi with a zero": {"pmi", []shared.Value{str("0123456789")}, "ten digits"},
		"pronouns_option": {"pronouns_option", []shared.Value{num(4)}, "must be one of"},
		"Chinese name":    {"first_name", []shared.Value{str("一二三四五六")}, "at most 5 Chinese characters, not 6"},
		"Chinese display": {"display_name", []shared.Value{str("一二三四五六七八九十百")}, "at most 10 Chinese characters, not 11"},
		"licence option":  {"license_info_list", []shared.Value{object("license_type", "MEETING", "license_option", "2", "subscription_id", "s")}, "member license_option must be one value of type int"},
		"short password":  {"password", []shared.Value{shared.SecretValue(shared.NewSecret("Ab1cdef"))}, "8 to 32 characters"},
	}
	tn := start(t, small())
	uid := tn.active("ann@example.com")
	tn.sim.ResetRecord()
	for name, test := range tests {
		_, err := tn.update(user, uid, shared.ReplaceDelta(test.attribute, test.values...))
		_, atCreate := tn.conn.Create(t.Context(), &shared.CreateRequest{
			Class: user, Options: auto(), Attributes: shared.Attributes{set("email", str("new@example.com")), set(test.attribute, test.values...)},
		})
		for _, err := range []error{err, atCreate} {
			if !errors.Is(err, shared.ErrInvalidAttributeValue) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") ||
				shared.AsError(err).Attribute != test.attribute && len(shared.AsError(err).Faults) != 1 {
				t.Errorf("%s: got %v, want one with %q", name, err, test.want)
			}
		}
	}
	if diff := cmp.Diff(map[string]int64{}, tn.requests()); diff != "" {
		t.Error(diff)
	}
}

// Additions that make a list too long are refused before they are sent.
func TestAdditionsAreCounted(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	uid := tn.active("ann@example.com", set("phone_numbers", object("number", "1"), object("number", "2"), object("number", "3")))
	tn.sim.ResetRecord()
	_, err := tn.update(user, uid, shared.AddDelta("phone_numbers", object("number", "4")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) || errors.Is(err, shared.ErrPartial) || tn.requests()["PATCH /users/{userId}"] != 0 {
		t.Errorf("got %v after %v", err, tn.requests())
	}
	tn.mustUpdate(user, uid, shared.AttributeDelta{
		Name: "phone_numbers", Add: shared.NewValues(object("number", "4")), Remove: shared.NewValues(object("number", "1")),
	})
	_, err = tn.update(user, uid, shared.RemoveDelta("phone_numbers", object("label", "Home")))
	if !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("removal without a key: %v", err)
	}
	_, err = tn.update(user, uid, shared.AttributeDelta{
		Name: "phone_numbers", Add: shared.NewValues(object("number", "2", "label", "Fax")), Remove: shared.NewValues(object("number", "2")),
	})
	if !errors.Is(err, shared.ErrInvalidAttributeValue) {
		t.Errorf("addition and removal of one number: %v", err)
	}
}

// A value that Zoom keeps although it was to go is found by reading back.
func TestKeptObjectsAreReported(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	a, b := object("key", "a", "name", "A", "value", "1"), object("key", "b", "name", "B", "value", "1")
	uid := tn.active("ann@example.com", set("custom_attributes", a, b))
	tn.conn = tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if req.Method == http.MethodPatch { // As if Zoom set what it is sent and removed nothing.
			body := bodyOf(t, req)
			body = strings.Replace(body, `[{"key":"b"`, `[{"key":"a","name":"A","value":"1"},{"key":"b"`, 1)
			req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		}
		return send()
	})
	result := tn.mustUpdate(user, uid, shared.AttributeDelta{
		Name: "custom_attributes", Add: shared.NewValues(object("key", "b", "value", "2")), Remove: shared.NewValues(a),
	})
	if diff := cmp.Diff([]string{"custom_attributes"}, left(result)); diff != "" {
		t.Error(diff)
	}
}
