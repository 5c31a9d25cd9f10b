package zoomsim

import (
	"encoding/json"
	"maps"
	"slices"
)

// updateSettings answers PATCH /users/{userId}/settings. The simulator applies
// the feature section with its rules, and keeps the values of the other
// documented sections without a look at them.
func (s *Sim) updateSettings(c *call) (reply, *refusal) {
	var body map[string]json.RawMessage
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	option := c.r.URL.Query().Get("option")
	sections, refused := readSections(body, settingsSections(option))
	if refused != nil {
		return reply{}, refused
	}
	var change featureChange
	if text, ok := body["feature"]; ok && settingsWithFeature(option) {
		if refused := change.read(text); refused != nil {
			return reply{}, refused
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	switch u.status {
	case pending:
		return reply{}, refusePending("access settings")
	case inactive:
		return reply{}, refuseInactive("update")
	default:
	}
	now, refused := change.apply(u)
	if refused != nil {
		return reply{}, refused
	}
	if change.ZoomPhone != nil && *change.ZoomPhone {
		if refused := s.tenant.allowPhone(u); refused != nil {
			return reply{}, refused
		}
	}
	old := u.settings()
	if now != u.features() {
		u.setFeatures(now)
	}
	if change.ZoomPhone != nil {
		s.tenant.switchPhone(u, *change.ZoomPhone, s.now())
	}
	u.mergeSettings(sections)
	s.settingsChanged(u, old, u.settings())
	return noContent()
}

// readSections reads the documented sections of a body; others are ignored.
func readSections(body map[string]json.RawMessage, known []string) (map[string]map[string]any, *refusal) {
	sections := map[string]map[string]any{}
	for _, section := range known {
		text, ok := body[section]
		if !ok {
			continue
		}
		var values map[string]any
		if err := json.Unmarshal(text, &values); err != nil {
			return nil, invalidField(section)
		}
		sections[section] = values
	}
	return sections, nil
}

func (u *user) mergeSettings(sections map[string]map[string]any) {
	for section, values := range sections {
		p := u.edit()
		if p.settings == nil {
			p.settings = map[string]map[string]any{}
		}
		if p.settings[section] == nil {
			p.settings[section] = map[string]any{}
		}
		maps.Copy(p.settings[section], values)
	}
}

// Zoom's error codes about features.
const (
	codeNeedsLicence      = 1108
	codeWebinarLicence    = 1122
	codeWebinarWithEvents = 1204
	codeEventsWithWebinar = 1205
	codeEventsLicence     = 1206
	codeConcurrentLicence = 1207
	codeTwoWhiteboards    = 1242
)

// featureChange is the section feature of a request: the fields that are
// there change, the others stay.
type featureChange struct {
	ZoomPhone *bool `json:"zoom_phone"`
	text      json.RawMessage
}

// read checks a section by itself.
func (f *featureChange) read(text json.RawMessage) *refusal {
	if err := json.Unmarshal(text, f); err != nil {
		return invalidField("feature")
	}
	f.text = text
	have := features{ConcurrentMeeting: concurrentNone}
	if err := json.Unmarshal(text, &have); err != nil {
		return invalidField("feature")
	}
	oneOf := func(value int, allowed ...int) bool { return value == 0 || slices.Contains(allowed, value) }
	switch {
	case !slices.Contains([]string{concurrentNone, concurrentBasic, concurrentPlus}, have.ConcurrentMeeting):
		return invalidField("feature.concurrent_meeting")
	case !oneOf(have.LargeMeetingCapacity, 500, 1000, 3000, 5000):
		return invalidField("feature.large_meeting_capacity")
	case !oneOf(have.WebinarCapacity, 100, 500, 501, 1000, 1001, 3000, 5000, 10000):
		return invalidField("feature.webinar_capacity")
	case !oneOf(have.ZoomEventsCapacity, 500, 1000, 3000, 5000, 10000, 20000, 30000, 50000):
		return invalidField("feature.zoom_events_capacity")
	case have.MeetingCapacity < 0:
		return invalidField("feature.meeting_capacity")
	case have.ZoomCustomerManagedKey:
		return badRequest(codeValidation, "You cannot assign a Zoom Customer Managed Key license for a single user.")
	case have.ZoomWhiteboard && have.ZoomWhiteboardPlus:
		return badRequest(codeTwoWhiteboards, `You cannot set "Zoom Whiteboard" and "Zoom Whiteboard Plus" at the same time.`)
	}
	return nil
}

// apply gives the features that the user would have, or why he may not.
func (f *featureChange) apply(u *user) (features, *refusal) {
	old := u.features()
	now := old
	if f.text != nil {
		if err := json.Unmarshal(f.text, &now); err != nil {
			return old, invalidField("feature")
		}
	}
	now.tidy(old)
	return now, now.allow(old, u.kind == typeLicensed)
}

// tidy keeps fields together that belong together.
func (f *features) tidy(old features) {
	if f.ZoomIQForSales != old.ZoomIQForSales && f.ZoomRevenueAccelerator == old.ZoomRevenueAccelerator {
		f.ZoomRevenueAccelerator = f.ZoomIQForSales
	}
	f.ZoomIQForSales = f.ZoomRevenueAccelerator
	// One whiteboard licence replaces the other.
	switch {
	case f.ZoomWhiteboardPlus && !old.ZoomWhiteboardPlus:
		f.ZoomWhiteboard = false
	case f.ZoomWhiteboard && !old.ZoomWhiteboard:
		f.ZoomWhiteboardPlus = false
	}
	for _, pair := range []struct {
		on       bool
		capacity *int
		fallback int
	}{
		{f.LargeMeeting, &f.LargeMeetingCapacity, 500},
		{f.Webinar, &f.WebinarCapacity, 500},
		{f.ZoomEvents, &f.ZoomEventsCapacity, 500},
	} {
		switch {
		case !pair.on:
			*pair.capacity = 0
		case *pair.capacity == 0:
			*pair.capacity = pair.fallback
		}
	}
}

// allow checks the rules for features that are switched on.
func (f *features) allow(old features, licensed bool) *refusal {
	largeOn, webinarOn, eventsOn := f.LargeMeeting && !old.LargeMeeting, f.Webinar && !old.Webinar, f.ZoomEvents && !old.ZoomEvents
	concurrentOn := f.ConcurrentMeeting != concurrentNone && f.ConcurrentMeeting != old.ConcurrentMeeting
	switch {
	case webinarOn && f.ZoomEvents:
		return badRequest(codeWebinarWithEvents, "You can't enable the Webinar feature because you already have the Zoom Events feature.")
	case eventsOn && f.Webinar:
		return badRequest(codeEventsWithWebinar, "You can't enable the Zoom Events feature because you already have the Webinar feature.")
	case licensed:
		return nil
	case largeOn:
		return badRequest(codeNeedsLicence, "Only Licensed or On-prem users can enable the large meeting feature.")
	case webinarOn:
		return badRequest(codeWebinarLicence, "Webinar feature can only be enabled for Licensed or On-prem users.")
	case eventsOn:
		return badRequest(codeEventsLicence, "You can only enable the Zoom Events feature for Licensed or On-prem users.")
	case concurrentOn:
		return badRequest(codeConcurrentLicence, `You can only enable the "Concurrent Meeting" feature for Licensed users or On-prem users.`)
	}
	return nil
}
