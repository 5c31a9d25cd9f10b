package zoomimpl_test

import (
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// The spellings of a number are the same in filters too.
func TestFilterByNumber(t *testing.T) {
	t.Parallel()
	tn := start(t, zoomsim.Options{Seed: 3, Users: 40, PhoneShare: 1})
	var number, holder string
	objs, _ := tn.search(&shared.Query{Class: user, Attributes: []string{"zoom_phone_numbers"}})
	for _, o := range objs {
		v, _ := o.Get("zoom_phone_numbers")
		for x := range v.All() {
			number, _ = x.AsString()
			holder = o.UID()
		}
	}
	digits := strings.TrimPrefix(number, "+")
	spelt := "+" + digits[:1] + " (" + digits[1:4] + ") " + digits[4:7] + "-" + digits[7:]
	for _, text := range []string{number, digits, spelt} {
		for _, f := range []string{
			`zoom_phone_numbers eq "N"`, `not (zoom_phone_numbers ne "N")`, `zoom_phone_numbers eq "N" or zoom_phone_numbers eq "+10000000000"`,
		} {
			got, _ := tn.search(&shared.Query{Class: user, Filter: parse(t, strings.ReplaceAll(f, "N", text)), Attributes: []string{"id"}})
			if len(got) != 1 || got[0].UID() != holder {
				t.Errorf("%s with %s: %d users", f, text, len(got))
			}
		}
		got, _ := tn.search(&shared.Query{Class: "ZoomPhoneNumber", Filter: parse(t, `number eq "`+text+`"`), Attributes: []string{"number"}})
		if len(got) != 1 {
			t.Errorf("%s: %d numbers", text, len(got))
		}
	}
}
