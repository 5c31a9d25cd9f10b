package codec_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc/internal/codec"
)

// The budgets of allocations for an object of 26 attributes, from the values
// that the connector holds to bytes and from bytes to values that the host
// holds. They do not vary with the load of the machine.
const (
	connectorBudget = 60
	hostBudget      = 145
	batch           = 64
)

func TestAllocations(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts what the whole process allocates
	objects := make([]*shared.Object, batch)
	for i := range objects {
		objects[i] = userObject(i)
	}
	encode := func() []byte {
		rows := &connectorv1.RowBatch{Objects: make([]*connectorv1.Object, 0, batch)}
		var encoder codec.RowEncoder
		for _, o := range objects {
			row, _, err := encoder.Object(o, math.MaxInt)
			if err != nil {
				t.Fatal(err)
			}
			rows.Objects = append(rows.Objects, row)
		}
		b, err := proto.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	bytes := encode()
	perEncode := testing.AllocsPerRun(20, func() { encode() }) / batch
	perDecode := testing.AllocsPerRun(20, func() {
		rows := &connectorv1.RowBatch{}
		if err := proto.Unmarshal(bytes, rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows.GetObjects() {
			if _, err := codec.DecodeObject(row); err != nil {
				t.Fatal(err)
			}
		}
	}) / batch
	t.Logf("allocations per object: connector %.1f, host %.1f", perEncode, perDecode)
	if perEncode > connectorBudget {
		t.Errorf("the connector allocates %.1f times per object, the budget is %d", perEncode, connectorBudget)
	}
	if perDecode > hostBudget {
		t.Errorf("the host allocates %.1f times per object, the budget is %d", perDecode, hostBudget)
	}
}

// userObject has 18 strings, 3 ints, a bool, 2 times and 2 lists.
func userObject(i int) *shared.Object {
	id := fmt.Sprintf("user-%06d", i)
	b := shared.NewObject("user", id, id+"@example.com").Grow(32)
	for n := range 18 {
		b.SetString(fmt.Sprintf("string_attribute_%02d", n), fmt.Sprintf("value %d of %s", n, id))
	}
	for n := range 3 {
		b.Set(fmt.Sprintf("int_attribute_%d", n), shared.IntValue(int64(i*n)))
	}
	return b.Set("verified", shared.BoolValue(true)).
		Set("created_at", shared.TimeValue(time.Unix(1700000000, 0))).
		Set("last_login", shared.TimeValue(time.Unix(1710000000, 500))).
		Set("group_ids", shared.StringValue("g1"), shared.StringValue("g2"), shared.StringValue("g3")).
		Set("role_ids", shared.StringValue("r1"), shared.StringValue("r2")).
		Build()
}

func BenchmarkEncode(b *testing.B) {
	o := userObject(1)
	var encoder codec.RowEncoder
	b.ReportAllocs()
	for b.Loop() {
		row, _, err := encoder.Object(o, math.MaxInt)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := proto.Marshal(row); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeObject(b *testing.B) {
	o := userObject(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := codec.EncodeObject(o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	row, err := codec.EncodeObject(userObject(1))
	if err != nil {
		b.Fatal(err)
	}
	bytes, err := proto.Marshal(row)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		m := &connectorv1.Object{}
		if err := proto.Unmarshal(bytes, m); err != nil {
			b.Fatal(err)
		}
		if _, err := codec.DecodeObject(m); err != nil {
			b.Fatal(err)
		}
	}
}
