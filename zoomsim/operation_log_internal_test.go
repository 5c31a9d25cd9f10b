package zoomsim

import (
	"strconv"
	"testing"
	"time"
)

// TestOperationLogBound: the log keeps the newest records alone, in order,
// also when the clock steps back.
func TestOperationLogBound(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]int{"below": maxOperations, "above": maxOperations + 7, "far above": 5*maxOperations + 7} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log operationLog
			for i := range count {
				log.add(operation{at: int64(1000 + i%2), detail: strconv.Itoa(i)})
			}
			got := log.between(time.Unix(0, 0), time.Unix(2000, 0))
			if len(got) != maxOperations || len(log.records) > 2*maxOperations {
				t.Fatalf("%d records to see, %d kept, want %d and at most twice that", len(got), len(log.records), maxOperations)
			}
			for i, record := range got {
				if want := count - maxOperations + i; record.detail != strconv.Itoa(want) || record.seq != uint64(want+1) {
					t.Fatalf("record %d is %q, want %d", i, record.detail, want)
				}
			}
			if n := len(log.between(time.Unix(1001, 0), time.Unix(1001, 0))); n != 0 {
				t.Errorf("%d records in an empty range", n)
			}
			if n := len(log.between(time.Unix(3000, 0), time.Unix(1000, 0))); n != 0 {
				t.Errorf("%d records in a range that goes backwards", n)
			}
		})
	}
}
