package memimpl

import (
	"context"
	"fmt"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// generate fills the store. The same numbers give the same objects.
func (s *store) generate(ctx context.Context, users, groups int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range groups {
		uid := s.tables[classGroup].newUID(classGroup)
		s.put(shared.NewObject(classGroup, uid, fmt.Sprintf("group %d", i+1)).
			SetString("id", uid).
			SetString("name", fmt.Sprintf("group %d", i+1)).
			SetString("description", "A generated group.").Build(), shared.Secret{})
	}
	for i := range users {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.put(s.generateUser(i, groups), shared.Secret{})
	}
	return nil
}

// generateUser makes user number i with all 25 readable attributes.
func (s *store) generateUser(i, groups int) *shared.Object {
	given := []string{"Ada", "Barbara", "Edsger", "Grace", "Katherine", "Ken", "Radia", "Tony"}
	family := []string{"Lovelace", "Liskov", "Dijkstra", "Hopper", "Johnson", "Thompson", "Perlman", "Hoare"}
	departments := []string{"Engineering", "Finance", "Legal", "Operations", "Sales"}
	start := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)

	uid := s.tables[classUser].newUID(classUser)
	g, f := given[i%len(given)], family[i/len(given)%len(family)]
	name := fmt.Sprintf("%s.%s.%d", g, f, i+1)
	address := shared.NewObject("Address", uid, "office").
		SetString("street", fmt.Sprintf("%d Main Street", i%500+1)).
		SetString("country", "NL").Build()
	b := shared.NewObject(classUser, uid, name).Grow(25).
		SetString("id", uid).
		SetString("user_name", name).
		SetString("display_name", g+" "+f).
		SetString("given_name", g).
		SetString("family_name", f).
		SetString("email", name+"@example.com").
		SetString("phone_number", fmt.Sprintf("+3120%07d", i%10_000_000)).
		SetString("department", departments[i%len(departments)]).
		SetString("job_title", "Specialist").
		SetString("company", "Example Corporation").
		SetString("location", "Amsterdam").
		SetString("cost_center", fmt.Sprintf("CC-%04d", i%40)).
		SetString("language", "en-GB").
		SetString("timezone", "Europe/Amsterdam").
		Set("employee_number", shared.IntValue(int64(100_000+i))).
		Set("seat", shared.IntValue(int64(i%1000))).
		Set("rating", shared.FloatValue(float64(i%50)/10)).
		Set("active", shared.BoolValue(i%10 != 0)).
		Set("created_at", shared.TimeValue(start.Add(time.Duration(i)*time.Minute))).
		Set("last_login_at", shared.TimeValue(start.Add(time.Duration(i)*time.Hour))).
		Set("photo", shared.BytesValue([]byte{0x89, 'P', 'N', 'G', byte(i), byte(i >> 8)})). //nolint:gosec // only the low bytes are wanted
		Set("address", shared.ObjectValue(address)).
		Set("tags", shared.StringValue("generated"), shared.StringValue(fmt.Sprintf("batch-%d", i/1000)))
	if i > 0 {
		b.Set("manager", shared.ReferenceValue(shared.Reference{Class: classUser, UID: "user-1", Name: "Ada.Lovelace.1"}))
	} else {
		b.Set("manager")
	}
	if groups > 0 {
		n := i%groups + 1
		b.Set("groups", shared.ReferenceValue(shared.Reference{
			Class: classGroup, UID: fmt.Sprintf("group-%d", n), Name: fmt.Sprintf("group %d", n),
		}))
	} else {
		b.Set("groups")
	}
	return b.Build()
}
