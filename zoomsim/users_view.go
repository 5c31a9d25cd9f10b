package zoomsim

import "fmt"

// bit is a flag as Zoom shows verified.
func bit(flag bool) int {
	if flag {
		return 1
	}
	return 0
}

// groupIDs gives the ids of the user's groups in the order of joining, never nil.
func groupIDs(u *user) []string {
	ids := make([]string, len(u.groups))
	for i, g := range u.groups {
		ids[i] = g.id.String()
	}
	return ids
}

// lastLogin is "" for users who never logged in and, as was observed, for
// deactivated ones.
func lastLogin(u *user) string {
	if u.lastLogin == 0 || u.status != active {
		return ""
	}
	return zoomTime(u.lastLogin)
}

// hostKey is the one set or, as every user has one, six digits that follow
// from the id.
func hostKey(u *user) string {
	if key := u.rare().hostKey; key != "" {
		return key
	}
	return fmt.Sprintf("%06d", (uint32(u.id[0])<<16|uint32(u.id[1])<<8|uint32(u.id[2]))%1_000_000)
}
