package target

import (
	"context"
	"strings"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// zoomName is the name of the connector that has a simulator and variables of
// its own.
const zoomName = "zoom"

// memoryName is the name of the connector that forgets everything when it ends.
const memoryName = "memory"

// zoomVariables are the environment variables with the credentials of Zoom, and
// the properties that they set.
func zoomVariables() [3][2]string {
	return [3][2]string{
		{"ZOOM_ACCOUNT_ID", "account_id"},
		{"ZOOM_CLIENT_ID", "client_id"},
		{"ZOOM_CLIENT_SECRET", "client_secret"},
	}
}

// choose returns the configuration and where it came from.
func (s *Session) choose(ctx context.Context) (shared.Attributes, Kind, error) {
	if s.options.ConfigFile != "" {
		file, err := host.LoadConfig(s.options.ConfigFile, s.Info)
		if err != nil {
			return nil, Configured, err
		}
		for _, w := range file.Warnings {
			s.options.Warn(w)
		}
		return file.Config, Configured, nil
	}
	if s.Info.Name != zoomName {
		return nil, Bare, nil
	}
	config, err := s.zoomFromEnvironment()
	if err != nil || config != nil {
		return config, Environment, err
	}
	config, err = s.startSimulator(ctx)
	return config, Simulator, err
}

// zoomFromEnvironment returns nil when no variable is set.
func (s *Session) zoomFromEnvironment() (shared.Attributes, error) {
	var config shared.Attributes
	var missing []string
	for _, v := range zoomVariables() {
		value, _ := s.options.LookupEnv(v[0])
		if value == "" {
			missing = append(missing, v[0])
			continue
		}
		p, ok := s.Info.Property(v[1])
		if !ok {
			return nil, shared.NewError(shared.ErrInternal, "the zoom connector has no property %s", v[1])
		}
		parsed, err := shared.ParseValue(p.Type, value)
		if err != nil {
			return nil, shared.NewError(shared.ErrInvalidConfiguration, "environment variable %s: %v", v[0], err)
		}
		config = append(config, shared.NewAttribute(v[1], parsed))
	}
	if len(config) > 0 && len(missing) > 0 {
		return nil, shared.NewError(shared.ErrInvalidConfiguration,
			"some credentials of Zoom are in the environment, but not %s; set all three, none, or pass --config",
			strings.Join(missing, " and "))
	}
	return config, nil
}

// SimulatorDefaults are the options of a simulator that nobody configured.
func SimulatorDefaults() zoomsim.Options {
	return zoomsim.Options{
		Seed: 1, Users: 100, Groups: 10, PendingShare: 0.1, InactiveShare: 0.1, Plan: zoomsim.PlanUnlimited,
	}
}

// startSimulator starts a simulator that ends with the session.
func (s *Session) startSimulator(ctx context.Context) (shared.Attributes, error) {
	options := SimulatorDefaults()
	sim, err := zoomsim.Start(ctx, options)
	if err != nil {
		return nil, shared.NewError(shared.ErrConnectionFailed, "the embedded Zoom simulator did not start: %v", err)
	}
	s.sim = sim
	return SimulatorConfig(sim, options.Plan), nil
}

// SimulatorConfig is the configuration of the Zoom connector for a simulator
// whose options have a plan, so that the connector keeps to the rates in force
// there and to no lower ones.
func SimulatorConfig(sim *zoomsim.Server, plan zoomsim.Plan) shared.Attributes {
	return shared.Attributes{
		shared.NewAttribute("service_url", shared.StringValue(sim.ServiceURL)),
		shared.NewAttribute("token_url", shared.StringValue(sim.TokenURL)),
		shared.NewAttribute("account_id", shared.StringValue(sim.AccountID)),
		shared.NewAttribute("client_id", shared.StringValue(sim.ClientID)),
		shared.NewAttribute("client_secret", shared.SecretValue(shared.NewSecret(sim.ClientSecret))),
		shared.NewAttribute("plan", shared.StringValue(string(plan))),
	}
}
