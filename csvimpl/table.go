package csvimpl

import (
	"sync"
	"time"
)

// table is one class with its file.
type table struct {
	*tableSettings
	format      format
	createFile  bool
	lockTimeout time.Duration
	// writing holds one token while this connection writes, so that writes of
	// one process wait in line and only processes have to poll.
	writing chan struct{}

	mu sync.Mutex
	// known is what the schema was made of; nil until it was asked for.
	known *layout
}

func newTable(s *settings, t *tableSettings) *table {
	return &table{
		tableSettings: t, format: s.format, createFile: s.createFiles, lockTimeout: s.lockTimeout,
		writing: make(chan struct{}, 1),
	}
}

// remember keeps the first layout, and refuses others: the schema of a
// connection stays what it is.
func (t *table) remember(l *layout) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = l
	}
	if !t.known.sameColumns(l) {
		return t.lineFault(1, "the columns have changed since the schema was read, from %s to %s; connect again", t.known.names(), l.names())
	}
	return nil
}
