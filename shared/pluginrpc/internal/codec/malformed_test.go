package codec_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	object := func(attrs ...*connectorv1.Attribute) error {
		_, err := codec.DecodeObject(&connectorv1.Object{ObjectClass: "user", Uid: "u1", Attributes: attrs})
		return err
	}
	tests := map[string]struct {
		decode func() error
		want   string
	}{
		"nil object":         {func() error { _, err := codec.DecodeObject(nil); return err }, "missing"},
		"nil attribute":      {func() error { return object(nil) }, "without a name"},
		"attribute no name":  {func() error { return object(&connectorv1.Attribute{Value: &connectorv1.Attribute_IntValue{}}) }, "without a name"},
		"attribute no value": {func() error { return object(&connectorv1.Attribute{Name: "a"}) }, `user u1: attribute "a": a value without a type`},
		"nil in a list": {func() error {
			return object(&connectorv1.Attribute{Name: "a", Value: &connectorv1.Attribute_List{List: &connectorv1.ValueList{Values: []*connectorv1.Value{nil}}}})
		}, "without a type"},
		"nil embedded object": {func() error {
			return object(&connectorv1.Attribute{Name: "a", Value: &connectorv1.Attribute_ObjectValue{}})
		}, "without a type"},
		"nil time": {func() error {
			return object(&connectorv1.Attribute{Name: "a", Value: &connectorv1.Attribute_TimeValue{}})
		}, "a time outside"},
		"time out of range": {func() error {
			_, err := codec.DecodeValue(&connectorv1.Value{Value: &connectorv1.Value_TimeValue{TimeValue: &timestamppb.Timestamp{Seconds: 1 << 60}}})
			return err
		}, "a time outside"},
		"nil value":      {func() error { _, err := codec.DecodeValue(nil); return err }, "without a type"},
		"empty filter":   {func() error { _, err := codec.DecodeFilter(&connectorv1.Filter{}); return err }, "a part that is missing"},
		"nil comparison": {func() error { return decodeNode(&connectorv1.Filter_Comparison{}) }, "Operator 0 is not known"},
		"nil not":        {func() error { return decodeNode(&connectorv1.Filter_Not{}) }, "a part that is missing"},
		"unknown operator": {func() error {
			return decodeNode(&connectorv1.Filter_Comparison{Comparison: &connectorv1.Comparison{Attribute: "a", Operator: 99}})
		}, "99 is not known"},
		"deep filter": {func() error { _, err := codec.DecodeFilter(deepFilter(65)); return err }, "nested deeper than 64 levels"},
		"deep object": {func() error { _, err := codec.DecodeObject(deepObject(66)); return err }, "nested deeper than 64 levels"},
		"unknown type": {func() error {
			_, err := codec.DecodeInfo(&connectorv1.GetInfoResponse{Properties: []*connectorv1.Property{{Name: "p", Type: 99}}})
			return err
		}, `property "p": shared.Type`},
		"nil property": {func() error {
			_, err := codec.DecodeInfo(&connectorv1.GetInfoResponse{Properties: []*connectorv1.Property{nil}})
			return err
		}, "without a name"},
		"negative enum": {func() error {
			_, err := codec.DecodeInfo(&connectorv1.GetInfoResponse{Operations: []connectorv1.Operation{-1}})
			return err
		}, "-1 is not known"},
		"enum above a byte": {func() error {
			_, err := codec.DecodeInfo(&connectorv1.GetInfoResponse{Operations: []connectorv1.Operation{257}})
			return err
		}, "257 is not known"},
		"nil schema parts": {func() error {
			_, err := codec.DecodeSchema(&connectorv1.Schema{ObjectClasses: []*connectorv1.ObjectClass{{Attributes: []*connectorv1.AttributeInfo{nil}}}})
			return err
		}, "is not known"},
		"no outcome": {func() error { _, err := codec.DecodeWriteResult(nil); return err }, "is not known"},
		"failure kind": {func() error {
			_, err := codec.DecodeFailure(&connectorv1.WriteFailure{Reason: "NOT_FOUND"}, "")
			return err
		}, `the reason "NOT_FOUND"`},
		"nil failure": {func() error { _, err := codec.DecodeFailure(nil, ""); return err }, "the reason"},
		"bad duration": {func() error {
			_, err := codec.DecodeStats(&connectorv1.OperationStats{Waited: badDuration()})
			return err
		}, "duration"},
		"change kind":   {func() error { _, err := codec.DecodeChange(&connectorv1.Change{Kind: 3}); return err }, "3 is not known"},
		"change object": {func() error { _, err := codec.DecodeChange(&connectorv1.Change{Kind: 1}); return err }, "missing"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tc.decode()
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	object := func(v shared.Value) error {
		_, err := codec.EncodeObject(shared.NewObject("user", "u1", "").Set("a", v).Build())
		return err
	}
	query := func(f shared.Filter) error {
		_, err := codec.EncodeQuery("c", &shared.Query{Class: "user", Filter: f})
		return err
	}
	deep := filter.Pr("a")
	for range codec.MaxDepth {
		deep = filter.Negate(deep)
	}
	tests := map[string]struct {
		err  error
		want string
	}{
		"zero value":       {object(shared.Value{}), `attribute "a": a value without a type`},
		"text not UTF-8":   {object(shared.StringValue("\xff")), "not valid UTF-8"},
		"secret not UTF-8": {object(shared.SecretValue(shared.NewSecret("\xff"))), "not valid UTF-8"},
		"time too late":    {object(shared.TimeValue(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))), "a time outside"},
		"no name":          {second(codec.EncodeAttributes(shared.Attributes{{}})), "without a name"},
		"nil object":       {second(codec.EncodeObject(nil)), "nil"},
		"nil in and":       {query(&filter.And{Filters: []shared.Filter{nil}}), "a part that is missing"},
		"typed nil":        {query((*filter.Not)(nil)), "a part that is missing"},
		"deep filter":      {query(deep), "nested deeper"},
		"bad operator":     {query(&filter.Comparison{Attribute: "a", Value: shared.IntValue(1)}), "is not declared"},
		"class not UTF-8":  {second(codec.EncodeGet("c", &shared.GetRequest{Class: "\xff", UID: "1"})), "object_class: text that is not valid UTF-8"},
		"uid and name":     {second(codec.EncodeGet("c", &shared.GetRequest{Class: "user", UID: "1", Name: "n"})), "both"},
		"huge page":        {second(codec.EncodeQuery("c", &shared.Query{PageSize: math.MaxInt32 + 1})), "page size"},
		"unavailable written": {
			second(codec.EncodeDelta(shared.AttributeDelta{Name: "a", Add: shared.UnavailableValues("x")})),
			"unavailable values cannot be written",
		},
		"no outcome": {second(codec.EncodeWriteResult(&shared.WriteResult{})), "is not declared"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.err == nil || !strings.Contains(tc.err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", tc.err, tc.want)
			}
		})
	}
}

// TestDepthLimitIsReached proves that the bound refuses no more than it says.
func TestDepthLimitIsReached(t *testing.T) {
	t.Parallel()
	f, err := codec.DecodeFilter(deepFilter(codec.MaxDepth))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	if _, err := codec.EncodeFilter(f); err != nil {
		t.Fatalf("encode: %v", err)
	}
}

func TestEnumerationsAgree(t *testing.T) {
	t.Parallel()
	upper := func(prefix, s string) string { return prefix + strings.ToUpper(strings.ReplaceAll(s, " ", "_")) }
	for typ := shared.TypeString; typ.Valid(); typ++ {
		if got, want := connectorv1.Type(typ).String(), upper("TYPE_", typ.String()); got != want {
			t.Errorf("type %d is %s on the wire, want %s", typ, got, want)
		}
	}
	for op := shared.OperationGet; op.Valid(); op++ {
		if got, want := connectorv1.Operation(op).String(), upper("OPERATION_", op.String()); got != want {
			t.Errorf("operation %d is %s on the wire, want %s", op, got, want)
		}
	}
	for o := shared.OutcomeCreated; o.Valid(); o++ {
		if got, want := connectorv1.Outcome(o).String(), upper("OUTCOME_", o.String()); got != want {
			t.Errorf("outcome %d is %s on the wire, want %s", o, got, want)
		}
	}
	for s := shared.StepDone; s.Valid(); s++ {
		if got, want := connectorv1.StepState(s).String(), upper("STEP_STATE_", s.String()); got != want {
			t.Errorf("step state %d is %s on the wire, want %s", s, got, want)
		}
	}
	operators := []string{"EQUAL", "NOT_EQUAL", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "GREATER", "GREATER_OR_EQUAL", "LESS", "LESS_OR_EQUAL"}
	for i, want := range operators {
		op := filter.Equal + filter.Operator(i)
		if got := connectorv1.ComparisonOperator(op).String(); got != "COMPARISON_OPERATOR_"+want || !op.Valid() {
			t.Errorf("operator %s is %s on the wire, want %s", op, got, want)
		}
	}
	if connectorv1.ChangeKind(shared.ChangeUpsert) != connectorv1.ChangeKind_CHANGE_KIND_UPSERT ||
		connectorv1.ChangeKind(shared.ChangeDelete) != connectorv1.ChangeKind_CHANGE_KIND_DELETE {
		t.Error("the kinds of changes disagree")
	}
	if connectorv1.ConstraintKind(shared.ConstraintTogether) != connectorv1.ConstraintKind_CONSTRAINT_KIND_TOGETHER ||
		connectorv1.ConstraintKind(shared.ConstraintExclusive) != connectorv1.ConstraintKind_CONSTRAINT_KIND_EXCLUSIVE ||
		connectorv1.ConstraintKind(shared.ConstraintRequires) != connectorv1.ConstraintKind_CONSTRAINT_KIND_REQUIRES {
		t.Error("the kinds of constraints disagree")
	}
}

// second returns the error of a call with two results.
func second[T any](_ T, err error) error { return err }

func decodeNode(node any) error {
	f := &connectorv1.Filter{}
	switch n := node.(type) {
	case *connectorv1.Filter_Comparison:
		f.Node = n
	case *connectorv1.Filter_Not:
		f.Node = n
	}
	_, err := codec.DecodeFilter(f)
	return err
}

func deepFilter(levels int) *connectorv1.Filter {
	f := &connectorv1.Filter{Node: &connectorv1.Filter_Present{Present: "a"}}
	for range levels - 1 {
		f = &connectorv1.Filter{Node: &connectorv1.Filter_Not{Not: f}}
	}
	return f
}

func deepObject(levels int) *connectorv1.Object {
	o := &connectorv1.Object{}
	for range levels - 1 {
		o = &connectorv1.Object{Attributes: []*connectorv1.Attribute{{Name: "o", Value: &connectorv1.Attribute_ObjectValue{ObjectValue: o}}}}
	}
	return o
}

func badDuration() *durationpb.Duration {
	return proto.CloneOf(&durationpb.Duration{Seconds: 1, Nanos: -1})
}
