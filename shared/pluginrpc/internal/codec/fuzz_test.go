package codec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// FuzzDecode gives arbitrary bytes to every decoder: none may panic, and what
// one accepts must survive encoding and decoding unchanged.
func FuzzDecode(f *testing.F) {
	targets := fuzzTargets()
	for i := range targets {
		f.Add(uint8(i), []byte{})
		f.Add(uint8(i), []byte{0x0a, 0x03, 'a', 'b', 'c', 0x12, 0x02, 0x08, 0x01})
	}
	wire, err := codec.EncodeObject(fullObject())
	if err != nil {
		f.Fatal(err)
	}
	b, err := proto.Marshal(wire)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint8(0), b)
	node, err := codec.EncodeFilter(fullFilter())
	if err != nil {
		f.Fatal(err)
	}
	b, err = proto.Marshal(&connectorv1.SearchRequest{Filter: node})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint8(2), b)
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		targets[int(which)%len(targets)](t, data)
	})
}

func fuzzTargets() []func(*testing.T, []byte) {
	return []func(*testing.T, []byte){
		fuzzOne(codec.DecodeObject, codec.EncodeObject),
		fuzzOne(codec.DecodeGet, with(codec.EncodeGet)),
		fuzzOne(codec.DecodeQuery, with(codec.EncodeQuery)),
		fuzzOne(codec.DecodeCreate, with(codec.EncodeCreate)),
		fuzzOne(codec.DecodeUpdate, with(codec.EncodeUpdate)),
		fuzzOne(codec.DecodeDelete, with(codec.EncodeDelete)),
		fuzzOne(codec.DecodeInfo, codec.EncodeInfo),
		fuzzOne(codec.DecodeSchema, codec.EncodeSchema),
		fuzzOne(codec.DecodeReport, codec.EncodeReport),
		fuzzOne(codec.DecodeValidate, codec.EncodeValidate),
		fuzzOne(codec.DecodeConnect, codec.EncodeConnect),
		fuzzOne(codec.DecodeWriteResult, codec.EncodeWriteResult),
		fuzzOne(func(w *connectorv1.WriteFailure) (*shared.WriteError, error) { return codec.DecodeFailure(w, "call") }, codec.EncodeFailure),
		fuzzOne(codec.DecodeError, func(e *shared.Error) (*connectorv1.ErrorDetail, error) { return codec.EncodeError(e), nil }),
		fuzzOne(codec.DecodeChange, func(c *shared.Change) (*connectorv1.Change, error) {
			w, _, err := new(codec.RowEncoder).Change(c, 0)
			return w, err
		}),
	}
}

func with[D, W any](encode func(string, *D) (W, error)) func(*D) (W, error) {
	return func(d *D) (W, error) { return encode("connection", d) }
}

func fuzzOne[D any, M any, W interface {
	*M
	proto.Message
}](decode func(W) (*D, error), encode func(*D) (W, error)) func(*testing.T, []byte) {
	return func(t *testing.T, data []byte) {
		t.Helper()
		var m M
		if proto.Unmarshal(data, W(&m)) != nil {
			return
		}
		first, err := decode(&m)
		if err != nil {
			return
		}
		wire, err := encode(first)
		if err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		second, err := decode(wire)
		if err != nil {
			t.Fatalf("what was encoded cannot be decoded: %v", err)
		}
		if diff := cmp.Diff(first, second, cmpopts.EquateNaNs()); diff != "" {
			t.Fatalf("changed on the way (-first +second):\n%s", diff)
		}
	}
}
