package shared

// Reference points to another object. In answers the uid is always set; in
// writes the uid or the name may stand alone.
type Reference struct {
	// Class is the object class.
	Class string
	// UID is the uid of the object.
	UID string
	// Name is its name, when known.
	Name string
}

// Equal compares by class and uid, and by name where neither has a uid.
func (r Reference) Equal(other Reference) bool {
	if r.UID == "" && other.UID == "" {
		return r.Class == other.Class && r.Name == other.Name
	}
	return r.Class == other.Class && r.UID == other.UID
}

// String returns the uid, or name:NAME when there is only a name.
func (r Reference) String() string {
	if r.UID == "" && r.Name != "" {
		return "name:" + r.Name
	}
	return r.UID
}
