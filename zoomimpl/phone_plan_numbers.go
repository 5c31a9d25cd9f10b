package zoomimpl

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// numberChanges are the numbers that a user gets and loses; has is how many the
// user has before.
type numberChanges struct {
	has    int
	assign []string
	remove []zoomapi.PhoneNumberRef
}

// planNumbers decides which numbers change, and refuses those that the account
// cannot give.
func (p *phonePlan) planNumbers(ctx context.Context) ([]shared.Fault, error) {
	d, ok := find(p.changes, attributePhoneNumbers)
	if !ok {
		return nil, nil
	}
	var have []zoomapi.PhoneNumberRef
	if p.before != nil {
		have = slices.Clone(p.before.PhoneNumbers)
	}
	slices.SortFunc(have, func(a, b zoomapi.PhoneNumberRef) int { return cmp.Compare(a.Number, b.Number) })
	current := shared.NewValues(p.c.model.attributes[d.Name].phone(newPhoneUser(p.before))...)
	wanted := d.Apply(current)
	// What Zoom shows by its id alone is no value, and nobody asks to take it away.
	nameless := func(ref zoomapi.PhoneNumberRef) bool { return canonicalNumber(ref.Number) == "" }
	shown := slices.DeleteFunc(slices.Clone(have), nameless)
	if total := wanted.Len() + len(have) - len(shown); total > zoomapi.MaxUserNumbers {
		return []shared.Fault{{Field: d.Name, Message: fmt.Sprintf("leads to %d numbers: a user has %d at most", total, zoomapi.MaxUserNumbers)}}, nil
	}
	p.numbers.has = len(have)
	for v := range wanted.All() {
		if !current.Contains(v) {
			p.numbers.assign = append(p.numbers.assign, v.String())
		}
	}
	slices.Sort(p.numbers.assign)
	for _, ref := range shown {
		if !wanted.Contains(shared.StringValue(canonicalNumber(ref.Number))) {
			p.numbers.remove = append(p.numbers.remove, ref)
		}
	}
	return p.numberFaults(ctx)
}

// numberFaults are what is wrong with the numbers to assign.
func (p *phonePlan) numberFaults(ctx context.Context) ([]shared.Fault, error) {
	if len(p.numbers.assign) == 0 {
		return nil, nil
	}
	found, known, err := p.w.lists.findNumbers(ctx, p.numbers.assign, p.before != nil)
	if err != nil || !known {
		return nil, err
	}
	var faults []shared.Fault
	for _, number := range p.numbers.assign {
		var message string
		switch n := found[number]; {
		case n == nil:
			message = "the account has no number " + number
		case n.AllocatedProduct != "" && n.AllocatedProduct != zoomapi.ProductZoomPhone:
			message = number + " belongs to the product " + n.AllocatedProduct
		case n.Status == zoomapi.NumberPending:
			message = number + " is being ported"
		default:
			message = p.heldByOthers(n)
		}
		if message != "" {
			faults = append(faults, shared.Fault{Field: attributePhoneNumbers, Message: message})
		}
	}
	return faults, nil
}

// heldByOthers says who has a number that the user does not have; empty when
// nobody has it.
func (p *phonePlan) heldByOthers(n *zoomapi.ManagedNumber) string {
	all := holders(n)
	own := func(h zoomapi.NumberHolder) bool { return h.ID != "" && h.ID == p.u.ID }
	if len(all) == 0 || slices.ContainsFunc(all, own) {
		return ""
	}
	return fmt.Sprintf("%s belongs to another holder, of type %s", canonicalNumber(n.Number), cmp.Or(all[0].Type, "unknown"))
}

// batch is a part of a change of numbers: some are assigned, or some removed.
type batch struct {
	assign []string
	remove []zoomapi.PhoneNumberRef
}

// batches orders a change of numbers so that a user who keeps any is never
// without one, and never has more than Zoom allows.
func (n numberChanges) batches() []batch {
	var out []batch
	has, assign, remove := n.has, n.assign, n.remove
	for len(assign)+len(remove) > 0 {
		if room := min(zoomapi.MaxUserNumbers-has, len(assign)); room > 0 {
			out = append(out, batch{assign: assign[:room]})
			has, assign = has+room, assign[room:]
			continue
		}
		going := len(remove)
		if len(assign) > 0 {
			going = max(1, min(going, len(assign))-1) // One stays until another is there.
		}
		if going > len(remove) {
			break // No room is left: the plan keeps within Zoom's limit.
		}
		out = append(out, batch{remove: remove[:going]})
		has, remove = has-going, remove[going:]
	}
	return out
}
