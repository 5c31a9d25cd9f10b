package zoomimpl

import (
	"context"
	"slices"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// keyedLocks keep two writes to one object apart: Zoom answers overlapping
// writes to one user with errors.
type keyedLocks struct {
	mu   sync.Mutex
	held map[string]*keyedLock
}

// keyedLock is held by whoever put the token into the channel.
type keyedLock struct {
	token chan struct{}
	users int // holder and waiters
}

func newKeyedLocks() *keyedLocks { return &keyedLocks{held: map[string]*keyedLock{}} }

// lock waits for the key until ctx ends. The returned function unlocks.
func (l *keyedLocks) lock(ctx context.Context, key string) (func(), error) {
	l.mu.Lock()
	k := l.held[key]
	if k == nil {
		k = &keyedLock{token: make(chan struct{}, 1)}
		l.held[key] = k
	}
	k.users++
	l.mu.Unlock()
	select {
	case k.token <- struct{}{}:
		return func() {
			<-k.token
			l.release(key, k)
		}, nil
	case <-ctx.Done():
		l.release(key, k)
		return nil, ctx.Err()
	}
}

func (l *keyedLocks) release(key string, k *keyedLock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k.users--
	if k.users == 0 {
		delete(l.held, key)
	}
}

// lockingUsers makes a call under the locks of users. They are taken in one order,
// and nobody who holds one waits for the lock of a group, so that nobody waits for
// each other.
func (c *connection) lockingUsers(keys []string, call func(context.Context) ([]shared.NotApplied, error)) func(context.Context) ([]shared.NotApplied, error) {
	return func(ctx context.Context) ([]shared.NotApplied, error) {
		var unlocks []func()
		defer func() {
			for _, unlock := range unlocks {
				unlock()
			}
		}()
		for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
			unlock, err := c.lock(ctx, classUser, key)
			if err != nil {
				return nil, err
			}
			unlocks = append(unlocks, unlock)
		}
		return call(ctx)
	}
}
