package demo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// say makes the only line of a step.
func say(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }

// unexpected is the error of an answer that is not as it should be.
func unexpected(what string, want, got any) error {
	return fmt.Errorf("%s should be %v and is %v", what, want, got)
}

// names joins what a step wants to show.
func names(list []string) string { return strings.Join(list, ", ") }

// requests is what an operation cost at the target, in words.
func requests(stats shared.OperationStats) string {
	if stats.Requests == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", stats.Requests)
}

// seen is how many requests have reached the simulator.
func (s *story) seen() int { return len(s.sim.Sim().Requests()) }

// asked counts what reached the simulator since then, by operation and the
// parameters that select something.
func (s *story) asked(since int) map[string]int {
	counts := map[string]int{}
	for _, r := range s.sim.Sim().Requests()[since:] {
		endpoint := r.Method + " " + r.Template
		// What cannot be read selects nothing, and is missed where it matters.
		query, _ := url.ParseQuery(r.Query)
		query.Del("page_size")
		if len(query) > 0 {
			endpoint += "?" + query.Encode()
		}
		counts[endpoint]++
	}
	return counts
}

// endpoints are the keys of asked in their order, and counted the same with the
// numbers, for a line.
func endpoints(asked map[string]int) string { return names(slices.Sorted(maps.Keys(asked))) }

func counted(asked map[string]int) string {
	var words []string
	for _, endpoint := range slices.Sorted(maps.Keys(asked)) {
		words = append(words, fmt.Sprintf("%s (%d)", endpoint, asked[endpoint]))
	}
	return "Zoom was asked: " + names(words)
}

// text is a string as the value of an attribute.
func text(s string) shared.Value { return shared.StringValue(s) }

// named and ref are references to an object by its name and by its uid.
func named(class, name string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: class, Name: name})
}

func ref(class, uid string) shared.Value {
	return shared.ReferenceValue(shared.Reference{Class: class, UID: uid})
}

// steps are the steps of a write, one a line.
func steps(result *shared.WriteResult) []string {
	var lines []string
	for i, st := range result.Steps {
		lines = append(lines, fmt.Sprintf("step %d %s: %s, %s", i+1, st.State, st.Name, st.Endpoint))
	}
	for _, e := range result.SideEffects {
		lines = append(lines, fmt.Sprintf("besides, %s: %s", e.Attribute, e.Description))
	}
	return append(lines, notApplied(result)...)
}

// notApplied are the attributes that a write left out, by the reason.
func notApplied(result *shared.WriteResult) []string {
	var reasons []string
	attributes := map[string][]string{}
	for _, n := range result.NotApplied {
		reason := fmt.Sprint(n.Reason)
		if attributes[reason] == nil {
			reasons = append(reasons, reason)
		}
		attributes[reason] = append(attributes[reason], n.Attribute)
	}
	var lines []string
	for _, reason := range reasons {
		lines = append(lines, fmt.Sprintf("not applied, %s: %s", names(attributes[reason]), reason))
	}
	return lines
}

// told describes a write that must have had an outcome, and left out certain
// attributes and no others.
func told(result *shared.WriteResult, want shared.Outcome, left ...string) ([]string, error) {
	lines := append(say("%s, uid %s, %s", result.Outcome, result.UID, requests(result.Stats)), steps(result)...)
	var missed []string
	for _, n := range result.NotApplied {
		missed = append(missed, n.Attribute)
	}
	switch {
	case result.Outcome != want:
		return lines, unexpected("the outcome", want, result.Outcome)
	case result.UID == "":
		return lines, unexpected("the uid", "known", "empty")
	case !slices.Equal(missed, left):
		return lines, unexpected("the list of attributes left out", left, missed)
	default:
		return lines, nil
	}
}

// ran checks that a write had certain steps, all of them done.
func ran(result *shared.WriteResult, endpoints ...string) error {
	var got []string
	for _, st := range result.Steps {
		if st.State != shared.StepDone {
			return unexpected("the step "+st.Name, shared.StepDone, st.State)
		}
		got = append(got, st.Endpoint)
	}
	if !slices.Equal(got, endpoints) {
		return unexpected("the list of calls", names(endpoints), names(got))
	}
	return nil
}

// refused checks that a call ended with a kind of error.
func refused(err error, want shared.ErrorKind) ([]string, error) {
	if !errors.Is(err, want) {
		return nil, unexpected("the error", want, err)
	}
	return say("%v", err), nil
}

// create makes an object with the options of its class.
func (s *story) create(ctx context.Context, class string, options shared.Attributes, attributes ...shared.Attribute) (*shared.WriteResult, error) {
	return s.conn.Create(ctx, &shared.CreateRequest{Class: class, Attributes: attributes, Options: options})
}

// update changes an object, which must succeed in full.
func (s *story) update(ctx context.Context, class, uid string, deltas ...shared.AttributeDelta) ([]string, error) {
	result, err := s.conn.Update(ctx, &shared.UpdateRequest{Class: class, UID: uid, Deltas: deltas})
	if err != nil {
		return nil, err
	}
	return told(result, shared.OutcomeUpdated)
}

// expect reads a user and compares some attributes, which it shows.
func (s *story) expect(ctx context.Context, uid string, want ...[2]string) ([]string, error) {
	req := &shared.GetRequest{Class: userClass, UID: uid}
	for _, w := range want {
		req.Attributes = append(req.Attributes, w[0])
	}
	obj, err := s.conn.Get(ctx, req)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, w := range want {
		values, _ := obj.Get(w[0])
		if values.String() != w[1] {
			return nil, unexpected(w[0], w[1], values)
		}
		words = append(words, w[0]+" "+w[1])
	}
	return say("read back: %s", names(words)), nil
}

// changed is update and then expect.
func (s *story) changed(ctx context.Context, uid string, deltas []shared.AttributeDelta, want ...[2]string) ([]string, error) {
	lines, err := s.update(ctx, userClass, uid, deltas...)
	if err != nil {
		return lines, err
	}
	read, err := s.expect(ctx, uid, want...)
	return append(lines, read...), err
}
