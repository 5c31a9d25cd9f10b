package zoomsim

import (
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The categories of the operation log in which the simulated operations leave
// records. Groups are no category: Zoom documents none for them.
const (
	logUser         = "user"
	logUserSettings = "user_settings"
	logRole         = "role"
)

// maxOperations is how many records of either operation log are kept, the
// newest win. How long Zoom keeps them is not documented.
const maxOperations = 100_000

// operation is a record of an operation log.
type operation struct {
	seq                                uint64
	at                                 int64 // unix seconds
	operator, category, action, detail string
}

// operationLog is a bounded list of records in the order of time.
type operationLog struct {
	last    uint64
	records []operation
}

func (l *operationLog) add(record operation) {
	l.last++
	record.seq = l.last
	if n := len(l.records); n > 0 {
		// A clock that steps back must not put the list out of order.
		record.at = max(record.at, l.records[n-1].at)
	}
	if len(l.records) >= 2*maxOperations {
		l.records = append(l.records[:0], l.records[len(l.records)-maxOperations:]...)
	}
	l.records = append(l.records, record)
}

// between gives the records of the half-open time range [from, to).
func (l *operationLog) between(from, to time.Time) []operation {
	records := l.records
	if over := len(records) - maxOperations; over > 0 {
		records = records[over:]
	}
	first := sort.Search(len(records), func(i int) bool { return records[i].at >= from.Unix() })
	end := sort.Search(len(records), func(i int) bool { return records[i].at >= to.Unix() })
	return records[first:max(first, end)]
}

// logOperation records what the API did, in the words of the specification's
// example, "delete user - user2@example.com", or, as an option, in those of
// logs that were published: action "Update", category "User", detail
// "Deactivate User user2@example.com". The caller holds the lock.
func (s *Sim) logOperation(category, action, object string) {
	record := operation{at: s.now().Unix(), operator: s.tenant.owner.email, category: category, action: action}
	words := strings.ReplaceAll(category, "_", " ")
	record.detail = action + " " + words + " - " + object
	if s.opts.ObservedLogWording {
		record.detail = titled(action+" "+words) + " " + object
		record.category = titled(words)
		record.action = titled(action)
		if action == actionActivate || action == actionDeactivate {
			record.action = "Update"
		}
	}
	s.operations.add(record)
}

// titled writes every word with a capital.
func titled(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		words[i] = string(unicode.ToUpper(first)) + word[size:]
	}
	return strings.Join(words, " ")
}
