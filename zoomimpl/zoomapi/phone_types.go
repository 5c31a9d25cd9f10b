package zoomapi

// States of a phone user, as values of PhoneUser.Status and
// PhoneUserListOptions.Status.
const (
	// PhoneActivate is the status of who can make and receive calls.
	PhoneActivate = "activate"
	// PhoneDeactivate is the status of who has Zoom Phone and cannot use it.
	PhoneDeactivate = "deactivate"
	// PhonePending lists who has a Workplace licence but not yet Zoom Phone.
	PhonePending = "pending"
)

// Values of PhoneUser.ActivationStatus.
const (
	PhoneActivated       = "activated"
	PhoneReadyToActivate = "ready to activate"
	PhoneNotReady        = "not ready"
)

// PhoneUser is a user of Zoom Phone as GET /phone/users and
// GET /phone/users/{userId} show it. What the answer leaves out reads as the
// zero value. Policy and emergency address are not read.
type PhoneUser struct {
	// ID is that of the Zoom user, as in User.ID; never empty.
	ID string `json:"id"`
	// PhoneUserID and ExtensionID name the user in other parts of Zoom Phone.
	PhoneUserID string `json:"phone_user_id,omitempty"`
	Email       string `json:"email,omitempty"`
	ExtensionID string `json:"extension_id,omitempty"`
	// ExtensionNumber is complete: the code of the site and the short extension.
	// It is 0 for PhonePending.
	ExtensionNumber int64 `json:"extension_number,omitempty"`
	// Status is PhoneActivate, PhoneDeactivate or PhonePending.
	Status string `json:"status,omitempty"`
	// CallingPlans has up to 150 elements.
	CallingPlans []CallingPlan `json:"calling_plans,omitempty"`
	// PhoneNumbers has up to 10 elements.
	PhoneNumbers []PhoneNumberRef `json:"phone_numbers,omitempty"`
	Department   string           `json:"department,omitempty"`
	CostCenter   string           `json:"cost_center,omitempty"`

	// List only.

	Name string `json:"name,omitempty"`
	// ActivationStatus is PhoneActivated, PhoneReadyToActivate or PhoneNotReady.
	ActivationStatus string `json:"activation_status,omitempty"`
	// Site is nil for users without one.
	Site *PhoneSiteRef `json:"site,omitempty"`

	// Get only.

	// SiteID is the site's id; HomeSiteID also knows that of the list.
	SiteID    string `json:"site_id,omitempty"`
	SiteAdmin *bool  `json:"site_admin,omitempty"`
}

// HomeSiteID returns the id of the user's site, whether the user comes from the
// list or the get; it is empty for users without a site.
func (u *PhoneUser) HomeSiteID() string {
	if u.SiteID == "" && u.Site != nil {
		return u.Site.ID
	}
	return u.SiteID
}

// PhoneSiteRef is a site in the answer about something that belongs to it.
type PhoneSiteRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PhoneNumberRef names a number of the account, by id or by the number itself.
type PhoneNumberRef struct {
	ID string `json:"id,omitempty"`
	// Number is E.164, in answers with or without the plus sign: see
	// NormaliseNumber and SameNumber.
	Number string `json:"number,omitempty"`
}

// CallingPlan is a calling plan of a user.
type CallingPlan struct {
	// Type is the code of the plan. New codes come up, so that
	// Client.CallingPlans tells what there is.
	Type int `json:"type"`
	// Name is documented for the list, and was seen in the get too.
	Name string `json:"name,omitempty"`
	// BillingAccountID and BillingAccountName are given for users in India.
	BillingAccountID   string `json:"billing_account_id,omitempty"`
	BillingAccountName string `json:"billing_account_name,omitempty"`
	// BillingSubscriptionID and BillingSubscriptionName are given in accounts with
	// several subscriptions.
	BillingSubscriptionID   string `json:"billing_subscription_id,omitempty"`
	BillingSubscriptionName string `json:"billing_subscription_name,omitempty"`
}
