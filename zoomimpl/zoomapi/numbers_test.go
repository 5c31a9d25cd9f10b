package zoomapi_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestNormaliseNumber(t *testing.T) {
	t.Parallel()
	const refused = ""
	for text, want := range map[string]string{
		"+14232058798":         "+14232058798",
		"14232058798":          "+14232058798",
		"+1 (423) 205-8798":    "+14232058798",
		"+1.423.205.8798":      "+14232058798",
		"+442079460000":        "+442079460000",
		"+2908123":             "+2908123",
		"+123456789012345":     "+123456789012345",
		"1 (423) 205-8798":     refused,
		"(423) 205-8798":       refused,
		"423-205-8798":         refused,
		"+44 (0)20 7946 0000":  refused,
		"+44 ( 0) 20 79460000": refused,
		"+0442079460000":       refused,
		"00442079460000":       refused,
		"+1234567890123456":    refused,
		"+123456":              refused,
		"1001":                 refused,
		"++14232058798":        refused,
		"+14232058798 ext. 5":  refused,
		"+14232058798;ext=5":   refused,
		"tel:+14232058798":     refused,
		" +14232058798":        refused,
		"14232058798 ":         refused,
		"+1\u00a04232058798":   refused,
		"+1423205879\u0668":    refused,
		"+1-800-FLOWERS":       refused,
		"+":                    refused,
		"":                     refused,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := zoomapi.NormaliseNumber(text)
			if got != want || (err == nil) == (want == refused) {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
			if err != nil && !errors.Is(err, zoomapi.ErrInvalidNumber) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestNumbersInEveryForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[1-9][0-9]{6,14}`).Draw(t, "digits")
		written := "+" + digits[:1]
		for _, d := range digits[1:] {
			written += rapid.SampledFrom([]string{"", " ", "-", ".", ") "}).Draw(t, "separator") + string(d)
		}
		for _, form := range []string{"+" + digits, digits, written} {
			if got, err := zoomapi.NormaliseNumber(form); err != nil || got != "+"+digits {
				t.Fatalf("%q became %q, %v", form, got, err)
			}
			if !zoomapi.SameNumber(form, digits) {
				t.Fatalf("%q is not %s", form, digits)
			}
		}
		other := rapid.StringMatching(`[1-9][0-9]{6,14}`).Draw(t, "other")
		if zoomapi.SameNumber(written, other) != (digits == other) {
			t.Fatalf("%q and %q", written, other)
		}
	})
}

func TestSameNumberOfOtherTexts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		a, b string
		want bool
	}{
		"short numbers":   {"1001", "1001", true},
		"with a plus":     {"1001", "+1001", false},
		"empty":           {"", "", true},
		"national digits": {"(423) 205-8798", "4232058798", false},
		"country code":    {"4232058798", "14232058798", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if zoomapi.SameNumber(tc.a, tc.b) != tc.want || zoomapi.SameNumber(tc.b, tc.a) != tc.want {
				t.Errorf("%q and %q: want %v", tc.a, tc.b, tc.want)
			}
		})
	}
}

func FuzzNormaliseNumber(f *testing.F) {
	for _, seed := range []string{"+1 (423) 205-8798", "14232058798", "+44 (0)20 7946 0000", "", "+", "1001", "+١٢٣٤٥٦٧", "\xff+1"} {
		f.Add(seed)
	}
	canonical := regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := zoomapi.NormaliseNumber(text)
		if !zoomapi.SameNumber(text, text) || zoomapi.SameNumber(text, got) != (err == nil || text == got) {
			t.Fatalf("%q is not the same as itself, or %q", text, got)
		}
		if err != nil {
			if got != "" || !errors.Is(err, zoomapi.ErrInvalidNumber) {
				t.Fatalf("%q became %q, %v", text, got, err)
			}
			return
		}
		if !canonical.MatchString(got) {
			t.Fatalf("%q became %q", text, got)
		}
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, text)
		if again, err := zoomapi.NormaliseNumber(got); err != nil || again != got || got != "+"+digits {
			t.Fatalf("%q became %q, and that %q, %v", text, got, again, err)
		}
	})
}
