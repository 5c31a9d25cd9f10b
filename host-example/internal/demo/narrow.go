package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// narrowScopes are those of an app that may read users and groups.
func narrowScopes() []string { return []string{"user:read:admin", "group:read:admin"} }

// planForGroups is what a free account lacks, in the words of the report.
const planForGroups = "plan with " + groupClass

// testNarrow tests a connection to a free account by an app with few scopes. The
// same process serves it.
func (s *story) testNarrow(ctx context.Context) (_ []string, err error) {
	s.narrow, err = zoomsim.Start(ctx, zoomsim.Options{Seed: 2, Users: 5, Groups: 1, Plan: zoomsim.PlanFree, Scopes: narrowScopes()})
	if err != nil {
		return nil, err
	}
	conn, err := s.plugin.Connect(ctx, target.SimulatorConfig(s.narrow, zoomsim.PlanFree))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	report, err := conn.Test(ctx, &shared.TestRequest{})
	if err != nil {
		return nil, err
	}
	lines := say("%s, waited %s: a free account takes few requests a second", requests(report.Stats), round(report.Stats.Waited))
	var missing []string
	for _, c := range report.Classes {
		lines = append(lines, fmt.Sprintf("%s: problems: %d, such as", c.Class, len(c.Problems)))
		for i, p := range c.Problems {
			missing = append(missing, p.Missing...)
			if i == 0 || slices.Contains(p.Missing, planForGroups) {
				lines = append(lines, fmt.Sprintf("- %v", p.Error))
			}
		}
	}
	for _, want := range []string{"user:write:user:admin", "group:write:group:admin", "role:read:list_roles:admin", planForGroups} {
		if !slices.Contains(missing, want) {
			return lines, unexpected("the list of what is missing", "one with "+want, names(missing))
		}
	}
	slices.Sort(missing)
	return append(lines, fmt.Sprintf("in all %d scopes and features are missing, each with its name", len(slices.Compact(missing)))), nil
}
