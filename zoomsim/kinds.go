package zoomsim

// kindCount is the number of user types.
const kindCount = 5

// userKinds are the user types in the order in which people look for them.
func userKinds() [kindCount]uint8 {
	return [...]uint8{typeLicensed, typeBasic, typeUnassigned, typeOnPrem, typeNone}
}

// kindTable counts users by status and type, so that nobody has to look at a
// million of them for an overview.
type kindTable [statusCount][kindCount]int

func (k *kindTable) count(u *user, by int) {
	for i, kind := range userKinds() {
		if kind == u.kind {
			k[u.status][i] += by
			return
		}
	}
}

// kindName is Zoom's name of a user type.
func kindName(kind uint8) string {
	switch kind {
	case typeLicensed:
		return "Licensed"
	case typeOnPrem:
		return "On-prem"
	case typeUnassigned:
		return "Unassigned"
	case typeNone:
		return "None"
	default:
		return "Basic"
	}
}
