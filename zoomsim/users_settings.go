package zoomsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// settingsSections are the sections of the answer and the body besides
// feature, for each value of the parameter option.
func settingsSections(option string) []string {
	switch option {
	case "meeting_authentication", "recording_authentication":
		return []string{"authentication_options"}
	case "meeting_security":
		return []string{"meeting_security"}
	default:
		return []string{
			"audio_conferencing", "email_notification", "in_meeting", "profile", "recording",
			"schedule_meeting", "telephony", "tsp", "whiteboard",
		}
	}
}

// settingsWithFeature tells whether an option's answer has the feature section.
func settingsWithFeature(option string) bool { return len(settingsSections(option)) > 1 }

// getUserSettings answers GET /users/{userId}/settings.
func (s *Sim) getUserSettings(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, refused := s.wanted(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	if u.status == pending {
		return reply{}, refusePending("access settings")
	}
	return reply{http.StatusOK, u.shownSettings(c.r.URL.Query())}, nil
}

// shownSettings selects what a request asks for; custom_query_fields names the
// fields, within the sections, to show.
func (u *user) shownSettings(q url.Values) map[string]any {
	option, shown := q.Get("option"), map[string]any{}
	all := u.settings()
	sections := settingsSections(option)
	if settingsWithFeature(option) {
		sections = append(sections, "feature")
	}
	wanted := strings.FieldsFunc(q.Get("custom_query_fields"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, section := range sections {
		values, _ := all[section].(map[string]any)
		if len(wanted) > 0 {
			for key := range values {
				if !slices.Contains(wanted, key) {
					delete(values, key)
				}
			}
		}
		switch {
		case len(values) > 0:
			shown[section] = values
		case option != "" && !settingsWithFeature(option):
			shown[section] = map[string]any{}
		}
	}
	return shown
}
