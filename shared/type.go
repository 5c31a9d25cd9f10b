package shared

import "fmt"

// Type is the type of a value, an attribute or a property.
type Type uint8

// The types of values. The zero Type is invalid.
const (
	// TypeString is UTF-8 text.
	TypeString Type = iota + 1
	// TypeInt is a signed integer of 64 bits.
	TypeInt
	// TypeFloat is an IEEE 754 double.
	TypeFloat
	// TypeBool is true or false.
	TypeBool
	// TypeBytes is opaque bytes.
	TypeBytes
	// TypeTime is an instant with nanoseconds, in UTC.
	TypeTime
	// TypeSecret is text that is never printed, logged, filtered or sorted.
	TypeSecret
	// TypeReference points to an object.
	TypeReference
	// TypeObject is an embedded object.
	TypeObject
)

// String returns the name of the type as schemas print it.
func (t Type) String() string {
	switch t {
	case TypeString:
		return "string"
	case TypeInt:
		return "int"
	case TypeFloat:
		return "float"
	case TypeBool:
		return "bool"
	case TypeBytes:
		return "bytes"
	case TypeTime:
		return "time"
	case TypeSecret:
		return "secret"
	case TypeReference:
		return "reference"
	case TypeObject:
		return "object"
	default:
		return fmt.Sprintf("type(%d)", uint8(t))
	}
}

// Valid tells whether t is one of the declared types.
func (t Type) Valid() bool { return t >= TypeString && t <= TypeObject }

// Operation is what a connector can do with an object class.
type Operation uint8

// The operations. Get and Search are part of every connection, yet a class
// lists them like the others.
const (
	// OperationGet reads one object.
	OperationGet Operation = iota + 1
	// OperationSearch reads many objects.
	OperationSearch
	// OperationCreate makes an object; it needs [Creator].
	OperationCreate
	// OperationUpdate changes an object; it needs [Updater].
	OperationUpdate
	// OperationDelete removes an object; it needs [Deleter].
	OperationDelete
	// OperationSync reports changes; it needs [Syncer].
	OperationSync
)

// String returns the name of the operation.
func (o Operation) String() string {
	switch o {
	case OperationGet:
		return "get"
	case OperationSearch:
		return "search"
	case OperationCreate:
		return "create"
	case OperationUpdate:
		return "update"
	case OperationDelete:
		return "delete"
	case OperationSync:
		return "sync"
	default:
		return fmt.Sprintf("operation(%d)", uint8(o))
	}
}

// Valid tells whether o is one of the declared operations.
func (o Operation) Valid() bool { return o >= OperationGet && o <= OperationSync }
