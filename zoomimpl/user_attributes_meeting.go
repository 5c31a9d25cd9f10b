package zoomimpl

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// meetingAttributes are how people reach the meetings of the user.
func meetingAttributes() []*userAttribute {
	personal := text("pmi", sourceList,
		"Personal meeting id, ten or eleven digits. Zoom takes one of ten digits, from licensed users only.", pmi, "PERSONAL_MEETING_ID").
		notCleared().checked(checkPMI)
	personal.info.Creatable, personal.info.Updatable = true, true
	personal.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		s, _ := v.AsString()
		if n, err := strconv.ParseInt(s, 10, 64); err == nil { // Checked before.
			p.PMI = &n
		}
	}
	usePMI := attribute("use_pmi", sourceGet, shared.TypeBool, "Whether instant meetings use the personal meeting id.")
	usePMI.info.Creatable, usePMI.info.Updatable, usePMI.fixed = true, true, true
	usePMI.read = func(u *zoomapi.User) []shared.Value {
		if u.UsePMI == nil {
			return nil
		}
		return []shared.Value{shared.BoolValue(*u.UsePMI)}
	}
	usePMI.patch = func(p *zoomapi.UserPatch, v shared.Values) {
		b, _ := v.AsBool()
		p.UsePMI = &b
	}
	return []*userAttribute{
		personal, usePMI,
		text("vanity_name", sourceGet, "Name of the personal link, unique in the account: the end of vanity_url.", vanityName).
			written(func(p *zoomapi.UserPatch) **string { return &p.VanityName }),
	}
}

// pmi is a personal meeting id as text: it is an identifier of ten or eleven
// digits, not a number.
func pmi(u *zoomapi.User) string {
	if u.PMI == 0 {
		return ""
	}
	return strconv.FormatInt(u.PMI, 10)
}

// checkPMI says what Zoom documents about a new personal meeting id.
func checkPMI(text string) string {
	if len(text) != 10 || strings.Trim(text, "0123456789") != "" || text[0] == '0' {
		return "must have ten digits, of which the first is not 0"
	}
	return ""
}

// vanityName is the end of the personal link, all that Zoom shows of the name.
func vanityName(u *zoomapi.User) string {
	link, err := url.Parse(u.VanityURL)
	if err != nil {
		return ""
	}
	path := link.EscapedPath()
	name, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return ""
	}
	return name
}
