package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func siteClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name: classSite,
		Description: "A site of Zoom Phone, read only: what the attributes " + attributeSiteID + ", " + attributeSiteName + " and " + attributeSiteCode +
			" of a user can be. An account has sites when multiple sites are switched on.",
		UIDAttribute: "id", NameAttribute: "name",
		Attributes: []*shared.AttributeInfo{
			exactCase(phoneAttribute("id", shared.TypeString, "Id given by Zoom.")),
			phoneAttribute("name", shared.TypeString, "Name. Several sites may have the same one."),
			phoneAttribute("site_code", shared.TypeInt, "Code with which the extensions of the site start; there is none in accounts without site codes."),
			phoneAttribute("country", shared.TypeString, "Country by its ISO 3166 code of two letters."),
			onRequest(sourceList, phoneAttribute("level", shared.TypeString, "main for the main site; Zoom does not document it. Returned on request only; only the list has it.")),
			onRequest(sourceGet, phoneAttribute("extension_length", shared.TypeInt, "Digits of the extensions, without the site code. Returned on request only, at one request per site.")),
			onRequest(sourceGet, phoneAttribute("caller_id_name", shared.TypeString, "Name shown to who is called. Returned on request only, at one request per site.")),
		},
		Operations: readOnlyOperations(),
	}
}

// sitesClass reads sites.
func (c *connection) sitesClass() *phoneClass[*zoomapi.PhoneSite] {
	return &phoneClass[*zoomapi.PhoneSite]{
		class: c.model.site, call: "GET /phone/sites", page: c.api.PhoneSitePage,
		uid:  func(s *zoomapi.PhoneSite) string { return s.ID },
		name: func(s *zoomapi.PhoneSite) string { return s.Name },
		object: func(ctx context.Context, s *zoomapi.PhoneSite, names []string) (*shared.Object, error) {
			if hasSource(c.model.site, names, sourceGet) {
				read, err := c.siteByID(ctx, s.ID)
				if read == nil || err != nil {
					return nil, err
				}
				read.Level = s.Level
				s = read
			}
			return siteObject(s, names), nil
		},
	}
}

// getSite reads one site: by id singly, unless the list has to tell more.
func (c *connection) getSite(ctx context.Context, req *shared.GetRequest) (*shared.Object, error) {
	if req.Name != "" || slices.Contains(req.Attributes, "level") {
		return c.sitesClass().get(ctx, req)
	}
	s, err := c.siteByID(ctx, req.UID)
	if err == nil && s == nil {
		err = noSuchPhoneObject(classSite, req.UID)
	}
	if err != nil {
		return nil, catalogue(err, classSite, req.UID)
	}
	names := req.Attributes
	if len(names) == 0 {
		names = defaultNames(c.model.site, false)
	}
	return siteObject(s, names), nil
}

func siteObject(s *zoomapi.PhoneSite, names []string) *shared.Object {
	b := shared.NewObject(classSite, s.ID, s.Name).Grow(len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		switch name {
		case "id":
			b.SetString(name, s.ID)
		case "name":
			b.Set(name, optionalText(s.Name)...)
		case "site_code":
			b.Set(name, optionalInt(s.SiteCode)...)
		case "country":
			code := ""
			if s.Country != nil {
				code = s.Country.Code
			}
			b.Set(name, optionalText(code)...)
		case "level":
			b.Set(name, optionalText(s.Level)...)
		case "extension_length":
			var length int64
			if s.ShortExtension != nil {
				length = int64(s.ShortExtension.Length)
			}
			b.Set(name, optionalInt(length)...)
		case "caller_id_name":
			b.Set(name, optionalText(s.CallerIDName)...)
		}
	}
	return b.Build()
}

// optionalInt is a number as values: none when it is 0.
func optionalInt(n int64) []shared.Value {
	if n == 0 {
		return nil
	}
	return intValues(n)
}

// siteByID reads a site; nil when there is none.
func (c *connection) siteByID(ctx context.Context, id string) (*zoomapi.PhoneSite, error) {
	site, err := c.api.PhoneSite(ctx, id)
	switch {
	case noSiteThere(err):
		return nil, nil //nolint:nilnil // No site is an answer.
	case err != nil:
		return nil, err
	case site.ID != id:
		return nil, nil //nolint:nilnil // Another site.
	default:
		return site, nil
	}
}
