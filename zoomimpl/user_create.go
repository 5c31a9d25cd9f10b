package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const endpointCreateUser = "POST /users"

// newUser is what a create asks for.
type newUser struct {
	email    string
	action   zoomapi.CreateAction
	password shared.Secret
	// post is what Zoom takes at create, and deltas everything but e-mail address
	// and password as changes to the user who is there then.
	post   zoomapi.UserCreate
	deltas []shared.AttributeDelta
	// lists are those of Zoom Phone that were read before the user was made, and
	// plansFrom is as in writer.
	lists     *phoneLists
	plansFrom string
}

// createUser makes one user.
func (c *connection) createUser(ctx context.Context, req *shared.CreateRequest) (*shared.WriteResult, error) {
	n, err := c.newUser(req)
	if err != nil {
		return nil, err
	}
	if n.deltas, err = c.resolveGroups(ctx, "", n.deltas); err != nil {
		return nil, catalogue(err, classUser, "")
	}
	unlock, err := c.lock(ctx, classUser, strings.ToLower(n.email))
	if err != nil {
		return nil, catalogue(err, classUser, "")
	}
	defer unlock()
	existing, err := c.findUser(ctx, n.email)
	if err != nil && !hasCode(err, zoomapi.CodeInvitationExpired) {
		return nil, catalogue(err, classUser, "")
	}
	if existing != nil {
		return c.adoptUser(ctx, existing, n)
	}
	if err := c.checkNewPhone(ctx, n); err != nil {
		return nil, catalogue(err, classUser, "")
	}
	return c.inviteUser(ctx, n)
}

// newUser reads a request.
func (c *connection) newUser(req *shared.CreateRequest) (*newUser, error) {
	n := &newUser{action: c.cfg.createAction, post: zoomapi.UserCreate{Type: zoomapi.UserTypeBasic}}
	if v, ok := req.Options.Get(optionCreateAction); ok {
		s, _ := v.AsString()
		n.action = zoomapi.CreateAction(s)
	}
	var faults []shared.Fault
	for _, a := range req.Attributes {
		values := a.Values
		faults = append(faults, c.model.userFaults(a.Name, values)...)
		switch a.Name {
		case "email":
			n.email, _ = values.AsString()
			n.post.Email = n.email
		case "password":
			n.password, _ = values.AsSecret()
			if n.action != zoomapi.CreateAuto {
				faults = append(faults, shared.Fault{Field: a.Name, Message: "is taken with the create action autoCreate only, not with " + string(n.action)})
			}
		default:
			faults = append(faults, createFaults(n.action, a.Name, values)...)
			c.model.attributes[a.Name].postTo(&n.post, values)
			n.deltas = append(n.deltas, creationDelta(a.Name, values))
		}
	}
	onePlan(&n.post)
	if !n.password.IsEmpty() {
		n.post.Password = zoomapi.NewSecret(n.password.Reveal())
	}
	if both := c.model.withoutPhoneFaults(n.deltas); len(both) > 0 {
		return nil, &shared.Error{Kind: shared.ErrInvalidRequest, Class: classUser, Faults: append(faults, both...)}
	}
	from, err := planSubscription("", req.Options, n.deltas)
	if err != nil {
		return nil, err
	}
	n.plansFrom = from
	return n, invalidValues(classUser, "", faults)
}

// checkNewPhone refuses what Zoom Phone cannot give to the user, before there is
// one. A user who is to be invited first is given nothing.
func (c *connection) checkNewPhone(ctx context.Context, n *newUser) error {
	phone, _ := c.model.splitPhone(n.deltas)
	if len(phone) == 0 || n.action == zoomapi.CreateInvite {
		return nil
	}
	w := newWriter(classUser, "", n.email)
	w.fresh, w.plansFrom = true, n.plansFrom
	_, err := c.planPhone(ctx, w, &zoomapi.User{Email: n.email}, phone, true)
	n.lists = w.lists
	return err
}

// createFaults are what Zoom is known to refuse at create alone.
func createFaults(action zoomapi.CreateAction, name string, values shared.Values) []shared.Fault {
	if t, _ := values.AsInt(); name == "type" && t == zoomapi.UserTypeNone && action != zoomapi.CreateSSO {
		return []shared.Fault{{Field: name, Message: "99 is taken with the create action ssoCreate only, not with " + string(action)}}
	}
	return nil
}

// postTo puts a value into a create where Zoom takes it there.
func (a *userAttribute) postTo(post *zoomapi.UserCreate, values shared.Values) {
	values = a.wanted(shared.AttributeDelta{Name: a.info.Name, Replace: &values}, shared.Values{})
	if a.post != nil && values.Len() > 0 {
		a.post(post, values)
	}
}

// onePlan leaves out of a create the plan that Zoom does not take together with
// the other one; it follows on its own.
func onePlan(post *zoomapi.UserCreate) {
	if post.Feature != nil && post.Feature.ZoomOneType != nil {
		post.PlanUnitedType = ""
	}
}

// posted tells whether all that a change asks for went with the create.
func (c *connection) posted(n *newUser, d shared.AttributeDelta) bool {
	a := c.model.attributes[d.Name]
	return a.post != nil && a.holds(assumed(&zoomapi.User{}, n), d)
}

// unsettled are the changes that are left for a new user. Zoom shows little of a
// pending one, and nothing takes back what it was created with.
func (c *connection) unsettled(u *zoomapi.User, n *newUser) []shared.AttributeDelta {
	if u.Status != zoomapi.StatusPending {
		return n.deltas
	}
	return slices.DeleteFunc(slices.Clone(n.deltas), func(d shared.AttributeDelta) bool {
		return c.posted(n, d) && c.model.attributes[d.Name].current(u).Len() == 0
	})
}

// creationDelta is the change that a user needs who has not got the attribute.
// Groups, numbers and calling plans are added, so that a user who is taken over
// loses none.
func creationDelta(name string, values shared.Values) shared.AttributeDelta {
	switch name {
	case "group_ids", attributePhoneNumbers, attributePhonePlans:
		return shared.AttributeDelta{Name: name, Add: values}
	default:
		return shared.AttributeDelta{Name: name, Replace: &values}
	}
}

// withoutEnabling leaves out that the user is to be enabled, which is what an
// invitation leads to without more.
func withoutEnabling(deltas []shared.AttributeDelta) []shared.AttributeDelta {
	return slices.DeleteFunc(slices.Clone(deltas), func(d shared.AttributeDelta) bool {
		enable, given := enabledDelta([]shared.AttributeDelta{d})
		return given && enable
	})
}

// adoptUser takes over a user who exists, or reports who it is.
func (c *connection) adoptUser(ctx context.Context, existing *zoomapi.User, n *newUser) (*shared.WriteResult, error) {
	if !c.cfg.duplicateReturnsID {
		return nil, &shared.Error{
			Kind: shared.ErrAlreadyExists, Class: classUser, UID: c.giveOut(c.identify(existing)), Attribute: "email",
			Message: "a user of this e-mail address exists in the account; it is " + existing.Status,
		}
	}
	u := existing
	if existing.ID != "" { // Else the lock of the address, which the create holds, is the user's.
		locked, unlock, err := c.lockUser(ctx, existing.ID)
		if err != nil {
			return nil, err
		}
		defer unlock()
		u = locked
	}
	w := c.newUserWriter(u, "")
	w.lists, w.plansFrom = n.lists, n.plansFrom
	deltas := n.deltas
	if u.Status == zoomapi.StatusPending {
		deltas = withoutEnabling(deltas)
	}
	inactive := c.cfg.updateInactive
	if inactive == updateInactiveError {
		inactive = updateInactiveSkip // Adopting succeeds; what was not applied is reported.
	}
	if err := c.applyUser(ctx, w, u, deltas, inactive); err != nil {
		return nil, catalogue(err, classUser, w.result.UID)
	}
	if !n.password.IsEmpty() {
		w.leave("password", &shared.Error{
			Kind: shared.ErrPreconditionFailed, Class: classUser, Attribute: "password",
			Message: "the user existed before: the password was left as it is",
		})
	}
	w.result.Outcome = shared.OutcomeAdopted
	return &w.result, nil
}
