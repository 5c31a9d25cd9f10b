package zoomapi

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// sitePageSize is the maximum of GET /phone/sites.
const sitePageSize = 300

// PhoneSite is a site of Zoom Phone.
type PhoneSite struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// SiteCode starts the extensions of the site, 0 if the account has no site codes.
	SiteCode int64 `json:"site_code"`
	// Country is nil if Zoom did not say.
	Country *PhoneCountry `json:"country,omitempty"`
	// MainAutoReceptionist takes the calls to the site's own number.
	MainAutoReceptionist *AutoReceptionist `json:"main_auto_receptionist,omitempty"`
	// Level is not documented; "main" was seen in the list for the main site.
	Level string `json:"level,omitempty"`

	// Get only.

	// ShortExtension tells how long the extensions are behind the site code.
	ShortExtension *ShortExtension `json:"short_extension,omitempty"`
	SIPZone        *PhoneSiteRef   `json:"sip_zone,omitempty"`
	CallerIDName   string          `json:"caller_id_name,omitempty"`
}

// PhoneCountry is a country by its ISO 3166 code of two letters and its name.
type PhoneCountry struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// AutoReceptionist answers calls by itself.
type AutoReceptionist struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	ExtensionID     string `json:"extension_id"`
	ExtensionNumber int64  `json:"extension_number"`
}

// ShortExtension is the form of the extensions of a site.
type ShortExtension struct {
	// Length counts digits, without the site code.
	Length int `json:"length"`
}

// PhoneSites iterates over all sites, page by page. An account has sites only if
// multiple sites are switched on; what it answers otherwise is not documented.
//
//zoom:operation GET /phone/sites label=medium scopes=phone:read:list_sites:admin
func (c *Client) PhoneSites(ctx context.Context) iter.Seq2[*PhoneSite, error] {
	return paginate(ctx, c.PhoneSitePage)
}

// PhoneSitePage returns one page of sites and the token of the next, which is
// empty on the last page; the empty token asks for the first. An expired token
// gives an error that matches ErrPageTokenExpired.
//
//zoom:operation GET /phone/sites label=medium scopes=phone:read:list_sites:admin
func (c *Client) PhoneSitePage(ctx context.Context, token string) ([]*PhoneSite, string, error) {
	var answer struct {
		pageInfo
		Sites []*PhoneSite `json:"sites"`
	}
	r := request{method: http.MethodGet, route: "/phone/sites", query: pageQuery(sitePageSize, token)}
	err := c.do(ctx, r, &answer, func() error {
		return errors.Join(answer.check(answer.Sites == nil), checkIDs(answer.Sites, siteID))
	})
	return answer.Sites, answer.NextPageToken, err
}

// PhoneSite returns one site. A site that does not exist gives an *Error that is
// SiteMissing; its HTTP status is 400.
//
//zoom:operation GET /phone/sites/{siteId} label=light scopes=phone:read:site:admin
func (c *Client) PhoneSite(ctx context.Context, id string) (*PhoneSite, error) {
	site := &PhoneSite{}
	r := request{method: http.MethodGet, route: "/phone/sites/{siteId}", ids: []string{id}}
	if err := c.do(ctx, r, site, func() error { return checkIDs([]*PhoneSite{site}, siteID) }); err != nil {
		return nil, err
	}
	return site, nil
}

func siteID(s *PhoneSite) string { return s.ID }
