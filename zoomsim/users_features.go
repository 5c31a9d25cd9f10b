package zoomsim

import (
	"net/http"
	"slices"
	"strconv"
)

// maxFeatureUsers is how many users one call may change.
const maxFeatureUsers = 30

// The reasons of POST /users/features that the simulator can have.
const (
	reasonNotFound   = "Users not found"
	reasonUnpaid     = "Unpaid user"
	reasonNoSeats    = "Not enough seats"
	reasonZoomOne    = "Can't update for Zoom One users"
	reasonZoomUnited = "Can't update for Zoom United users"
	reasonNoBasic    = "Not allowed to add basic users"
	reasonNotSSO     = "Can't update for non-SSO users"
	reasonNoNeed     = "No need to update"
)

type featuresBody struct {
	Type         *string      `json:"feature_type"`
	Value        *string      `json:"feature_value"`
	Subscription *string      `json:"subscription_id"`
	Users        *[]memberRef `json:"users"`
}

// featuresAnswer is the answer of POST /users/features.
type featuresAnswer struct {
	Success []string       `json:"success_user_ids"`
	Fail    []featuresFail `json:"fail_details"`
}

type featuresFail struct {
	UserIDs []string `json:"user_ids"`
	Reason  string   `json:"reason"`
}

func (a *featuresAnswer) fail(id, reason string) {
	for i := range a.Fail {
		if a.Fail[i].Reason == reason {
			a.Fail[i].UserIDs = append(a.Fail[i].UserIDs, id)
			return
		}
	}
	a.Fail = append(a.Fail, featuresFail{[]string{id}, reason})
}

// bulkFeatures answers POST /users/features: one feature for up to 30 users,
// one call in ten seconds. Zoom Phone is no feature here.
func (s *Sim) bulkFeatures(c *call) (reply, *refusal) {
	var body featuresBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	set, refused := body.check()
	if refused != nil {
		return reply{}, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused := s.featuresTurn(c); refused != nil {
		return reply{}, refused
	}
	answer := featuresAnswer{Success: []string{}, Fail: []featuresFail{}}
	for _, ref := range *body.Users {
		u := s.tenant.member(ref)
		if u == nil || u.status != active {
			name := ref.ID
			if name == "" {
				name = ref.Email
			}
			answer.fail(name, reasonNotFound)
			continue
		}
		old, oldSettings := s.facts(u), u.settings()
		if reason := set(s, u); reason != "" {
			answer.fail(u.id.String(), reason)
			continue
		}
		answer.Success = append(answer.Success, u.id.String())
		s.logOperation(logUser, "update", u.email)
		s.userChanged(u, old)
		s.settingsEvent(u, oldSettings, u.settings())
	}
	return reply{http.StatusCreated, answer}, nil
}

// featuresTurn enforces the interval between two bulk calls.
func (s *Sim) featuresTurn(c *call) *refusal {
	interval, now := s.opts.FeaturesInterval, s.now()
	if interval < 0 {
		return nil
	}
	if interval == 0 {
		interval = featuresInterval
	}
	if !s.caps.features.IsZero() && now.Before(s.caps.features.Add(interval)) {
		c.rate = verdict{refused: true, kind: limitQPS, counted: true, limit: 1}
		return refuse(http.StatusTooManyRequests, codeTooMany, messagePerSecond)
	}
	s.caps.features = now
	return nil
}

// featureSetter changes one user, or gives the reason why not.
type featureSetter func(*Sim, *user) string

// check validates a request by itself.
func (b featuresBody) check() (featureSetter, *refusal) {
	var f fieldCheck
	for field, value := range map[string]*string{"feature_type": b.Type, "feature_value": b.Value} {
		if valueOf(value) == "" {
			f.missing(field)
		}
	}
	switch {
	case b.Users == nil || len(*b.Users) == 0:
		f.missing("users")
	case len(*b.Users) > maxFeatureUsers:
		f.invalid("users")
	}
	slices.SortFunc(f.faults, func(a, b fieldError) int { return len(a.Field) - len(b.Field) })
	if refused := invalidFields(f.faults); refused != nil {
		return nil, refused
	}
	if b.Subscription != nil {
		return nil, badRequest(codeValidation, `The subscription "`+*b.Subscription+`" you entered does not exist. Please choose a different subscription and try again.`)
	}
	return b.setter()
}

func (b featuresBody) setter() (featureSetter, *refusal) {
	value := *b.Value
	switch *b.Type {
	case "user_type":
		return typeSetter(value)
	case "plan_united_type", "zoom_one_type":
		return planSetter(*b.Type, value)
	case "concurrent_meeting":
		if value != concurrentNone && value != concurrentBasic && value != concurrentPlus {
			return nil, invalidField("feature_value")
		}
		return licenceSetter(func(f *features) { f.ConcurrentMeeting = value }), nil
	case "large_meeting", "webinar", "zoom_events":
		return capacitySetter(*b.Type, value)
	case "zoom_whiteboard", "zoom_clips_plus", "zoom_revenue_accelerator", "zoom_iq_for_sales":
		return switchSetter(*b.Type, value)
	default:
		return nil, invalidField("feature_type")
	}
}

func typeSetter(value string) (featureSetter, *refusal) {
	number, err := strconv.Atoi(value)
	if number == typeOnPrem {
		return nil, badRequest(codeValidation, messageOnPrem)
	}
	if err != nil || number != typeBasic && number != typeLicensed && number != typeNone {
		return nil, invalidField("feature_value")
	}
	kind := kindOf(number)
	return func(s *Sim, u *user) string {
		switch rare := u.rare(); {
		case rare.zoomOneType != 0:
			return reasonZoomOne
		case rare.planUnitedType != "":
			return reasonZoomUnited
		case kind == typeNone && u.logins&loginSSO == 0:
			return reasonNotSSO
		case u.kind == kind:
			return reasonNoNeed
		case s.seatForChange(u, kind) != nil && kind == typeBasic:
			return reasonNoBasic
		case s.seatForChange(u, kind) != nil:
			return reasonNoSeats
		}
		s.tenant.setKind(u, kind)
		return ""
	}, nil
}

// planSetter gives or, with 0, takes a plan.
func planSetter(field, value string) (featureSetter, *refusal) {
	code, err := strconv.ParseInt(value, 10, 64)
	united := field == "plan_united_type"
	good := err == nil && (code == 0 || !united && isZoomOne(code) || united && isPlanUnited(value))
	if !good {
		return nil, invalidField("feature_value")
	}
	if united && code == 0 {
		value = ""
	}
	return func(s *Sim, u *user) string {
		rare := u.rare()
		switch {
		case united && rare.zoomOneType != 0:
			return reasonZoomOne
		case !united && rare.planUnitedType != "":
			return reasonZoomUnited
		case united && rare.planUnitedType == value, !united && rare.zoomOneType == code:
			return reasonNoNeed
		case code != 0 && s.seatForPlan(u) != nil:
			return reasonNoSeats
		}
		s.tenant.editPlan(u, func(p *profile) {
			if united {
				p.planUnitedType = value
			} else {
				p.zoomOneType = code
			}
		})
		return ""
	}, nil
}
