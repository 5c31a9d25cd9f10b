package zoomimpl

import (
	"context"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// phoneLists are what one write reads of the account's Zoom Phone, each list at
// most once.
type phoneLists struct {
	c     *connection
	sites *sites
	// plans are read once wanted; nil until then.
	plans []zoomapi.CallingPlanSeats
	// numbers are those that begin with prefix, by their canonical form; nil until
	// they were read. older says that they are looked up in the older list, one by
	// one, and nil for those that are not there; unread that neither list is to be
	// had.
	numbers       map[string]*zoomapi.ManagedNumber
	prefix        string
	older, unread bool
}

func (c *connection) newPhoneLists() *phoneLists {
	return &phoneLists{c: c, sites: c.newSites()}
}

// callingPlans are the plans of the account.
func (l *phoneLists) callingPlans(ctx context.Context) ([]zoomapi.CallingPlanSeats, error) {
	if l.plans == nil {
		plans, err := l.c.api.CallingPlans(ctx)
		if err != nil {
			return nil, phoneRefusal(err, attributePhonePlans)
		}
		l.plans = plans
	}
	return l.plans, nil
}

// findNumbers reads the numbers of the account that begin as the wanted ones do,
// at least one. Where number management is refused, the older list tells; known
// is false when that one is refused, too, and Zoom has to say what is wrong with
// a number when it is given. there says that the account has Zoom Phone for
// certain, whatever the lists say.
func (l *phoneLists) findNumbers(ctx context.Context, wanted []string, there bool) (found map[string]*zoomapi.ManagedNumber, known bool, err error) {
	prefix := commonPrefix(wanted)
	switch {
	case l.unread:
		return nil, false, nil
	case l.older:
		return l.findOlderNumbers(ctx, wanted, there)
	case l.numbers != nil && strings.HasPrefix(prefix, l.prefix):
		return l.numbers, true, nil
	}
	numbers := map[string]*zoomapi.ManagedNumber{}
	for n, err := range l.c.api.ManagedNumbers(ctx, zoomapi.ManagedNumberOptions{Keyword: keyword(prefix)}) {
		switch {
		case err != nil && phoneRefused(err):
			l.older, l.numbers = true, map[string]*zoomapi.ManagedNumber{}
			return l.findOlderNumbers(ctx, wanted, there)
		case err != nil:
			return nil, false, phoneRefusal(err, attributePhoneNumbers)
		}
		numbers[canonicalNumber(n.Number)] = n
	}
	l.numbers, l.prefix = numbers, prefix
	return numbers, true, nil
}

// findOlderNumbers looks numbers up in the older list, each once.
func (l *phoneLists) findOlderNumbers(ctx context.Context, wanted []string, there bool) (found map[string]*zoomapi.ManagedNumber, known bool, err error) {
	for _, number := range wanted {
		if _, looked := l.numbers[number]; looked {
			continue
		}
		n, err := l.c.olderNumber(ctx, number)
		switch {
		case err == nil:
			l.numbers[number] = n
		case phoneRefused(err) && (there || !accountWithoutPhone(err)):
			l.unread = true
			return nil, false, nil
		default:
			return nil, false, phoneRefusal(err, attributePhoneNumbers)
		}
	}
	return l.numbers, true, nil
}

// olderNumber reads a number from the older list; nil when it is not there.
func (c *connection) olderNumber(ctx context.Context, number string) (*zoomapi.ManagedNumber, error) {
	for n, err := range c.api.AccountNumbers(ctx, zoomapi.AccountNumberOptions{Type: zoomapi.NumberAll, Number: number}) {
		if err != nil {
			return nil, err
		}
		if canonicalNumber(n.Number) == number {
			return managedNumber(n), nil
		}
	}
	return nil, nil
}

// keyword is the beginning of numbers as Zoom searches them; a plus sign alone
// narrows nothing.
func keyword(prefix string) string {
	if len(prefix) < 2 {
		return ""
	}
	return prefix
}

func commonPrefix(texts []string) string {
	prefix := texts[0]
	for _, t := range texts[1:] {
		for !strings.HasPrefix(t, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix
}

// sitesOf are the sites that a value of site_id, site_name or site_code means.
func (l *phoneLists) sitesOf(ctx context.Context, attribute string, v shared.Values) ([]*zoomapi.PhoneSite, error) {
	ref, isReference := v.AsReference()
	name, isName := v.AsString()
	code, _ := v.AsInt()
	switch {
	case isReference && ref.UID != "":
		site, err := l.sites.byID(ctx, ref.UID)
		if site == nil || err != nil {
			return nil, phoneRefusal(err, attribute)
		}
		return []*zoomapi.PhoneSite{site}, nil
	case isReference:
		found, err := l.sites.named(ctx, ref.Name)
		return found, phoneRefusal(err, attribute)
	case isName:
		found, err := l.sites.named(ctx, name)
		return found, phoneRefusal(err, attribute)
	default:
		found, err := l.sites.withCode(ctx, code)
		return found, phoneRefusal(err, attribute)
	}
}

// withLength is the site with the length of its extensions, which lists lack;
// nil when it has gone. When the app may not read it, it is the site as it is
// known, together with the refusal.
func (l *phoneLists) withLength(ctx context.Context, site *zoomapi.PhoneSite) (*zoomapi.PhoneSite, error) {
	if site.ShortExtension != nil {
		return site, nil
	}
	detail, err := l.sites.detail(ctx, site.ID)
	if phoneRefused(err) {
		return site, err
	}
	return detail, err
}

// chooseSite finds the site that the changes name, nil when they name none. What
// they say of it must be true of one site.
func (l *phoneLists) chooseSite(ctx context.Context, deltas []shared.AttributeDelta) (*zoomapi.PhoneSite, []shared.Fault, error) {
	var asked []shared.AttributeDelta
	// A name or a code lists the sites, which spares the read of one by id.
	for _, name := range []string{attributeSiteName, attributeSiteCode, attributeSiteID} {
		if d, ok := find(deltas, name); ok && gives(d) {
			asked = append(asked, d)
		}
	}
	var among []*zoomapi.PhoneSite
	var faults []shared.Fault
	for i, d := range asked {
		found, err := l.sitesOf(ctx, d.Name, *d.Replace)
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "there is no site " + siteAsked(d)})
		}
		if i == 0 {
			among = found
		} else {
			among = common(among, found)
		}
	}
	switch {
	case len(asked) == 0 || len(faults) > 0:
	case len(among) == 1:
		return among[0], nil, nil
	case len(among) == 0:
		for _, d := range asked {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "the site " + siteAsked(d) + " is not the one that the other attributes mean"})
		}
	default:
		for _, d := range asked {
			faults = append(faults, shared.Fault{Field: d.Name, Message: "several sites are " + siteAsked(d) + ": use " + attributeSiteID})
		}
	}
	return nil, faults, nil
}

// siteAsked says which site a change asks for.
func siteAsked(d shared.AttributeDelta) string {
	if ref, ok := d.Replace.AsReference(); ok {
		if ref.UID != "" {
			return ref.UID
		}
		return "named " + ref.Name
	}
	if code, ok := d.Replace.AsInt(); ok {
		return "with the code " + strconv.FormatInt(code, 10)
	}
	return "named " + d.Replace.String()
}

func common(a, b []*zoomapi.PhoneSite) []*zoomapi.PhoneSite {
	var both []*zoomapi.PhoneSite
	for _, x := range a {
		for _, y := range b {
			if x.ID == y.ID {
				both = append(both, x)
			}
		}
	}
	return both
}
