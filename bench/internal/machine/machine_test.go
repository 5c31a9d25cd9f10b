package machine_test

import (
	"testing"

	"github.com/igaplugin/igaplugin/bench/internal/machine"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	if got := machine.Describe(); len(got) < len("1 cores, linux/amd64, go1.26") {
		t.Errorf("machine %q", got)
	}
}
