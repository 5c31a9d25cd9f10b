package zoomsim

import "strings"

// The categories of Zoom Phone's operation log. The first is that of the
// specification's example; the page that lists the others is not known.
const (
	phoneLogNumber = "Phone Number"
	phoneLogUser   = "User"
	phoneLogPlan   = "Calling Plan"
)

// logPhone records a change of a phone user, in the form of a published record,
// "Assign Phone Number +14155550100 to Ada Byron(ada@example.com)": action,
// category, the thing and the preposition, and the person. Actions are in
// capitals as in the specification's example. The caller holds the lock.
func (s *Sim) logPhone(category, action, thing string, u *user) {
	words := []string{titled(action), category}
	if thing != "" {
		words = append(words, thing)
	}
	words = append(words, u.displayName()+"("+u.email+")")
	s.phoneOperations.add(operation{
		at: s.now().Unix(), operator: s.tenant.owner.email, category: category,
		action: strings.ToUpper(action), detail: strings.Join(words, " "),
	})
}
