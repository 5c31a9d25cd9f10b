package zoomsim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// shortRange is the half-open range of short extensions: all numbers of
// shortLength digits that do not start with 0.
func (p *phoneSystem) shortRange() (low, high int64) {
	low = 1
	for range p.shortLength - 1 {
		low *= 10
	}
	return low, low * 10
}

// complete puts a site code before a short extension.
func (p *phoneSystem) complete(site *phoneSite, short int64) int64 {
	_, high := p.shortRange()
	return site.code*high + short
}

// freeExtensions counts the free extensions of all sites.
func (p *phoneSystem) freeExtensions() int64 {
	low, high := p.shortRange()
	return int64(len(p.sites))*(high-low) - int64(len(p.extensions))
}

// freeExtension finds the next free extension of a site or, when it is full,
// of another one; the caller has made sure that there is one.
func (p *phoneSystem) freeExtension(site *phoneSite) (*phoneSite, int64) {
	for i := range p.sites {
		at := p.sites[(int(site.seq)-1+i)%len(p.sites)] //nolint:gosec // seq counts the few sites.
		if extension, ok := p.freeAt(at); ok {
			return at, extension
		}
	}
	return site, 0
}

// freeAt finds the next free extension of a site; false when it is full.
func (p *phoneSystem) freeAt(site *phoneSite) (int64, bool) {
	low, high := p.shortRange()
	for range high - low {
		if site.next < low || site.next >= high {
			site.next = low
		}
		extension := p.complete(site, site.next)
		site.next++
		if _, used := p.extensions[extension]; !used {
			return extension, true
		}
	}
	return 0, false
}

// take makes an extension that of a profile and frees the earlier one.
func (p *phoneSystem) take(profile *phoneProfile, extension int64) {
	delete(p.extensions, profile.extension)
	profile.extension = extension
	p.extensions[extension] = struct{}{}
}

// moved is the extension of a profile at another site: the short one stays
// when it is free there. What Zoom does is not documented.
func (p *phoneSystem) moved(profile *phoneProfile, to *phoneSite) (int64, *refusal) {
	if profile.site == to {
		return profile.extension, nil
	}
	_, high := p.shortRange()
	extension := p.complete(to, profile.extension%high)
	if _, used := p.extensions[extension]; !used {
		return extension, nil
	}
	if free, ok := p.freeAt(to); ok {
		return free, nil
	}
	return 0, extensionUsed(extension) // The site is full.
}

// checkExtension reads a complete extension number for a profile at a site.
// The texts are those of auto receptionists and shared line groups: for users
// Zoom documents none.
func (p *phoneSystem) checkExtension(text string, site *phoneSite, own *phoneProfile) (int64, *refusal) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, invalidField("extension_number")
	}
	code := strconv.FormatInt(site.code, 10)
	if len(text) != len(code)+p.shortLength {
		return 0, badRequest(codePhoneInvalid, "Invalid full extension number length.")
	}
	if !strings.HasPrefix(text, code) {
		return 0, invalidField("extension_number")
	}
	extension, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, invalidField("extension_number")
	}
	if own != nil && own.extension == extension {
		return extension, nil
	}
	if _, used := p.extensions[extension]; used {
		return 0, extensionUsed(extension)
	}
	return extension, nil
}

func extensionUsed(extension int64) *refusal {
	return refuse(http.StatusBadRequest, codePhoneInvalid, fmt.Sprintf("Extension number %d is already used.", extension))
}
