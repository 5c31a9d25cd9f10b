package zoomimpl

import (
	"context"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// sites are the sites of Zoom Phone as one operation needs them: listed at most
// once, however many users are read or placed. It is not safe for concurrent
// use.
type sites struct {
	c *connection
	// known are sites by id; nil is a site that does not exist.
	known  map[string]*zoomapi.PhoneSite
	listed []*zoomapi.PhoneSite
	// details are the sites that were read singly, which tells more than the list.
	details map[string]*zoomapi.PhoneSite
	// asked says that the list was read, failed that it was refused, and single
	// that a single site was.
	asked          bool
	failed, single error
}

func (c *connection) newSites() *sites {
	return &sites{c: c, known: map[string]*zoomapi.PhoneSite{}, details: map[string]*zoomapi.PhoneSite{}}
}

// all lists the sites, each once, in the order of Zoom. That they cannot be read
// is remembered.
func (s *sites) all(ctx context.Context) ([]*zoomapi.PhoneSite, error) {
	if s.asked {
		return s.listed, s.failed
	}
	known := map[string]*zoomapi.PhoneSite{}
	var list []*zoomapi.PhoneSite
	for site, err := range s.c.api.PhoneSites(ctx) {
		if err != nil {
			if phoneFailed(err) {
				s.asked, s.failed = true, err
			}
			return nil, err
		}
		if known[site.ID] == nil {
			known[site.ID] = site
			list = append(list, site)
		}
	}
	s.asked, s.known, s.listed = true, known, list
	return list, nil
}

// byID finds one site; nil when there is none.
func (s *sites) byID(ctx context.Context, id string) (*zoomapi.PhoneSite, error) {
	return s.find(ctx, id, false)
}

// find finds a site; nil when there is none. It lists the sites when many are to
// be found, or a second one, so that no operation costs more than two reads. Where
// one of the two ways does not work the other one is tried.
func (s *sites) find(ctx context.Context, id string, many bool) (*zoomapi.PhoneSite, error) {
	ways := []func(context.Context, string) error{s.readSingle, s.readList}
	if many || len(s.known) > 0 || s.single != nil {
		slices.Reverse(ways)
	}
	var first error
	for _, read := range ways {
		if site, known := s.known[id]; known || (s.asked && s.failed == nil) {
			return site, nil
		}
		err := read(ctx, id)
		switch {
		case err == nil:
			return s.known[id], nil
		case !phoneFailed(err):
			return nil, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func (s *sites) readList(ctx context.Context, _ string) error {
	_, err := s.all(ctx)
	return err
}

// readSingle reads one site. That this cannot be done is remembered.
func (s *sites) readSingle(ctx context.Context, id string) error {
	if s.single != nil {
		return s.single
	}
	site, err := s.c.siteByID(ctx, id)
	switch {
	case err == nil:
		s.known[id], s.details[id] = site, site
	case phoneFailed(err):
		s.single = err
	}
	return err
}

// detail is the site as the read of a single one shows it; nil when there is
// none.
func (s *sites) detail(ctx context.Context, id string) (*zoomapi.PhoneSite, error) {
	if site, read := s.details[id]; read {
		return site, nil
	}
	err := s.readSingle(ctx, id)
	return s.details[id], err
}

// named are the sites of that name, without regard to case. Should there be one
// that has it to the letter, the others are not meant.
func (s *sites) named(ctx context.Context, name string) ([]*zoomapi.PhoneSite, error) {
	list, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var exact, alike []*zoomapi.PhoneSite
	for _, site := range list {
		if site.Name == name {
			exact = append(exact, site)
		}
		if strings.EqualFold(site.Name, name) {
			alike = append(alike, site)
		}
	}
	if len(exact) > 0 {
		return exact, nil
	}
	return alike, nil
}

// withCode are the sites that have a code; 0 is no code.
func (s *sites) withCode(ctx context.Context, code int64) ([]*zoomapi.PhoneSite, error) {
	list, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var found []*zoomapi.PhoneSite
	for _, site := range list {
		if code != 0 && site.SiteCode == code {
			found = append(found, site)
		}
	}
	return found, nil
}
