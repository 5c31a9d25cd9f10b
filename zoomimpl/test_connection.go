package zoomimpl

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Test says for each class what works and what is missing, by name: scopes by
// those that the access token names; features of the plan, rights of the app's
// role and everything else by reading one page of each class. It writes nothing.
// It returns an error when no token is to be had or nothing can be read at all.
func (c *connection) Test(ctx context.Context, _ *shared.TestRequest) (*shared.TestReport, error) {
	meter := &zoomapi.Meter{}
	ctx = zoomapi.WithMeter(ctx, meter)
	granted, known, err := c.tokens.Scopes(ctx)
	if err != nil {
		return nil, catalogue(err, "", "")
	}
	report := &shared.TestReport{Target: c.target()}
	needs := c.cfg.needs()
	var first error
	readable := 0
	for _, p := range c.probes() {
		if n := len(report.Classes); n == 0 || report.Classes[n-1].Class != p.class {
			next := shared.ClassReport{Class: p.class}
			if known {
				next.Problems = scopeProblems(needs, p.class, granted)
			}
			report.Classes = append(report.Classes, next)
		}
		class := &report.Classes[len(report.Classes)-1]
		err := p.read(ctx)
		if ctx.Err() != nil {
			return nil, catalogue(ctx.Err(), "", "")
		}
		if err == nil {
			readable++
		} else {
			if first == nil {
				first = catalogue(err, p.class, "")
			}
			class.Problems = addProblem(class.Problems, p, err)
		}
	}
	if readable == 0 {
		return nil, first
	}
	report.Stats = stats(meter)
	return report, nil
}

// probe reads a little of one class. The probes of a class stand together.
type probe struct {
	class string
	// part says what of the class is probed; empty is all of it.
	part string
	// right is the right that the role of the app's owner needs for it.
	right string
	// listed are the operations that need the list.
	listed []shared.Operation
	read   func(ctx context.Context) error
}

func (c *connection) probes() []probe {
	return []probe{
		{classUser, "", "to view users", ops(shared.OperationSearch), func(ctx context.Context) error {
			_, err := c.api.UserPage(ctx, zoomapi.UserListOptions{PageSize: 1}, "")
			return err
		}},
		{classUser, "attributes of Zoom Phone", phoneRight, phoneOperations(), func(ctx context.Context) error {
			_, err := c.api.PhoneUserPage(ctx, zoomapi.PhoneUserListOptions{PageSize: 1}, "")
			return err
		}},
		{classGroup, "", "to view groups", ops(shared.OperationSearch, shared.OperationCreate), func(ctx context.Context) error {
			_, err := c.api.GroupPage(ctx, 1, "")
			return err
		}},
		{classRole, "", "to view roles", nil, func(ctx context.Context) error {
			_, err := c.api.Roles(ctx)
			return err
		}},
		{classSite, "", phoneRight, nil, func(ctx context.Context) error {
			_, _, err := c.api.PhoneSitePage(ctx, "")
			return err
		}},
		{classNumber, "", phoneRight, nil, func(ctx context.Context) error {
			_, _, err := c.numberPage(ctx, "")
			return err
		}},
		{classPlan, "", phoneRight, nil, func(ctx context.Context) error {
			_, err := c.api.CallingPlans(ctx)
			return err
		}},
	}
}

const phoneRight = "to view Zoom Phone"

// phoneOperations are those of users that are only done in part without Zoom
// Phone.
func phoneOperations() []shared.Operation {
	return ops(shared.OperationGet, shared.OperationSearch, shared.OperationCreate, shared.OperationUpdate)
}

// what names what is probed.
func (p probe) what() string {
	if p.part == "" {
		return p.class
	}
	return p.class + " " + p.part
}

// addProblem adds what the failed look at a class says, unless its scope is named
// already.
func addProblem(problems []shared.Problem, p probe, err error) []shared.Problem {
	cause := shared.AsError(catalogue(err, p.class, ""))
	problem := shared.Problem{Error: cause, Missing: missingScopes(cause), Operations: p.listed}
	switch {
	case len(problem.Missing) > 0:
		for _, have := range problems {
			if slices.ContainsFunc(problem.Missing, func(s string) bool { return names(have.Missing, s) }) {
				return problems
			}
		}
	case accountWithoutPhone(err):
		problem.Missing = []string{"account with Zoom Phone"}
	case cause.Kind == shared.ErrUnsupported:
		problem.Missing, problem.Operations = []string{"plan with " + p.what()}, nil
	case cause.Kind == shared.ErrPermissionDenied:
		problem.Missing = []string{"right of the app's role " + p.right}
	case p.part == "":
		problem.Operations = nil // Nothing is known to work.
	}
	if p.part != "" {
		with := *cause
		with.Message = p.part + ": " + cause.Message
		problem.Error = &with
	}
	return append(problems, problem)
}

// names tells whether one of the missing scopes is what the scope stands for: Zoom
// may name the classic scope of a call whose granular one is missing.
func names(missing []string, scope string) bool {
	if slices.Contains(missing, scope) {
		return true
	}
	return slices.ContainsFunc(zoomapi.Operations(), func(op zoomapi.Operation) bool {
		return slices.Contains(op.Scopes, scope) && slices.Contains(missing, op.Scopes[0])
	})
}

// target names the account for people.
func (c *connection) target() string {
	return "Zoom account " + c.cfg.accountID + " at " + hostOf(c.cfg.serviceURL)
}

// hostOf returns the host of an address that was checked, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// scopeList finds the scopes in Zoom's messages: "does not contain
// scopes:[a, b]." and "does not contain a scope."
var scopeList = regexp.MustCompile(`(?i)does not contain (?:scopes?:\s*\[([^\]]*)\]|(\S+) scope)`)

// missingScopes returns the scopes that the message of a refusal names.
func missingScopes(e *shared.Error) []string {
	if e.Kind != shared.ErrPermissionDenied {
		return nil
	}
	found := scopeList.FindStringSubmatch(e.Message)
	if found == nil {
		return nil
	}
	scopes := strings.FieldsFunc(found[1]+found[2], func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(scopes)
	return slices.Compact(scopes)
}
