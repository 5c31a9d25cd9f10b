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

// Test asks for a token and reads one page of users and of groups. It returns
// an error when neither can be read.
func (c *connection) Test(ctx context.Context, _ *shared.TestRequest) (*shared.TestReport, error) {
	meter := &zoomapi.Meter{}
	ctx = zoomapi.WithMeter(ctx, meter)
	report := &shared.TestReport{Target: c.target()}
	users := c.testUsers(ctx)
	groups := c.testGroups(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	report.Classes = []shared.ClassReport{
		classReport(classUser, users, shared.OperationSearch),
		classReport(classGroup, groups, shared.OperationSearch, shared.OperationCreate),
	}
	if users != nil && groups != nil {
		return nil, catalogue(users, classUser, "")
	}
	report.Stats = stats(meter)
	return report, nil
}

// target names the account for people.
func (c *connection) target() string {
	host := c.cfg.serviceURL
	if u, err := url.Parse(host); err == nil {
		host = u.Host
	}
	return "Zoom account " + c.cfg.accountID + " at " + host
}

func (c *connection) testUsers(ctx context.Context) error {
	_, err := c.api.UserPage(ctx, zoomapi.UserListOptions{PageSize: 1}, "")
	return err
}

func (c *connection) testGroups(ctx context.Context) error {
	for _, err := range c.api.Groups(ctx) {
		return err
	}
	return nil
}

// classReport reports what a failed look at the list takes away: all operations
// when nothing works at all, else those that need the list.
func classReport(class string, err error, listed ...shared.Operation) shared.ClassReport {
	if err == nil {
		return shared.ClassReport{Class: class}
	}
	cause := shared.AsError(catalogue(err, class, ""))
	problem := shared.Problem{Error: cause, Missing: missingScopes(cause)}
	if len(problem.Missing) > 0 {
		problem.Operations = listed
	}
	return shared.ClassReport{Class: class, Problems: []shared.Problem{problem}}
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
