package zoomimpl_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/adapter"
	"github.com/igaplugin/igaplugin/zoomimpl"
)

// Section 4.10: writes to one user are serialised in the process, whatever
// connection and form of the uid they come by; those to different users are not.
func TestWritesToOneUserAreSerialised(t *testing.T) {
	t.Parallel()
	options := small()
	options.Latency = 2 * time.Millisecond
	tn := start(t, options)
	connector := adapter.New(zoomimpl.New(zoomimpl.Options{}), nil)
	uid := tn.active("ann@example.com")
	g := groupIDs(tn)
	tn.sim.ResetRecord()
	var wg sync.WaitGroup
	for i := range 8 {
		conn := tn.open(connector)
		wg.Go(func() {
			if _, err := conn.Update(t.Context(), &shared.UpdateRequest{Class: user, UID: uid, Deltas: []shared.AttributeDelta{
				shared.ReplaceDelta("dept", str(strings.Repeat("x", i+1))), shared.ReplaceDelta("group_ids", groupRef(g[i%len(g)])),
			}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := tn.sim.Stats().InFlightMax; got != 1 {
		t.Errorf("%d requests at the same time, want 1", got)
	}
	if v, _ := tn.get(user, uid).Get("group_ids"); v.Len() != 1 {
		t.Errorf("groups: %v", v)
	}
}
