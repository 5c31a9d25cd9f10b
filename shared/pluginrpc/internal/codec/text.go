package codec

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// CheckText tells whether all text of a message is UTF-8. Without it gRPC would
// fail the call with an error that names neither the text nor the culprit.
func CheckText(m proto.Message) error {
	return protorange.Range(m.ProtoReflect(), func(p protopath.Values) error {
		last := p.Index(-1)
		if s, ok := last.Value.Interface().(string); ok && checkText(s) != nil {
			return fmt.Errorf("%s: %w", fieldOf(p), errUTF8)
		}
		return nil
	})
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
