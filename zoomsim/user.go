package zoomsim

import (
	"strings"
	"unique"
)

// status is the life-cycle state of a user.
type status uint8

const (
	active status = iota
	inactive
	pending
	statusCount
)

func (s status) String() string {
	switch s {
	case inactive:
		return "inactive"
	case pending:
		return "pending"
	default:
		return "active"
	}
}

// User types, Zoom's field type.
const (
	typeBasic      = 1
	typeLicensed   = 2
	typeOnPrem     = 3
	typeUnassigned = 4
	typeNone       = 99
)

// kindOf narrows a checked type; what is no type is Basic.
func kindOf(value int) uint8 {
	switch value {
	case typeLicensed:
		return typeLicensed
	case typeUnassigned:
		return typeUnassigned
	case typeNone:
		return typeNone
	default:
		return typeBasic
	}
}

// Role ids that every account has.
const (
	roleOwner  = "0"
	roleAdmin  = "1"
	roleMember = "2"
)

// Login types, Zoom's field login_types, as a set of bits to keep users small.
type loginSet uint8

const (
	loginGoogle loginSet = 1 << iota
	loginAPI
	loginWork
	loginSSO
)

func (l loginSet) codes() []int {
	codes := make([]int, 0, 2)
	for _, t := range [...]struct {
		bit  loginSet
		code int
	}{{loginGoogle, 1}, {loginAPI, 99}, {loginWork, 100}, {loginSSO, 101}} {
		if l&t.bit != 0 {
			codes = append(codes, t.code)
		}
	}
	return codes
}

// atom is a string that many users share; it takes one word instead of two.
type atom struct{ handle unique.Handle[string] }

func intern(s string) atom {
	if s == "" {
		return atom{}
	}
	return atom{unique.Make(s)}
}

func (a atom) String() string {
	if a == (atom{}) {
		return ""
	}
	return a.handle.Value()
}

// user is one user of the tenant. It holds no map and keeps what few users
// have behind more, because a tenant may hold a million of them.
type user struct {
	id  objectID
	seq uint64 // creation order; lists are in this order
	// email is as given; look-ups ignore its case.
	email                       string
	pmi                         int64
	createdAt, lastLogin        int64 // unix seconds; lastLogin 0: never
	first, last, display        atom
	dept, timezone, language    atom
	clientVersion, roleID       atom
	jobTitle, location, company atom
	costCenter, manager         atom
	groups                      []*group // in the order of joining
	more                        *profile
	phone                       *phoneProfile // Zoom Phone; nil for most
	logins                      loginSet
	kind                        uint8 // Zoom's type
	status                      status
	verified, usePMI            bool
	phoneFeature                bool
	// nameHidden: an invited person whose names show once he has joined.
	nameHidden bool
	// employeeID: a generated SSO user with an employee_unique_id.
	employeeID bool
}

// profile holds what few users have.
type profile struct {
	hostKey, cmsUserID, vanity string
	pronouns                   string
	pronounsOption             int
	phoneCountry, phoneNumber  string
	phoneNumbers               []phoneNumber
	customAttributes           []customAttribute
	divisionIDs                []string
	planUnitedType             string
	zoomOneType                int64
	emailChanges               []int64  // unix seconds of the latest changes
	passwordChanges            []int64  // the same
	primary                    *group   // nil: the first one joined
	adminOf                    []*group // whose admin the user is
	features                   *features
	settings                   map[string]map[string]any // by section, without feature
	passwordDigest             [32]byte
	hasPassword                bool
}

// phoneNumber is a number of the profile, not of Zoom Phone.
type phoneNumber struct {
	Code     string `json:"code"`
	Country  string `json:"country"`
	Label    string `json:"label"`
	Number   string `json:"number"`
	Verified bool   `json:"verified"`
}

type customAttribute struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// rare gives the rarely set fields for reading.
func (u *user) rare() profile {
	if u.more == nil {
		return profile{}
	}
	return *u.more
}

// edit gives the rarely set fields for writing.
func (u *user) edit() *profile {
	if u.more == nil {
		u.more = &profile{}
	}
	return u.more
}

// displayName is the given one or, when there is none, first and last name.
func (u *user) displayName() string {
	if u.display != (atom{}) {
		return u.display.String()
	}
	return strings.TrimSpace(u.first.String() + " " + u.last.String())
}

func (u *user) isAdmin() bool {
	role := u.roleID.String()
	return role == roleOwner || role == roleAdmin
}

// domain is the part of an e-mail address after the at sign, in lower case.
func domain(email string) string {
	_, after, _ := strings.Cut(email, "@")
	return strings.ToLower(after)
}
