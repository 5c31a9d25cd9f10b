package shared

import (
	"testing"
	"unsafe"
)

// TestDetachSharesNothing looks at the memory itself: that a copy is equal does
// not show that it is one.
func TestDetachSharesNothing(t *testing.T) {
	t.Parallel()
	inner := NewObject("Address", "1", "home").SetString("street", "Main Street").Build()
	o := NewObject("User", "1", "ada").
		SetString("dept", "Engineering").
		Set("group", ReferenceValue(Reference{Class: "Group", UID: "g-1", Name: "Staff"})).
		Set("password", SecretValue(NewSecret("secret"))).
		Set("address", ObjectValue(inner)).
		SetUnavailable("phone", "no licence").
		Build()
	seen := map[*byte]string{}
	for _, text := range texts(o) {
		seen[unsafe.StringData(text)] = text //nolint:gosec // the address is what the test is about
	}
	copied := o.Detach()
	for _, text := range texts(copied) {
		if _, shares := seen[unsafe.StringData(text)]; shares { //nolint:gosec // the address is what the test is about
			t.Errorf("%q shares memory with the original", text)
		}
	}
	if !copied.Equal(o) {
		t.Error("the copy is not equal")
	}
}

// texts returns every text that an object holds.
func texts(o *Object) []string {
	out := []string{o.class, o.uid, o.name}
	for _, a := range o.attrs {
		out = append(out, a.Name)
		if a.Values.reason != "" {
			out = append(out, a.Values.reason)
		}
		for _, v := range a.Values.vals {
			switch box := v.box.(type) {
			case Secret:
				out = append(out, *box.text)
			case *Reference:
				out = append(out, box.Class, box.UID, box.Name)
			case *Object:
				out = append(out, texts(box)...)
			default:
				out = append(out, v.str)
			}
		}
	}
	return out
}
