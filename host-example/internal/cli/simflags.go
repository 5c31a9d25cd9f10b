package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// maxFaultsFile is the greatest size in bytes of a file with faults.
const maxFaultsFile = 1 << 20

// simFlags are those of the sim command.
type simFlags struct {
	options             zoomsim.Options
	plan, scopes        string
	faults, writeConfig string
}

func (s *simFlags) add(f *pflag.FlagSet) {
	o := &s.options
	f.StringVar(&o.Listen, "listen", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
	f.IntVar(&o.Users, "users", o.Users, "number of users")
	f.IntVar(&o.Groups, "groups", o.Groups, "number of groups")
	f.Float64Var(&o.PendingShare, "pending-share", o.PendingShare, "part of the users that is pending, 0 to 1")
	f.Float64Var(&o.InactiveShare, "inactive-share", o.InactiveShare, "part of the users that is inactive, 0 to 1")
	f.Float64Var(&o.PhoneShare, "phone-share", o.PhoneShare, "part of the active users with Zoom Phone, 0 to 1")
	f.IntVar(&o.CallingPlanSeats, "calling-plan-seats", 0, "seats of each calling plan of Zoom Phone; 0 for enough of them")
	f.BoolVar(&o.NoPhone, "no-phone", false, "make an account without Zoom Phone")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "users, groups and credentials follow from it")
	f.StringVar(&s.plan, "plan", string(zoomsim.PlanUnlimited), "plan that decides the rate limits: free|pro|business|unlimited; free has no groups and roles, and makes no users")
	f.Float64Var(&o.RateScale, "rate-scale", 1, "multiplies the rates of --plan, not its daily caps")
	f.StringVar(&s.scopes, "scopes", "", "scopes of the app, separated by commas, in either of Zoom's grammars; all when not given")
	f.DurationVar(&o.Latency, "latency", 0, "delay of every answer")
	f.StringVar(&s.faults, "faults", "", "JSON file with faults that are in force from the start; unmet ones end the command with exit code 1")
	f.StringVar(&s.writeConfig, "write-config", "", "write a configuration for the Zoom connector to this file")
}

// resolve returns the options that the flags describe.
func (s *simFlags) resolve() (zoomsim.Options, error) {
	o := s.options
	o.Plan = zoomsim.Plan(s.plan)
	if o.NoPhone && (o.PhoneShare != 0 || o.CallingPlanSeats != 0) {
		return o, usagef("--no-phone makes an account without Zoom Phone: leave out --phone-share and --calling-plan-seats")
	}
	if o.RateScale == 0 {
		return o, usagef("--rate-scale is 0, which lets nothing through; leave it out for the rates of the plan")
	}
	var err error
	if o.Scopes, err = splitNames("scopes", s.scopes); err != nil {
		return o, err
	}
	if s.faults == "" {
		return o, nil
	}
	f, err := host.OpenRegular(s.faults)
	if err != nil {
		return o, usagef("--faults: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxFaultsFile+1))
	if err != nil {
		return o, fmt.Errorf("reading --faults: %w", err)
	}
	if len(text) > maxFaultsFile {
		return o, usagef("--faults: %s is over the limit of %d KiB", s.faults, maxFaultsFile>>10)
	}
	if o.Faults, err = zoomsim.ParseFaults(text); err != nil {
		return o, usagef("--faults: %s: %s", s.faults, onOneLine(err))
	}
	return o, nil
}

// onOneLine is the text of errors that were joined, each of which has a line.
func onOneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// optionFlags puts flags in the place of options in messages of the simulator,
// and all on one line.
func optionFlags() *strings.Replacer {
	return strings.NewReplacer("zoomsim options: ", "", "Users is", "--users is", "Groups is", "--groups is", "PendingShare", "--pending-share",
		"InactiveShare", "--inactive-share", "PhoneShare", "--phone-share", "CallingPlanSeats", "--calling-plan-seats", "Plan is", "--plan is", "RateScale is", "--rate-scale is", "Latency is", "--latency is",
		"listen address", "--listen", "\n", "; ")
}
