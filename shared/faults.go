package shared

import "fmt"

// faultList collects what is wrong with a request, so that all of it is
// reported at once.
type faultList struct {
	faults []Fault
	// structural is set when a fault is more than a bad value; it decides the
	// kind of the error.
	structural bool
}

// full tells whether there are so many faults that more would help nobody. It
// bounds the work that a senseless request can cause.
func (l *faultList) full() bool { return len(l.faults) > maxFaults }

// request adds a fault of the request itself.
func (l *faultList) request(field, format string, args ...any) {
	l.structural = true
	l.faults = append(l.faults, Fault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// value adds a fault of a value.
func (l *faultList) value(field, format string, args ...any) {
	l.faults = append(l.faults, Fault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// err returns the faults as one error, or nil when there are none: of kind
// ErrInvalidAttributeValue when only values are wrong, else ErrInvalidRequest.
func (l *faultList) err(class, uid string) error {
	if len(l.faults) == 0 {
		return nil
	}
	kind := ErrInvalidAttributeValue
	if l.structural {
		kind = ErrInvalidRequest
	}
	e := &Error{Kind: kind, Class: class, UID: uid, Faults: l.faults}
	if len(l.faults) == 1 {
		e.Attribute = l.faults[0].Field
	}
	return e
}
