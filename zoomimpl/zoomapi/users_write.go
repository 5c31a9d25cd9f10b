package zoomapi

import (
	"context"
	"net/http"
	"net/url"
)

// CreateAction says how a user is created.
type CreateAction string

// Actions of Client.CreateUser.
const (
	// CreateInvite sends an invitation; the user is pending until it is accepted.
	CreateInvite CreateAction = "create"
	// CreateAuto creates a user of a managed domain with a password.
	CreateAuto CreateAction = "autoCreate"
	// CreateCustom creates an API user who cannot log in.
	CreateCustom CreateAction = "custCreate"
	// CreateSSO creates a pre-provisioned single sign-on user.
	CreateSSO CreateAction = "ssoCreate"
)

// UserCreate is what can be said about a user at creation. Email and Type are
// required. Department, groups and the rest need an update afterwards, which is
// impossible while the user is pending.
type UserCreate struct {
	Email       string `json:"email"`
	FirstName   string `json:"first_name,omitempty"`
	LastName    string `json:"last_name,omitempty"`
	DisplayName string `json:"display_name,omitempty"`
	// Password is used with CreateAuto only.
	Password        Secret        `json:"-"`
	Type            int           `json:"type"`
	DivisionIDs     []string      `json:"division_ids,omitempty"`
	Feature         *Feature      `json:"feature,omitempty"`
	PlanUnitedType  string        `json:"plan_united_type,omitempty"`
	LicenseInfoList []LicenseInfo `json:"license_info_list,omitempty"`
}

// createBody is the body of POST /users, with the password in clear.
type createBody struct {
	Action   CreateAction `json:"action"`
	UserInfo struct {
		UserCreate
		Password string `json:"password,omitempty"`
	} `json:"user_info"`
}

// CreateUser creates a user. The answer holds id, e-mail address, names and type
// only; the id can be empty when the address owns an account outside this one.
// It is repeated only when the request certainly was not carried out.
//
//zoom:operation POST /users label=light scopes=user:write:user:admin
func (c *Client) CreateUser(ctx context.Context, action CreateAction, user UserCreate) (*User, error) {
	password := user.Password.Reveal()
	body := createBody{Action: action}
	body.UserInfo.UserCreate = user
	body.UserInfo.Password = password
	created := &User{}
	r := request{method: http.MethodPost, route: "/users", body: body, secrets: []string{password}}
	if err := c.do(ctx, r, created, func() error { return checkUsers([]*User{created}) }); err != nil {
		return nil, err
	}
	return created, nil
}

// UserPatch holds the changes to a user. Nil leaves a value alone; a pointer to
// the empty string or slice clears it. Only one of Type, PlanUnitedType and
// ZoomOneType may be given at a time.
type UserPatch struct {
	FirstName        *string            `json:"first_name,omitempty"`
	LastName         *string            `json:"last_name,omitempty"`
	DisplayName      *string            `json:"display_name,omitempty"`
	Type             *int               `json:"type,omitempty"`
	Dept             *string            `json:"dept,omitempty"`
	Company          *string            `json:"company,omitempty"`
	JobTitle         *string            `json:"job_title,omitempty"`
	Location         *string            `json:"location,omitempty"`
	CostCenter       *string            `json:"cost_center,omitempty"`
	Manager          *string            `json:"manager,omitempty"`
	Language         *string            `json:"language,omitempty"`
	Timezone         *string            `json:"timezone,omitempty"`
	PMI              *int64             `json:"pmi,omitempty"`
	UsePMI           *bool              `json:"use_pmi,omitempty"`
	HostKey          *Secret            `json:"-"`
	VanityName       *string            `json:"vanity_name,omitempty"`
	CMSUserID        *string            `json:"cms_user_id,omitempty"`
	Pronouns         *string            `json:"pronouns,omitempty"`
	PronounsOption   *int               `json:"pronouns_option,omitempty"`
	PhoneNumbers     *[]PhoneNumber     `json:"phone_numbers,omitempty"`
	PhoneCountry     *string            `json:"phone_country,omitempty"`
	PhoneNumber      *string            `json:"phone_number,omitempty"`
	CustomAttributes *[]CustomAttribute `json:"custom_attributes,omitempty"`
	DivisionIDs      *[]string          `json:"division_ids,omitempty"`
	// GroupID puts a pending user into a group; use AddGroupMembers otherwise.
	GroupID *string `json:"group_id,omitempty"`
	// ZoomOneType 0 takes the plan away.
	ZoomOneType *int64 `json:"zoom_one_type,omitempty"`
	// PlanUnitedType "none" takes the plan away.
	PlanUnitedType  *string        `json:"plan_united_type,omitempty"`
	Feature         *Feature       `json:"feature,omitempty"`
	LicenseInfoList *[]LicenseInfo `json:"license_info_list,omitempty"`
	AboutMe         *string        `json:"about_me,omitempty"`
	LinkedInURL     *string        `json:"linkedin_url,omitempty"`
}

// patchBody is the body of PATCH /users/{userId}, with the host key in clear.
type patchBody struct {
	UserPatch
	HostKey *string `json:"host_key,omitempty"`
}

// UpdateUser changes a user. Zoom accepts changes to a pending user without
// applying them.
//
//zoom:operation PATCH /users/{userId} label=light scopes=user:update:user:admin
func (c *Client) UpdateUser(ctx context.Context, idOrEmail string, patch UserPatch) error {
	body := patchBody{UserPatch: patch}
	var secrets []string
	if patch.HostKey != nil {
		key := patch.HostKey.Reveal()
		body.HostKey, secrets = &key, []string{key}
	}
	return c.do(ctx, request{
		method: http.MethodPatch, route: "/users/{userId}", ids: []string{idOrEmail}, body: body, secrets: secrets,
	}, nil, nil)
}

// DeleteAction says what becomes of a deleted user.
type DeleteAction string

// Actions of Client.DeleteUser.
const (
	// DeleteDisassociate lets the user keep a free account of their own. It is
	// Zoom's default, and cancels the invitation of a pending user.
	DeleteDisassociate DeleteAction = "disassociate"
	// DeletePermanently deletes the user.
	DeletePermanently DeleteAction = "delete"
)

// DeleteOptions says how a user is deleted and who gets the user's data.
type DeleteOptions struct {
	// Action is Zoom's default, DeleteDisassociate, when empty.
	Action DeleteAction
	// TransferEmail is the address of the user who gets the data selected below.
	TransferEmail      string
	TransferMeeting    bool
	TransferWebinar    bool
	TransferRecording  bool
	TransferWhiteboard bool
	TransferClipFiles  bool
	TransferNotes      bool
	TransferVisitors   bool
	TransferDocs       bool
}

func (o DeleteOptions) query() url.Values {
	q := url.Values{}
	setIf(q, "action", string(o.Action))
	setIf(q, "transfer_email", o.TransferEmail)
	for key, set := range map[string]bool{
		"transfer_meeting": o.TransferMeeting, "transfer_webinar": o.TransferWebinar,
		"transfer_recording": o.TransferRecording, "transfer_whiteboard": o.TransferWhiteboard,
		"transfer_clipfiles": o.TransferClipFiles, "transfer_notes": o.TransferNotes,
		"transfer_visitors": o.TransferVisitors, "transfer_docs": o.TransferDocs,
	} {
		if set {
			q.Set(key, "true")
		}
	}
	return q
}

// DeleteUser deletes or disassociates a user.
//
//zoom:operation DELETE /users/{userId} label=light scopes=user:delete:user:admin
func (c *Client) DeleteUser(ctx context.Context, idOrEmail string, opts DeleteOptions) error {
	return c.do(ctx, request{
		method: http.MethodDelete, route: "/users/{userId}", ids: []string{idOrEmail}, query: opts.query(),
	}, nil, nil)
}
