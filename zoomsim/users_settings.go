package zoomsim

import "net/http"

// userSettings is the part of a user's settings that the simulator knows. It
// is the documented place to read whether a user has Zoom Phone.
type userSettings struct {
	Feature settingsFeature `json:"feature"`
}

type settingsFeature struct {
	ZoomPhone bool `json:"zoom_phone"`
}

// getUserSettings answers GET /users/{userId}/settings.
func (s *Sim) getUserSettings(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u := s.findUser(c.params[0])
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	if u.status == pending {
		return reply{}, refusePending("access settings")
	}
	return reply{http.StatusOK, userSettings{settingsFeature{u.phoneFeature}}}, nil
}
