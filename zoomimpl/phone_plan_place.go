package zoomimpl

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// place decides whether the user moves, and to which extension.
func (p *phonePlan) place(ctx context.Context, site *zoomapi.PhoneSite) ([]shared.Fault, error) {
	home := ""
	if p.before != nil {
		home = p.before.HomeSiteID()
	}
	if site != nil && site.ID != home {
		p.site = site
	}
	d, ok := find(p.asked, attributeExtension)
	if !ok {
		return nil, nil
	}
	given, _ := d.Replace.AsString()
	if p.before != nil && p.site == nil && sameExtension(given, p.before.ExtensionNumber) {
		p.drop(attributeExtension)
		return nil, nil
	}
	if site == nil && home == "" {
		p.extension = given // Without a site, or with one that is not known yet.
		return nil, nil
	}
	return p.extend(ctx, given, site, home)
}

// extend decides the extension at the site, or at the present one.
func (p *phonePlan) extend(ctx context.Context, given string, site *zoomapi.PhoneSite, home string) ([]shared.Fault, error) {
	var err error
	if site == nil {
		site, err = p.w.lists.sites.byID(ctx, home)
	}
	if err == nil && site != nil {
		site, err = p.w.lists.withLength(ctx, site)
	}
	// What is complete can be sent without looking at the site, and of what is not
	// known to be short Zoom says whether it is complete.
	if err != nil && (!phoneRefused(err) || surelyShort(given, site)) {
		return nil, phoneRefusal(err, attributeExtension)
	}
	complete, fault := completeExtension(given, site)
	if fault != "" {
		return []shared.Fault{{Field: attributeExtension, Message: fault}}, nil
	}
	p.extension = complete
	if p.before != nil && p.site == nil && sameExtension(complete, p.before.ExtensionNumber) {
		p.extension = ""
		p.drop(attributeExtension)
	}
	return nil, nil
}

// drop leaves out a change that turned out to be none.
func (p *phonePlan) drop(name string) {
	p.changes = slices.DeleteFunc(p.changes, func(d shared.AttributeDelta) bool { return d.Name == name })
}

// completeExtension makes the number that Zoom takes of the one that was given:
// what has as many digits as the short extensions of the site gets the code of
// the site in front, and what is longer by the code must begin with it. Accounts
// without site codes, and sites that do not tell the length, have complete
// numbers alone.
func completeExtension(given string, site *zoomapi.PhoneSite) (complete, fault string) {
	if site == nil || site.SiteCode == 0 || site.ShortExtension == nil || site.ShortExtension.Length == 0 {
		return given, ""
	}
	code, length := strconv.FormatInt(site.SiteCode, 10), site.ShortExtension.Length
	switch {
	case len(given) == length:
		return code + given, ""
	case len(given) != len(code)+length:
		return "", fmt.Sprintf("must have %d digits, or %d with the code %s of the site %s in front, not %d",
			length, len(code)+length, code, siteLabel(site), len(given))
	case !strings.HasPrefix(given, code):
		return "", fmt.Sprintf("must begin with the code %s of the site %s", code, siteLabel(site))
	default:
		return given, ""
	}
}

// surelyShort tells that an extension lacks the code of the site, as far as the
// site is known: nil is one that is not.
func surelyShort(given string, site *zoomapi.PhoneSite) bool {
	return site != nil && site.SiteCode != 0 && !strings.HasPrefix(given, strconv.FormatInt(site.SiteCode, 10))
}

func siteLabel(site *zoomapi.PhoneSite) string {
	if site.Name == "" {
		return site.ID
	}
	return site.Name
}

// sameExtension compares an extension with the number that Zoom shows.
func sameExtension(text string, shown int64) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && n == shown
}
