package zoomsim_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestSites(t *testing.T) {
	t.Parallel()
	for wanted, count := range map[int]int{0: 3, 1: 1, 9: 9, 10: 10, 75: 75, 900: 900} {
		t.Run(fmt.Sprint(wanted), func(t *testing.T) {
			t.Parallel()
			c := phoneClient(t, func(o *zoomsim.Options) { o.Sites = wanted })
			first := c.get("/phone/sites")
			if first["page_size"] != 30.0 || first["total_records"] != float64(count) || len(first["sites"].([]any)) != min(count, 30) {
				t.Errorf("first page: size %v, total %v, %d rows", first["page_size"], first["total_records"], len(first["sites"].([]any)))
			}
			sites := c.list("/phone/sites?page_size=7", "sites")
			if len(sites) != count {
				t.Fatalf("%d sites, want %d", len(sites), count)
			}
			seen := map[any]bool{}
			for i, site := range sites {
				for _, value := range []any{site["id"], site["name"], site["site_code"]} {
					if seen[value] {
						t.Errorf("%v is there twice", value)
					}
					seen[value] = true
				}
				if len(fmt.Sprint(site["site_code"])) != len(fmt.Sprint(sites[0]["site_code"])) {
					t.Errorf("codes %v and %v differ in length", site["site_code"], sites[0]["site_code"])
				}
				if main := site["level"] == "main"; main != (i == 0) {
					t.Errorf("level of site %d is %v", i, site["level"])
				}
			}
		})
	}
}

func TestSiteGet(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, nil)
	for _, row := range c.list("/phone/sites", "sites") {
		detail := c.get(path("phone", "sites", id(row)))
		for key, want := range row {
			if key != "level" {
				if diff := cmp.Diff(want, detail[key]); diff != "" {
					t.Errorf("%s (-list +get):\n%s", key, diff)
				}
			}
		}
		if length := c.shortLength(id(row)); length != 5 {
			t.Errorf("short extensions have %d digits, want 5", length)
		}
		if detail["default_emergency_address"].(object)["city"] == "" {
			t.Error("the address has no city")
		}
	}
	for _, missing := range []string{"nowhere", "AAAAAAAAAAAAAAAAAAAAAA"} {
		c.do(http.MethodGet, path("phone", "sites", missing), "").refusal(t, http.StatusBadRequest, 400, "The site does not exist.")
	}
}

func TestSiteNames(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Sites = 20 })
	for query, want := range map[string]int{"Main Site": 1, "main": 1, "OFFICE": 19, "denver": 3, "nowhere": 0} {
		rows := c.list("/phone/sites?page_size=2&site_name="+strings.ReplaceAll(query, " ", "%20"), "sites")
		if len(rows) != want {
			t.Errorf("%q: %d sites, want %d", query, len(rows), want)
		}
	}
}

// TestExtensionsStartWithTheSiteCode holds for generated and new users.
func TestExtensionsStartWithTheSiteCode(t *testing.T) {
	t.Parallel()
	c := phoneClient(t, func(o *zoomsim.Options) { o.Sites, o.ProfileDelay = 12, -1 })
	c.newPhoneUser("new@example.com")
	details := map[string]object{}
	for _, site := range c.list("/phone/sites", "sites") {
		details[id(site)] = c.get(path("phone", "sites", id(site)))
	}
	for _, row := range c.phoneUsers("") {
		site := details[row["site"].(object)["id"].(string)]
		code := fmt.Sprint(site["site_code"])
		length := int(site["short_extension"].(object)["length"].(float64))
		if e := extension(row); !strings.HasPrefix(e, code) || len(e) != len(code)+length {
			t.Errorf("extension %s at site code %s", e, code)
		}
	}
}

func TestPhoneOptionFaults(t *testing.T) {
	t.Parallel()
	_, err := zoomsim.New(zoomsim.Options{PhoneShare: math.NaN(), Sites: 901, PhoneSeats: -1, CallingPlanSeats: -1})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, name := range []string{"PhoneShare", "Sites", "PhoneSeats", "CallingPlanSeats"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

// TestSamePhone: phone data follow from the seed alone.
func TestSamePhone(t *testing.T) {
	t.Parallel()
	all := func(seed uint64) object {
		c := phoneClient(t, func(o *zoomsim.Options) { o.Seed, o.ProfileDelay = seed, -1 })
		c.newPhoneUser("same@example.com")
		return object{
			"users": c.phoneUsers(""), "sites": c.list("/phone/sites", "sites"),
			"numbers": c.list("/number_management/numbers?page_size=200", "numbers"),
		}
	}
	one := all(7)
	if diff := cmp.Diff(one, all(7)); diff != "" {
		t.Errorf("two tenants of one seed (-first +second):\n%s", diff)
	}
	if cmp.Equal(one, all(8)) {
		t.Error("tenants of two seeds are equal")
	}
}
