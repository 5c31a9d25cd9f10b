package codec_test

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// TestEveryField fails when a field of the Go types or of the messages is
// forgotten in a converter: every field is filled, every field of the message
// must then be set, and decoding must give back what there was.
func TestEveryField(t *testing.T) {
	t.Parallel()
	t.Run("info", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeInfo, codec.DecodeInfo, nil)
	})
	t.Run("schema", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeSchema, codec.DecodeSchema, nil)
	})
	t.Run("report", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeReport, codec.DecodeReport, nil)
	})
	t.Run("fetch plan", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(p *shared.FetchPlan) (*connectorv1.FetchPlan, error) { return codec.EncodePlan(p), nil }, codec.DecodePlan, nil)
	})
	t.Run("object", func(t *testing.T) {
		t.Parallel()
		wire, err := codec.EncodeObject(fullObject())
		check(t, wire, err, fullObject(), codec.DecodeObject)
	})
	t.Run("change", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(c *shared.Change) (*connectorv1.Change, error) {
			wire, _, err := new(codec.RowEncoder).Change(c, 0)
			return wire, err
		}, codec.DecodeChange, nil)
	})
	t.Run("write result", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeWriteResult, codec.DecodeWriteResult, nil)
	})
	t.Run("write failure", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeFailure, func(w *connectorv1.WriteFailure) (*shared.WriteError, error) {
			return codec.DecodeFailure(w, "the call")
		}, func(e *shared.WriteError) { e.Kind, e.CallID = shared.ErrPartial, "the call" })
	})
	t.Run("error", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(e *shared.Error) (*connectorv1.ErrorDetail, error) { return codec.EncodeError(e), nil }, codec.DecodeError, nil)
	})
	t.Run("delta", func(t *testing.T) {
		t.Parallel()
		checkFields(t,
			func(d *shared.AttributeDelta) (*connectorv1.AttributeDelta, error) { return codec.EncodeDelta(*d) },
			func(w *connectorv1.AttributeDelta) (*shared.AttributeDelta, error) {
				d, err := codec.DecodeDelta(w)
				return &d, err
			}, nil)
	})
}

func TestEveryFieldOfRequests(t *testing.T) {
	t.Parallel()
	const id = "the connection"
	t.Run("validate", func(t *testing.T) {
		t.Parallel()
		checkFields(t, codec.EncodeValidate, codec.DecodeValidate, nil)
	})
	t.Run("connect", func(t *testing.T) {
		t.Parallel()
		// No additive part of the contract needs the host's consent yet.
		checkFields(t, codec.EncodeConnect, codec.DecodeConnect, nil, "iga.connector.v1.ConnectRequest.host_features")
	})
	t.Run("get", func(t *testing.T) {
		t.Parallel()
		encode := func(r *shared.GetRequest) (*connectorv1.GetRequest, error) { return codec.EncodeGet(id, r) }
		checkFields(t, encode, codec.DecodeGet, func(r *shared.GetRequest) { r.Name = "" })
		checkFields(t, encode, codec.DecodeGet, func(r *shared.GetRequest) { r.UID = "" })
	})
	t.Run("query", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(q *shared.Query) (*connectorv1.SearchRequest, error) { return codec.EncodeQuery(id, q) }, codec.DecodeQuery, nil)
	})
	t.Run("create", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(r *shared.CreateRequest) (*connectorv1.CreateRequest, error) { return codec.EncodeCreate(id, r) }, codec.DecodeCreate, nil)
	})
	t.Run("update", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(r *shared.UpdateRequest) (*connectorv1.UpdateRequest, error) { return codec.EncodeUpdate(id, r) }, codec.DecodeUpdate, nil)
	})
	t.Run("delete", func(t *testing.T) {
		t.Parallel()
		checkFields(t, func(r *shared.DeleteRequest) (*connectorv1.DeleteRequest, error) { return codec.EncodeDelete(id, r) }, codec.DecodeDelete, nil)
	})
	t.Run("sync", func(t *testing.T) {
		t.Parallel()
		encode := func(r *shared.SyncRequest) (*connectorv1.SyncRequest, error) {
			r.Token = strings.NewReader("token")
			wire, err := codec.EncodeSyncStart(id, r)
			r.Token = nil // It travels in messages of its own.
			return wire, err
		}
		checkFields(t, encode, func(w *connectorv1.SyncRequest) (*shared.SyncRequest, error) {
			return codec.DecodeSyncStart(w.GetStart()), nil
		}, nil)
	})
}

// TestUnsetFieldsFindsThem proves the instrument that TestEveryField relies on.
func TestUnsetFieldsFindsThem(t *testing.T) {
	t.Parallel()
	m := &connectorv1.WriteResult{Uid: "1", Outcome: connectorv1.Outcome_OUTCOME_ADOPTED, Steps: []*connectorv1.Step{{Name: "profile"}}}
	want := []string{
		"iga.connector.v1.Step.endpoint", "iga.connector.v1.Step.state", "iga.connector.v1.WriteResult.name",
		"iga.connector.v1.WriteResult.not_applied", "iga.connector.v1.WriteResult.previous_uid",
		"iga.connector.v1.WriteResult.side_effects", "iga.connector.v1.WriteResult.stats",
	}
	if diff := cmp.Diff(want, unsetFields(m.ProtoReflect())); diff != "" {
		t.Errorf("unset fields (-want +got):\n%s", diff)
	}
}

func checkFields[D any, W proto.Message](t *testing.T, encode func(*D) (W, error), decode func(W) (*D, error), adjust func(*D), unset ...string) {
	t.Helper()
	in := new(D)
	fill(reflect.ValueOf(in).Elem(), "v")
	if adjust != nil {
		adjust(in)
	}
	wire, err := encode(in)
	check(t, wire, err, in, decode, unset...)
}

func check[D any, W proto.Message](t *testing.T, wire W, err error, in *D, decode func(W) (*D, error), unset ...string) {
	t.Helper()
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	if diff := cmp.Diff(unset, unsetFields(wire.ProtoReflect())); diff != "" {
		t.Errorf("fields that are not set (-allowed +got):\n%s", diff)
	}
	out, err := decode(wire)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

// unsetFields names the fields that are not set in m and the messages of this
// contract within it. Of a oneof one member is enough.
func unsetFields(m protoreflect.Message) []string {
	var out []string
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if !m.Has(f) {
			if one := f.ContainingOneof(); one == nil || one.IsSynthetic() || m.WhichOneof(one) == nil {
				out = append(out, string(f.FullName()))
			}
			continue
		}
		if f.Message() == nil || !strings.HasPrefix(string(f.Message().FullName()), "iga.") {
			continue
		}
		if !f.IsList() {
			out = append(out, unsetFields(m.Get(f).Message())...)
			continue
		}
		for j := range m.Get(f).List().Len() {
			out = append(out, unsetFields(m.Get(f).List().Get(j).Message())...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fill sets every field to something that is not zero.
func fill(v reflect.Value, path string) {
	switch v.Interface().(type) {
	case shared.Value:
		v.Set(reflect.ValueOf(shared.StringValue(path)))
		return
	case shared.Values:
		v.Set(reflect.ValueOf(shared.Strings(path+".1", path+".2")))
		return
	case *shared.Object:
		v.Set(reflect.ValueOf(fullObject()))
		return
	case time.Duration:
		v.SetInt(int64(1500 * time.Millisecond))
		return
	}
	switch v.Type() {
	case reflect.TypeFor[shared.Filter]():
		v.Set(reflect.ValueOf(fullFilter()))
		return
	case reflect.TypeFor[io.Reader]():
		return
	}
	fillKind(v, path)
}

func fillKind(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.String:
		v.SetString(path)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(path)))
	case reflect.Uint8:
		v.SetUint(2) // The second of every enumeration is declared.
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Func: // Property.Check stays in its process.
	default:
		panic("cannot fill " + v.Type().String())
	}
}

func fullFilter() shared.Filter {
	return filter.AllOf(
		filter.AnyOf(filter.Eq("a", shared.IntValue(1)), filter.Negate(filter.Pr("b"))),
		filter.OneOf("c", shared.StringValue("x"), shared.StringValue("y")),
		filter.HasAll("d", shared.BoolValue(true), shared.BoolValue(false)),
		filter.Le("e", shared.TimeValue(time.Unix(1, 5))),
	)
}

func fullObject() *shared.Object {
	inner := shared.NewObject("address", "a1", "home").PreviousUID("a0").Provisional().SetString("city", "Bern").Build()
	return shared.NewObject("user", "u1", "ann").PreviousUID("u0").Provisional().
		SetString("string", "text").
		Set("int", shared.IntValue(-7)).
		Set("float", shared.FloatValue(1.25)).
		Set("bool", shared.BoolValue(true)).
		Set("bytes", shared.BytesValue([]byte{0, 1, 255})).
		Set("time", shared.TimeValue(time.Unix(1700000000, 123))).
		Set("secret", shared.SecretValue(shared.NewSecret("hidden"))).
		Set("reference", shared.ReferenceValue(shared.Reference{Class: "group", UID: "g1", Name: "admins"})).
		Set("object", shared.ObjectValue(inner)).
		Set("list", shared.StringValue("a"), shared.IntValue(1), shared.FloatValue(2), shared.BoolValue(true),
			shared.BytesValue([]byte("b")), shared.TimeValue(time.Unix(5, 5)), shared.SecretValue(shared.NewSecret("s")),
			shared.ReferenceValue(shared.Reference{Class: "group", UID: "g2", Name: "all"}), shared.ObjectValue(inner)).
		SetUnavailable("plan", "the account has no such plan").
		Build()
}
