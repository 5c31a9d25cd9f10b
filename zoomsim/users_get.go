package zoomsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// me is the path value that stands for the user who authorised the app.
const me = "me"

// userView is the answer of GET /users/{userId} for active and inactive users.
type userView struct {
	ID                string            `json:"id"`
	FirstName         string            `json:"first_name"`
	LastName          string            `json:"last_name"`
	DisplayName       string            `json:"display_name"`
	Email             string            `json:"email"`
	Type              uint8             `json:"type"`
	RoleName          string            `json:"role_name"`
	RoleID            string            `json:"role_id"`
	PMI               int64             `json:"pmi"`
	UsePMI            bool              `json:"use_pmi"`
	PersonalURL       string            `json:"personal_meeting_url"`
	VanityURL         string            `json:"vanity_url,omitempty"`
	Timezone          string            `json:"timezone"`
	Verified          int               `json:"verified"`
	Dept              string            `json:"dept"`
	CreatedAt         string            `json:"created_at"`
	UserCreatedAt     string            `json:"user_created_at"`
	LastLoginTime     string            `json:"last_login_time,omitempty"`
	LastClientVersion string            `json:"last_client_version,omitempty"`
	CMSUserID         string            `json:"cms_user_id"`
	JID               string            `json:"jid"`
	GroupIDs          []string          `json:"group_ids"`
	IMGroupIDs        []string          `json:"im_group_ids"`
	DivisionIDs       []string          `json:"division_ids"`
	AccountID         string            `json:"account_id"`
	AccountNumber     int64             `json:"account_number"`
	Cluster           string            `json:"cluster"`
	Language          string            `json:"language"`
	PhoneCountry      string            `json:"phone_country"`
	PhoneNumber       string            `json:"phone_number"`
	PhoneNumbers      []phoneNumber     `json:"phone_numbers"`
	JobTitle          string            `json:"job_title"`
	Company           string            `json:"company"`
	Location          string            `json:"location"`
	CostCenter        string            `json:"cost_center"`
	Manager           string            `json:"manager"`
	Pronouns          string            `json:"pronouns,omitempty"`
	PronounsOption    int               `json:"pronouns_option,omitempty"`
	CustomAttributes  []customAttribute `json:"custom_attributes"`
	EmployeeUniqueID  string            `json:"employee_unique_id,omitempty"`
	PlanUnitedType    string            `json:"plan_united_type,omitempty"`
	ZoomOneType       int64             `json:"zoom_one_type,omitempty"`
	LoginTypes        []int             `json:"login_types"`
	Status            string            `json:"status"`
}

// pendingView is the answer for a pending user: an id and hardly anything
// else, as recorded from a real account.
type pendingView struct {
	ID            string   `json:"id"`
	FirstName     string   `json:"first_name"`
	LastName      string   `json:"last_name"`
	DisplayName   string   `json:"display_name"`
	Email         string   `json:"email"`
	Type          uint8    `json:"type"`
	RoleName      string   `json:"role_name"`
	Verified      int      `json:"verified"`
	CreatedAt     string   `json:"created_at"`
	UserCreatedAt string   `json:"user_created_at"`
	GroupIDs      []string `json:"group_ids"`
	AccountID     string   `json:"account_id"`
	Language      string   `json:"language"`
	PhoneCountry  string   `json:"phone_country"`
	LoginTypes    []int    `json:"login_types"`
	Status        string   `json:"status"`
}

// getUser answers GET /users/{userId}.
func (s *Sim) getUser(c *call) (reply, *refusal) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var u *user
	if c.r.URL.Query().Get("search_by_unique_id") == "true" {
		u = s.tenant.userByEmployeeID(c.params[0])
	} else {
		u = s.findUser(c.params[0])
	}
	if u == nil {
		return reply{}, userNotFound(c.params[0])
	}
	if refused := s.refuseExpired(u); refused != nil {
		return reply{}, refused
	}
	if u.status == pending {
		return reply{http.StatusOK, s.pendingView(u)}, nil
	}
	return reply{http.StatusOK, s.userView(u)}, nil
}

// findUser finds the user a path names; nil when there is none. The caller
// holds the lock.
func (s *Sim) findUser(idOrEmail string) *user {
	if idOrEmail == me && !s.opts.RefuseMe {
		return s.tenant.owner
	}
	return s.tenant.user(idOrEmail)
}

func (s *Sim) pendingView(u *user) pendingView {
	v := pendingView{
		ID: u.id.String(), Email: u.email, Type: u.kind, Status: u.status.String(),
		// Documented: for pending users created_at is the time of the call.
		CreatedAt: zoomTime(s.now().Unix()), UserCreatedAt: zoomTime(u.createdAt),
		GroupIDs: groupIDs(u), LoginTypes: []int{},
	}
	if !u.nameHidden {
		v.FirstName, v.LastName, v.DisplayName = u.first.String(), u.last.String(), u.displayName()
	}
	return v
}

func (s *Sim) userView(u *user) userView {
	rare, id := u.rare(), u.id.String()
	v := userView{
		ID: id, FirstName: u.first.String(), LastName: u.last.String(), DisplayName: u.displayName(),
		Email: u.email, Type: u.kind, RoleName: s.tenant.roleName(u), RoleID: u.roleID.String(),
		PMI: u.pmi, UsePMI: u.usePMI, PersonalURL: fmt.Sprintf("https://us04web.zoom.us/j/%d", u.pmi),
		Timezone: u.timezone.String(), Verified: bit(u.verified), Dept: u.dept.String(),
		CreatedAt: zoomTime(u.createdAt), UserCreatedAt: zoomTime(u.createdAt),
		LastLoginTime: lastLogin(u), LastClientVersion: u.clientVersion.String(),
		CMSUserID: rare.cmsUserID, JID: strings.ToLower(id) + "@xmpp.zoom.us",
		GroupIDs: groupIDs(u), IMGroupIDs: []string{}, DivisionIDs: orEmpty(rare.divisionIDs),
		AccountID: s.tenant.accountID, AccountNumber: s.tenant.accountNumber, Cluster: "us04",
		Language: u.language.String(), PhoneCountry: rare.phoneCountry, PhoneNumber: rare.phoneNumber,
		PhoneNumbers: orEmpty(rare.phoneNumbers), JobTitle: u.jobTitle.String(), Company: u.company.String(),
		Location: u.location.String(), CostCenter: u.costCenter.String(), Manager: u.manager.String(),
		Pronouns: rare.pronouns, PronounsOption: rare.pronounsOption, CustomAttributes: orEmpty(rare.customAttributes),
		PlanUnitedType: rare.planUnitedType, ZoomOneType: rare.zoomOneType,
		LoginTypes: u.logins.codes(), Status: u.status.String(),
	}
	if rare.vanity != "" {
		v.VanityURL = "https://us04web.zoom.us/my/" + url.PathEscape(rare.vanity)
	}
	if u.employeeID {
		v.EmployeeUniqueID = employeeID(u)
	}
	return v
}

// orEmpty copies a list so that it shows as [] when it has no elements.
func orEmpty[T any](list []T) []T { return append(make([]T, 0, len(list)), list...) }
