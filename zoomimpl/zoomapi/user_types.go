package zoomapi

// User statuses, as values of User.Status and UserListOptions.Status.
const (
	StatusActive   = "active"
	StatusInactive = "inactive"
	StatusPending  = "pending"
)

// Licence types of a user, as values of User.Type.
const (
	UserTypeBasic      = 1
	UserTypeLicensed   = 2
	UserTypeOnPrem     = 3
	UserTypeUnassigned = 4
	UserTypeNone       = 99
)

// User is a user as GET /users and GET /users/{userId} show it. Each list
// element has the fields down to LoginTypes; those under the remark "get only"
// are filled by Client.User alone. A field that the answer leaves out reads as
// the zero value; numbers and booleans whose zero value has a meaning of its own
// are pointers.
type User struct {
	// ID has 22 characters. It is empty for pending users in a list.
	ID          string `json:"id,omitempty"`
	Email       string `json:"email,omitempty"`
	FirstName   string `json:"first_name,omitempty"`
	LastName    string `json:"last_name,omitempty"`
	DisplayName string `json:"display_name,omitempty"`
	// Type is the licence type, see UserTypeBasic and its fellows.
	Type int `json:"type"`
	// Status is StatusActive, StatusInactive or StatusPending.
	Status string `json:"status,omitempty"`
	// RoleID is "0" owner, "1" administrator, "2" member, or an opaque id.
	RoleID string `json:"role_id,omitempty"`
	Dept   string `json:"dept,omitempty"`
	// GroupIDs is nil as well as empty for a user in no group: lists leave the
	// key out then.
	GroupIDs    []string `json:"group_ids,omitempty"`
	IMGroupIDs  []string `json:"im_group_ids,omitempty"`
	DivisionIDs []string `json:"division_ids,omitempty"`
	// PMI is the personal meeting id of ten digits, 0 if there is none.
	PMI      int64  `json:"pmi,omitempty"`
	Timezone string `json:"timezone,omitempty"`
	// Verified is 1 for a verified e-mail address, else 0.
	Verified      *int `json:"verified,omitempty"`
	UserCreatedAt Time `json:"user_created_at,omitzero"`
	// CreatedAt is deprecated by Zoom; for pending users it is the time of the call.
	CreatedAt Time `json:"created_at,omitzero"`
	// LastLoginTime moves only when the previous value is three days old.
	LastLoginTime     Time   `json:"last_login_time,omitzero"`
	LastClientVersion string `json:"last_client_version,omitempty"`
	EmployeeUniqueID  string `json:"employee_unique_id,omitempty"`
	// PlanUnitedType is set for users on a Zoom United plan.
	PlanUnitedType  string        `json:"plan_united_type,omitempty"`
	LicenseInfoList []LicenseInfo `json:"license_info_list,omitempty"`
	// CustomAttributes is filled in a list only with IncludeCustomAttributes.
	CustomAttributes []CustomAttribute `json:"custom_attributes,omitempty"`
	// HostKey is filled in a list only with IncludeHostKey.
	HostKey Secret `json:"host_key,omitzero"`
	PicURL  string `json:"pic_url,omitempty"`
	// Language and PhoneNumber were seen in lists, but are documented for the
	// single get only.
	Language    string `json:"language,omitempty"`
	PhoneNumber string `json:"phone_number,omitempty"`
	LoginTypes  []int  `json:"login_types,omitempty"`

	// Get only.

	RoleName     string        `json:"role_name,omitempty"`
	UsePMI       *bool         `json:"use_pmi,omitempty"`
	PhoneCountry string        `json:"phone_country,omitempty"`
	PhoneNumbers []PhoneNumber `json:"phone_numbers,omitempty"`
	// ZoomOneType is a bit code that can exceed 2^53.
	ZoomOneType *int64 `json:"zoom_one_type,omitempty"`
	Company     string `json:"company,omitempty"`
	JobTitle    string `json:"job_title,omitempty"`
	CostCenter  string `json:"cost_center,omitempty"`
	Location    string `json:"location,omitempty"`
	// Manager is the e-mail address of the manager.
	Manager            string `json:"manager,omitempty"`
	Pronouns           string `json:"pronouns,omitempty"`
	PronounsOption     *int   `json:"pronouns_option,omitempty"`
	AccountID          string `json:"account_id,omitempty"`
	AccountNumber      int64  `json:"account_number,omitempty"`
	PersonalMeetingURL string `json:"personal_meeting_url,omitempty"`
	VanityURL          string `json:"vanity_url,omitempty"`
	JID                string `json:"jid,omitempty"`
	CMSUserID          string `json:"cms_user_id,omitempty"`
	Cluster            string `json:"cluster,omitempty"`
	// Feature is not documented for the get; some accounts are reported to send it.
	Feature *Feature `json:"feature,omitempty"`
}

// LicenseInfo is one licence of an account with several subscriptions of the
// same plan.
type LicenseInfo struct {
	// LicenseType is MEETING or ZOOM_WORKPLACE_BUNDLE.
	LicenseType string `json:"license_type"`
	// LicenseOption is a code of the same kind as User.ZoomOneType.
	LicenseOption  int64  `json:"license_option"`
	SubscriptionID string `json:"subscription_id"`
}

// CustomAttribute is one attribute that the account defined; at most five exist.
type CustomAttribute struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// PhoneNumber is a number of the user's profile, not a Zoom Phone number.
type PhoneNumber struct {
	// Code is the dialling code, such as "+1", and Country its ISO code.
	Code    string `json:"code,omitempty"`
	Country string `json:"country,omitempty"`
	// Label is Mobile, Office, Home or Fax.
	Label  string `json:"label,omitempty"`
	Number string `json:"number,omitempty"`
	// Verified is read only.
	Verified *bool `json:"verified,omitempty"`
}

// Feature holds the product features of a user that can be switched.
type Feature struct {
	// ZoomPhone gives or, when false, takes Zoom Phone; taking it leaves the
	// user's numbers and devices unassigned.
	ZoomPhone *bool `json:"zoom_phone,omitempty"`
	// ZoomOneType is accepted by POST /users only.
	ZoomOneType *int64 `json:"zoom_one_type,omitempty"`
}
