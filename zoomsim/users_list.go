package zoomsim

import (
	"net/http"
	"slices"
	"strings"
)

// Page sizes of GET /users and of group members. Zoom's pagination guide says
// 300 at most; its specification and the observed echo say 2,000.
const (
	defaultPageSize = 30
	maxPageSize     = 2000
)

// userList is the answer of GET /users.
type userList struct {
	pageInfo
	Users []userRow `json:"users"`
}

// userFilter is what GET /users selects.
type userFilter struct {
	status           status
	roleID           string
	customAttributes bool
	hostKey          bool
	license          string
}

// listUsers answers GET /users: one status a call, active by default.
func (s *Sim) listUsers(c *call) (reply, *refusal) {
	q := c.r.URL.Query()
	f := userFilter{roleID: q.Get("role_id")}
	switch q.Get("status") {
	case "inactive":
		f.status = inactive
	case "pending":
		f.status = pending
	default: // Observed: an unknown status gives the default set.
		f.status = active
	}
	f.customAttributes = q.Get("include_fields") == "custom_attributes"
	f.hostKey = q.Get("include_fields") == "host_key"
	f.license = q.Get("license")
	bound := strings.Join([]string{"users", f.status.String(), f.roleID, q.Get("include_fields"), f.license}, "\n")
	p, refused := s.pageRequest(q, defaultPageSize, maxPageSize, bound)
	if refused != nil {
		return reply{}, refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	users := s.tenant.selection(f)
	from, to, more := p.cut(len(users), func(i int) uint64 { return users[i].seq })
	list := userList{Users: make([]userRow, 0, to-from)}
	var last uint64
	for _, u := range users[from:to] {
		list.Users = append(list.Users, s.userRow(u, f))
		last = u.seq
	}
	list.pageInfo = s.info(p, len(users), more, last, false)
	return reply{http.StatusOK, list}, nil
}

// selection gives the users a filter lets through, in creation order. Without
// a role it is the list itself, not a copy.
func (t *tenant) selection(f userFilter) roster {
	users := t.users[f.status]
	if f.roleID == "" && !f.licenceKnown() {
		return users
	}
	var kept roster
	for _, u := range users {
		if (f.roleID == "" || u.roleID.String() == f.roleID) && f.licensed(u) {
			kept = append(kept, u)
		}
	}
	return kept
}

// The licences that the parameter license knows; Zoom ignores other values.
const (
	licenceWorkforce  = "zoom_workforce_management"
	licenceCompliance = "zoom_compliance_management"
)

func (f userFilter) licenceKnown() bool {
	return f.license == licenceWorkforce || f.license == licenceCompliance
}

// licensed tells whether a user has the licence that is asked for.
func (f userFilter) licensed(u *user) bool {
	switch f.license {
	case licenceWorkforce:
		return u.features().ZoomWorkforceManagement
	case licenceCompliance:
		return u.features().ZoomComplianceManagement
	default:
		return true
	}
}

// userRow is an element of GET /users. What GET /users/{userId} alone tells is
// missing here on purpose.
type userRow struct {
	ID                string            `json:"id,omitempty"`
	FirstName         string            `json:"first_name"`
	LastName          string            `json:"last_name"`
	DisplayName       string            `json:"display_name"`
	Email             string            `json:"email"`
	Type              uint8             `json:"type"`
	RoleID            string            `json:"role_id"`
	PMI               int64             `json:"pmi,omitempty"`
	Timezone          string            `json:"timezone,omitempty"`
	Verified          int               `json:"verified"`
	Dept              string            `json:"dept,omitempty"`
	CreatedAt         string            `json:"created_at"`
	LastLoginTime     string            `json:"last_login_time,omitempty"`
	LastClientVersion string            `json:"last_client_version,omitempty"`
	Language          string            `json:"language,omitempty"`
	PhoneNumber       string            `json:"phone_number,omitempty"`
	Status            string            `json:"status"`
	UserCreatedAt     string            `json:"user_created_at"`
	GroupIDs          []string          `json:"group_ids,omitzero"`
	DivisionIDs       []string          `json:"division_ids,omitempty"`
	PlanUnitedType    string            `json:"plan_united_type,omitempty"`
	EmployeeUniqueID  string            `json:"employee_unique_id,omitempty"`
	LoginTypes        []int             `json:"login_types,omitzero"`
	HostKey           string            `json:"host_key,omitempty"`
	CustomAttributes  []customAttribute `json:"custom_attributes,omitempty"`
}

// userRow shows a user in a list; the caller holds the lock.
func (s *Sim) userRow(u *user, f userFilter) userRow {
	row := userRow{
		Email: u.email, Type: u.kind, RoleID: u.roleID.String(),
		Status: u.status.String(), UserCreatedAt: zoomTime(u.createdAt), CreatedAt: zoomTime(u.createdAt),
		GroupIDs: groupIDs(u),
	}
	if !u.nameHidden {
		row.FirstName, row.LastName, row.DisplayName = u.first.String(), u.last.String(), u.displayName()
	}
	if len(row.GroupIDs) == 0 && !s.opts.ListEmptyGroupIDs {
		row.GroupIDs = nil
	}
	if !s.opts.NoListLoginTypes {
		row.LoginTypes = u.logins.codes()
	}
	if u.status == pending {
		return row // No id, and nothing that needs an account of his own.
	}
	row.ID, row.PMI, row.Timezone, row.Verified = u.id.String(), u.pmi, u.timezone.String(), bit(u.verified)
	row.Dept, row.LastLoginTime, row.LastClientVersion = u.dept.String(), lastLogin(u), u.clientVersion.String()
	rare := u.rare()
	row.DivisionIDs, row.PlanUnitedType = slices.Clone(rare.divisionIDs), rare.planUnitedType
	if u.employeeID {
		row.EmployeeUniqueID = employeeID(u)
	}
	if s.opts.ListExtras {
		row.Language, row.PhoneNumber = u.language.String(), rare.phoneNumber
	}
	if f.hostKey {
		row.HostKey = hostKey(u)
	}
	if f.customAttributes {
		row.CustomAttributes = slices.Clone(rare.customAttributes)
	}
	return row
}
