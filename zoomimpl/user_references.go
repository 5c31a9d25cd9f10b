package zoomimpl

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// referenceKind is what the writes of users refer to: groups or roles.
type referenceKind string

const (
	groupReference referenceKind = "group"
	roleReference  referenceKind = "role"
)

// attribute is the one of a user that holds such references.
func (k referenceKind) attribute() string {
	if k == groupReference {
		return "group_ids"
	}
	return "role_id"
}

// nameFault says why a name that so many have does not tell what is meant.
func (k referenceKind) nameFault(name string, found int) string {
	if found == 0 {
		return "there is no " + string(k) + " named " + name
	}
	return "several " + string(k) + "s are named " + name + ": use the id"
}

func (k referenceKind) missing(ref shared.Reference) string {
	return "there is no " + string(k) + " " + referenceLabel(ref)
}

// refusal returns the refusal of a group or role as what it is to the write of a
// user: about the attribute, and a bad value when there is no such group or role.
// Whether the user exists is another question.
func (k referenceKind) refusal(err error, ref shared.Reference) error {
	if err == nil || hasCode(err, zoomapi.CodeUserNotFound) {
		return err
	}
	out := *catalogued(err)
	switch out.Kind {
	case shared.ErrNotFound:
		out.Kind, out.Message = shared.ErrInvalidAttributeValue, ""
		out.Faults = []shared.Fault{{Field: k.attribute(), Message: k.missing(ref)}} // as where it is found beforehand
	case shared.ErrInvalidAttributeValue:
		out.Message = string(k) + " " + referenceLabel(ref) + ": " + out.Message
	default:
		return err
	}
	out.Attribute = k.attribute()
	return &out
}

// referenceLabel names a group or role by id, and by name when that is how it was
// given.
func referenceLabel(ref shared.Reference) string {
	if ref.Name == "" {
		return ref.UID
	}
	return fmt.Sprintf("%s (%s)", ref.UID, ref.Name)
}

func referenceLabels(refs []shared.Value) []string {
	labels := make([]string, len(refs))
	for i, v := range refs {
		ref, _ := v.AsReference()
		labels[i] = referenceLabel(ref)
	}
	return labels
}
