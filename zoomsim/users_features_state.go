package zoomsim

import (
	"encoding/json"
	"maps"
)

// features are the licences of a user besides type, plan and Zoom Phone, in
// the form of the settings' object feature.
type features struct {
	ConcurrentMeeting        string `json:"concurrent_meeting"`
	LargeMeeting             bool   `json:"large_meeting"`
	LargeMeetingCapacity     int    `json:"large_meeting_capacity,omitempty"`
	MeetingCapacity          int    `json:"meeting_capacity"`
	Webinar                  bool   `json:"webinar"`
	WebinarCapacity          int    `json:"webinar_capacity,omitempty"`
	ZoomEvents               bool   `json:"zoom_events"`
	ZoomEventsCapacity       int    `json:"zoom_events_capacity,omitempty"`
	ZoomRevenueAccelerator   bool   `json:"zoom_revenue_accelerator"`
	ZoomIQForSales           bool   `json:"zoom_iq_for_sales"` // the old name of the one before
	ZoomWhiteboard           bool   `json:"zoom_whiteboard"`
	ZoomWhiteboardPlus       bool   `json:"zoom_whiteboard_plus"`
	ZoomTranslatedCaptions   bool   `json:"zoom_translated_captions"`
	ZoomQualityManagement    bool   `json:"zoom_quality_management"`
	ZoomWorkforceManagement  bool   `json:"zoom_workforce_management"`
	ZoomComplianceManagement bool   `json:"zoom_compliance_management"`
	ZoomScheduler            bool   `json:"zoom_scheduler"`
	ZoomClipsPlus            bool   `json:"zoom_clips_plus"`
	ZoomMailCalendar         bool   `json:"zoom_mail_calendar"`
	ZoomDocs                 bool   `json:"zoom_docs"`
	ZoomCustomerManagedKey   bool   `json:"zoom_customer_managed_key"`
}

const (
	concurrentNone         = "None"
	concurrentBasic        = "Basic"
	concurrentPlus         = "Plus"
	defaultMeetingCapacity = 100
)

// features gives a copy of what the user has.
func (u *user) features() features {
	if have := u.rare().features; have != nil {
		return *have
	}
	return features{ConcurrentMeeting: concurrentNone, MeetingCapacity: defaultMeetingCapacity}
}

// setFeatures replaces what the user has.
func (u *user) setFeatures(f features) { u.edit().features = &f }

// dropLicensedFeatures takes the features that Licensed users alone can have.
func (u *user) dropLicensedFeatures() {
	if u.rare().features == nil {
		return
	}
	f := u.features()
	f.ConcurrentMeeting = concurrentNone
	f.LargeMeeting, f.LargeMeetingCapacity = false, 0
	f.Webinar, f.WebinarCapacity = false, 0
	f.ZoomEvents, f.ZoomEventsCapacity = false, 0
	u.setFeatures(f)
}

// settingsFeature is the object feature as GET /users/{userId}/settings shows
// it; it is the documented place to read whether a user has Zoom Phone.
type settingsFeature struct {
	features
	ZoomPhone bool `json:"zoom_phone"`
}

// settings are the sections of a user's settings: the feature section, and of
// the others what has been set. The values of the account's defaults, which
// Zoom shows as well, are not simulated.
func (u *user) settings() map[string]any {
	all := map[string]any{"feature": asObject(settingsFeature{u.features(), u.phoneFeature})}
	for section, values := range u.rare().settings {
		all[section] = maps.Clone(values)
	}
	return all
}

// asObject gives a struct as the object it shows as. Structs of plain values
// always encode.
func asObject(value any) map[string]any {
	object := map[string]any{}
	if text, err := json.Marshal(value); err == nil {
		// The text is an object, as it comes from a struct.
		_ = json.Unmarshal(text, &object)
	}
	return object
}
