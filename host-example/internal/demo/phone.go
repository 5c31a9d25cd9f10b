package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

const (
	siteClass   = "ZoomPhoneSite"
	numberClass = "ZoomPhoneNumber"
	planClass   = "ZoomCallingPlan"

	// Sites that the simulator makes.
	firstSite = "Denver Office"
	laterSite = "New York Office"
	// Calling plans that the simulator makes: US/CA Unlimited and Metered.
	firstCode, firstPlan = 200, "200"
	laterCode, laterPlan = 100, "100"

	guestEmail = "grace.hopper@example.com"
	// profileDelay is how late the simulator makes phone users.
	profileDelay = 700 * time.Millisecond
	// Calls that several steps make.
	readPhone    = "GET /phone/users/{userId}"
	assignNumber = "POST /phone/users/{userId}/phone_numbers"
)

// phones is the life of a user's Zoom Phone.
func (s *story) phones() []step {
	wanted := "zoom_phone_feature=true site_name='" + firstSite + "' zoom_phone_calling_plans=" + firstPlan + " zoom_phone_numbers=NUMBER"
	return []step{
		{
			"what there is to give: sites, calling plans with free seats, free numbers",
			[]string{
				"igahost search ZoomPhoneSite",
				"igahost search ZoomCallingPlan --filter 'available gt 0'",
				"igahost search ZoomPhoneNumber --filter 'assigned eq false'",
			},
			s.choices,
		},
		{
			"one call: Zoom Phone with a site by its name, a plan and a number",
			[]string{"igahost update ZoomUser UID " + wanted},
			s.givePhone,
		},
		{
			"another plan: one request swaps the two, and leaves no gap",
			[]string{"igahost update ZoomUser UID zoom_phone_calling_plans=" + laterPlan},
			s.swapPlans,
		},
		{
			"another number: the new one is there before the old one goes",
			[]string{"igahost update ZoomUser UID zoom_phone_numbers+=OTHER zoom_phone_numbers-=NUMBER"},
			s.exchangeNumbers,
		},
		{"another site", []string{"igahost update ZoomUser UID site_name='" + laterSite + "'"}, s.moveSite},
		{
			"what does not exist, or is taken: all of it is named, and nothing changed",
			[]string{"igahost update ZoomUser UID site_name=Atlantis zoom_phone_calling_plans+=999 zoom_phone_numbers+=TAKEN"},
			s.refusePhone,
		},
		{
			"what an invited user does not get before the invitation is accepted",
			[]string{"igahost create ZoomUser email=" + guestEmail + " type=1 " + wanted},
			s.invitePhone,
		},
		{"Zoom Phone off: what Zoom takes with it is named", []string{"igahost update ZoomUser UID zoom_phone_feature=false"}, s.takePhone},
	}
}

// choices shows what the attributes of a user can be, as the simulator has it.
func (s *story) choices(ctx context.Context) ([]string, error) {
	left, err := s.stock(ctx)
	if err != nil {
		return nil, err
	}
	sites, err := s.every(ctx, siteClass, nil)
	if err != nil {
		return nil, err
	}
	plans, err := s.every(ctx, planClass, filter.Gt("available", shared.IntValue(0)))
	if err != nil {
		return nil, err
	}
	numbers, err := s.every(ctx, numberClass, filter.Eq("assigned", shared.BoolValue(false)))
	if err != nil {
		return nil, err
	}
	lines := say("%d sites: %s", len(sites), names(called(sites)))
	for _, plan := range plans {
		seats, _ := plan.Get("available")
		if free := left.seats[plan.UID()]; seats.String() != strconv.Itoa(free) {
			return lines, unexpected("the number of free seats of "+plan.Name(), free, seats)
		}
	}
	lines = append(lines, fmt.Sprintf("%d calling plans: %s has %d free seats, %s has %d",
		len(plans), firstPlan, left.seats[firstPlan], laterPlan, left.seats[laterPlan]))
	if got := called(numbers); len(got) < 2 || !slices.Equal(got, left.numbers) {
		return lines, unexpected("the list of free numbers", left.numbers, got)
	}
	s.number, s.otherNumber = left.numbers[0], left.numbers[1]
	return append(lines, fmt.Sprintf("%d free numbers: %s", len(numbers), first(left.numbers))), nil
}

// every finds the objects of a class that match a filter, which may be nil.
func (s *story) every(ctx context.Context, class string, condition shared.Filter) ([]*shared.Object, error) {
	found, _, err := s.run(ctx, &shared.Query{Class: class, Filter: condition})
	return found, err
}

// called are the names of objects.
func called(objects []*shared.Object) []string {
	var list []string
	for _, obj := range objects {
		list = append(list, obj.Name())
	}
	return list
}
