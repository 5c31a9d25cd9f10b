package memimpl

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/igaplugin/igaplugin/shared"
)

// record is an object with its place in the order of changes.
type record struct {
	object *shared.Object
	// password is kept apart: objects are handed out, passwords never.
	password shared.Secret
	changed  uint64
}

// tombstone remembers that an object was deleted.
type tombstone struct {
	object  *shared.Object
	changed uint64
}

// table holds the objects of one class.
type table struct {
	byUID  map[string]*record
	byName map[string]string // lower-case name to uid
	order  []string          // uids as they were created
	gone   []tombstone
	nextID uint64
}

// store is the target of one connection.
type store struct {
	// id tells the sync tokens of one store from those of another.
	id string

	mu     sync.RWMutex
	tables map[string]*table
	clock  uint64 // counts changes
}

func newStore() *store {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	return &store{
		id: hex.EncodeToString(b[:]),
		tables: map[string]*table{
			classUser:  {byUID: map[string]*record{}, byName: map[string]string{}},
			classGroup: {byUID: map[string]*record{}, byName: map[string]string{}},
		},
	}
}

// newUID makes the next uid of a class, for example "user-17".
func (t *table) newUID(class string) string {
	t.nextID++
	return strings.ToLower(class) + "-" + strconv.FormatUint(t.nextID, 10)
}

// put adds or replaces an object. The caller holds the lock.
func (s *store) put(obj *shared.Object, password shared.Secret) {
	t := s.tables[obj.Class()]
	s.clock++
	if old, ok := t.byUID[obj.UID()]; ok {
		delete(t.byName, strings.ToLower(old.object.Name()))
	} else {
		t.order = append(t.order, obj.UID())
	}
	t.byUID[obj.UID()] = &record{object: obj, password: password, changed: s.clock}
	t.byName[strings.ToLower(obj.Name())] = obj.UID()
}

// remove deletes an object. The caller holds the lock.
func (s *store) remove(obj *shared.Object) {
	t := s.tables[obj.Class()]
	s.clock++
	delete(t.byUID, obj.UID())
	delete(t.byName, strings.ToLower(obj.Name()))
	if i := slices.Index(t.order, obj.UID()); i >= 0 {
		t.order = slices.Delete(t.order, i, i+1)
	}
	t.gone = append(t.gone, tombstone{
		object:  shared.NewObject(obj.Class(), obj.UID(), obj.Name()).Build(),
		changed: s.clock,
	})
}

// snapshot returns the objects of a class in the order of their creation. The
// objects are immutable, so the lock need not be held while they are read.
func (s *store) snapshot(class string) []*shared.Object {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t := s.tables[class]
	out := make([]*shared.Object, len(t.order))
	for i, uid := range t.order {
		out[i] = t.byUID[uid].object
	}
	return out
}

// find returns an object by uid, or by name when the uid is empty.
func (s *store) find(class, uid, name string) (*shared.Object, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t := s.tables[class]
	if uid == "" {
		uid = t.byName[strings.ToLower(name)]
	}
	r, ok := t.byUID[uid]
	if !ok {
		what := uid
		if what == "" {
			what = name
		}
		return nil, &shared.Error{Kind: shared.ErrNotFound, Class: class, UID: uid, Message: "no " + class + " " + strconv.Quote(what)}
	}
	return r.object, nil
}

// members returns references to the users of a group.
func (s *store) members(groupUID string) shared.Values {
	var refs []shared.Value
	for _, user := range s.snapshot(classUser) {
		groups, _ := user.Get("groups")
		for g := range groups.All() {
			if r, _ := g.AsReference(); r.UID == groupUID {
				refs = append(refs, shared.ReferenceValue(shared.Reference{Class: classUser, UID: user.UID(), Name: user.Name()}))
			}
		}
	}
	return shared.NewValues(refs...)
}
