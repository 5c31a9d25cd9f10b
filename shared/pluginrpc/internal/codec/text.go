package codec

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// CheckText tells whether all text of a message is UTF-8. Without it gRPC would
// fail the call with an error that names neither the text nor the culprit.
func CheckText(m proto.Message) error {
	if isText(m.ProtoReflect()) {
		return nil
	}
	// Once more, now to find out where.
	return protorange.Range(m.ProtoReflect(), func(p protopath.Values) error {
		last := p.Index(-1)
		if s, ok := last.Value.Interface().(string); ok && checkText(s) != nil {
			return fmt.Errorf("%s: %w", fieldOf(p), errUTF8)
		}
		return nil
	})
}

// isText tells whether all text of a message is UTF-8. It may say no where there
// is none that is not.
func isText(m protoreflect.Message) bool {
	ok := true
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case field.IsMap(): // The contract has none yet.
			ok = false
		case field.IsList():
			ok = isListText(field.Kind(), v.List())
		case field.Kind() == protoreflect.StringKind:
			ok = utf8.ValidString(v.String())
		case field.Kind() == protoreflect.MessageKind:
			ok = isText(v.Message())
		}
		return ok
	})
	return ok
}

func isListText(kind protoreflect.Kind, list protoreflect.List) bool {
	for i := range list.Len() {
		switch {
		case kind == protoreflect.StringKind && !utf8.ValidString(list.Get(i).String()),
			kind == protoreflect.MessageKind && !isText(list.Get(i).Message()):
			return false
		}
	}
	return true
}

// fieldOf names the field a value stands in, without any values.
func fieldOf(p protopath.Values) protoreflect.Name {
	for _, step := range slices.Backward(p.Path) {
		if step.Kind() == protopath.FieldAccessStep {
			return step.FieldDescriptor().Name()
		}
	}
	return "message"
}
