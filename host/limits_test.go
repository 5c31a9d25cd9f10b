//go:build unix

package host_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// TestLargeMessages sends and receives what gRPC alone would refuse at 4 MiB, and
// names both sizes of what is over the limit of the contract.
func TestLargeMessages(t *testing.T) {
	t.Parallel()
	th := launchThings(t, nil)
	get := func(mib int) (int, error) {
		obj, err := th.conn.Get(testContext(t), &shared.GetRequest{Class: "Thing", UID: fmt.Sprintf("mib:%d", mib)})
		if err != nil {
			return 0, err
		}
		values, _ := obj.Get("note")
		note, _ := values.AsString()
		return len(note), nil
	}
	put := func(mib int) (string, error) {
		result, err := th.conn.Update(testContext(t), &shared.UpdateRequest{Class: "Thing", UID: "any", Deltas: []shared.AttributeDelta{
			shared.ReplaceDelta("note", shared.StringValue(strings.Repeat("x", mib<<20))),
		}})
		if err != nil {
			return "", err
		}
		return result.Name, nil
	}
	if n, err := get(12); err != nil || n != 12<<20 {
		t.Errorf("an answer of 12 MiB: %d bytes, %v", n, err)
	}
	if name, err := put(12); err != nil || name != fmt.Sprintf("1.0.0 %d", 12<<20) {
		t.Errorf("a request of 12 MiB: %q, %v", name, err)
	}
	limit := fmt.Sprintf("the limit is %d bytes", pluginrpc.MaxMessageBytes)
	_, err := get(17)
	wantKind(t, err, shared.ErrTooLarge, "the answer is 178", limit)
	_, err = put(17)
	wantKind(t, err, shared.ErrTooLarge, "the request is 178", limit)
	// A read over the limit harms nobody.
	th.wantVersion(t, "1.0.0")
	if s := th.Status(); s.Restarts != 0 {
		t.Errorf("%d restarts", s.Restarts)
	}
}
