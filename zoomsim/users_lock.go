package zoomsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// LockScope tells what a write to a user keeps others from while it is in
// work, which with Options.Latency or a delaying fault takes a while.
type LockScope string

// The scopes of the lock.
const (
	// LockDelete: a second deletion of the same user is refused, as Zoom's
	// page about rate limits documents.
	LockDelete LockScope = "delete"
	// LockUser: besides, calls on a user are refused while POST /users makes
	// him, as older documents say. They leave open whether all users are
	// meant.
	LockUser LockScope = "user"
	// LockAccount: besides, calls on any user are refused while POST /users
	// is in work.
	LockAccount LockScope = "account"
	// LockNone: nothing is refused.
	LockNone LockScope = "none"
)

const messageConcurrentFmt = "Too many concurrent requests. A request to %s this user has already been made."

// writeLocks knows which users are being created and deleted.
type writeLocks struct {
	mu       sync.Mutex
	deleting map[string]bool // by id
	creating map[string]int  // by address in lower case
}

// enter notes a call that others must not overlap, and refuses one that
// overlaps. The caller must call leave, which is never nil, at the end.
// Calls that will be refused for their token hold nothing.
func (s *Sim) enter(c *call) (leave func(), refused *refusal) {
	leave = func() {}
	scope := s.opts.WriteLock
	if c.route == nil || scope == LockNone || !isUserCall(c.route) {
		return leave, nil
	}
	create := c.route.template == "/users" && c.r.Method == http.MethodPost
	remove := c.route.template == "/users/{userId}" && c.r.Method == http.MethodDelete
	switch {
	case scope == LockDelete && !remove, !create && len(c.params) == 0, s.authorise(c) != nil:
		return leave, nil
	case create:
		return s.locks.create(peekEmail(c)), nil
	}
	id, email := s.lockKeys(c.params[0])
	if scope != LockDelete && s.locks.isCreating(email, scope == LockAccount) {
		return leave, tooConcurrent("create")
	}
	if remove {
		return s.locks.delete(id)
	}
	return leave, nil
}

// isUserCall tells the operations on /users and on one user.
func isUserCall(r *route) bool {
	return r.template == "/users" || strings.HasPrefix(r.template, "/users/{userId}")
}

// lockKeys gives the id and the address of the user a path names; of unknown
// users the text itself stands for what is missing.
func (s *Sim) lockKeys(idOrEmail string) (id, email string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if u := s.findUser(idOrEmail); u != nil {
		return u.id.String(), strings.ToLower(u.email)
	}
	return idOrEmail, strings.ToLower(idOrEmail)
}

func (l *writeLocks) create(email string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.creating == nil {
		l.creating = map[string]int{}
	}
	l.creating[email]++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.creating[email]--; l.creating[email] == 0 {
			delete(l.creating, email)
		}
	}
}

func (l *writeLocks) isCreating(email string, anybody bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.creating[email] > 0 || anybody && len(l.creating) > 0
}

func (l *writeLocks) delete(id string) (func(), *refusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deleting[id] {
		return func() {}, tooConcurrent("disassociate")
	}
	if l.deleting == nil {
		l.deleting = map[string]bool{}
	}
	l.deleting[id] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.deleting, id)
	}, nil
}

// tooConcurrent is the documented answer to a second deletion; for creation
// the words are modelled on it.
func tooConcurrent(what string) *refusal {
	return refuse(http.StatusTooManyRequests, codeTooMany, strings.Replace(messageConcurrentFmt, "%s", what, 1))
}

// peekEmail reads the address of a new user and leaves the body to be read
// again.
func peekEmail(c *call) string {
	var body createBody
	if err := json.Unmarshal(bufferBody(c.r), &body); err != nil || body.UserInfo == nil {
		return "" // The handler will refuse it.
	}
	return strings.ToLower(valueOf(body.UserInfo.Email))
}
