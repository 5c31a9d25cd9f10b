package zoomsim

import (
	"net/http"
	"slices"
)

// maxUserNumbers is how many numbers one user may have and one call may give.
const maxUserNumbers = 10

type assignNumbersBody struct {
	PhoneNumbers *[]numberRefBody `json:"phone_numbers"`
}

type numberRefBody struct {
	ID     *string `json:"id"`
	Number *string `json:"number"`
}

// numberRef is a number in the profile of its user.
type numberRef struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

type assignedNumbers struct {
	PhoneNumbers []numberRef `json:"phone_numbers"`
}

// assignNumbers answers POST /phone/users/{userId}/phone_numbers: all numbers
// or none. The specification says 200, the real answer is 201. A number that
// the user already has is no fault.
func (s *Sim) assignNumbers(c *call) (reply, *refusal) {
	var body assignNumbersBody
	if refused := readBody(c.r, &body); refused != nil {
		return reply{}, refused
	}
	if body.PhoneNumbers == nil || len(*body.PhoneNumbers) == 0 {
		return reply{}, invalidFields([]fieldError{{"phone_numbers", messageMissingField}})
	}
	if len(*body.PhoneNumbers) > maxUserNumbers {
		return reply{}, tooManyItems("phone_numbers", maxUserNumbers)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	var numbers []*accountNumber
	answer := assignedNumbers{PhoneNumbers: make([]numberRef, 0, len(*body.PhoneNumbers))}
	for _, ref := range *body.PhoneNumbers {
		n, refused := s.tenant.phone.assignable(ref, u)
		if refused != nil {
			return reply{}, refused
		}
		if n.user == nil && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
		answer.PhoneNumbers = append(answer.PhoneNumbers, numberRef{n.id.String(), n.text()})
	}
	if refused := s.allowNumbers(u.phone.plans, len(u.phone.numbers)+len(numbers)); refused != nil {
		return reply{}, refused
	}
	u.giveNumbers(numbers)
	for _, n := range numbers {
		s.logPhone(phoneLogNumber, "assign", n.text()+" to", u)
	}
	return reply{http.StatusCreated, answer}, nil
}

// allowNumbers checks how many numbers a user would have. That a number needs
// a plan is documented for rooms alone, so it is an option.
func (s *Sim) allowNumbers(plans []*callingPlan, count int) *refusal {
	if count > maxUserNumbers {
		return tooManyItems("phone_numbers", maxUserNumbers)
	}
	if s.opts.NumbersNeedPlan && count > 0 && len(plans) == 0 {
		return badRequest(codePhoneConflict, "This function requires a Zoom Phone Metered, Unlimited, or Pro plan.")
	}
	return nil
}

func (u *user) giveNumbers(numbers []*accountNumber) {
	for _, n := range numbers {
		n.user = u
	}
	u.phone.numbers = append(u.phone.numbers, numbers...)
}

// assignable finds a number that u has or may get. The texts are those for
// rooms: for users Zoom documents none.
func (p *phoneSystem) assignable(ref numberRefBody, u *user) (*accountNumber, *refusal) {
	text := valueOf(ref.ID)
	if text == "" {
		text = valueOf(ref.Number)
	}
	if text == "" {
		return nil, invalidField("phone_numbers")
	}
	n := p.number(text)
	switch {
	case n == nil:
		return nil, badRequest(codePhoneMissing, "Phone number does not exist.")
	case n.receptionist != nil, n.pending, n.user != nil && n.user != u:
		return nil, badRequest(codePhoneConflict, "Phone number already in use.")
	}
	return n, nil
}

// unassignNumber answers
// DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId}.
func (s *Sim) unassignNumber(c *call) (reply, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, refused := s.phoneUser(c.params[0])
	if refused != nil {
		return reply{}, refused
	}
	n := s.tenant.phone.number(c.params[1])
	if n == nil || n.user != u {
		return reply{}, refuse(http.StatusNotFound, codePhoneInvalid, `Invalid query parameter "phone_number".`)
	}
	n.site, n.user = u.phone.site, nil
	u.phone.numbers = slices.DeleteFunc(u.phone.numbers, func(o *accountNumber) bool { return o == n })
	s.logPhone(phoneLogNumber, "unassign", n.text()+" from", u)
	return noContent()
}
