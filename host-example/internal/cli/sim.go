package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// simCloseTimeout is how long the simulator may take to finish its requests.
const simCloseTimeout = time.Second

// simLine is what the command prints for programs, on one line.
type simLine struct {
	ServiceURL   string `json:"service_url"`
	TokenURL     string `json:"token_url"`
	AccountID    string `json:"account_id"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	ControlURL   string `json:"control_url"`
	ControlToken string `json:"control_token"`
	UIURL        string `json:"ui_url"`
	Plan         string `json:"plan"`
}

// simCommand runs the simulator of Zoom in the foreground.
func (a *app) simCommand() *cobra.Command {
	flags := simFlags{options: target.SimulatorDefaults()}
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Run the Zoom simulator in the foreground",
		Long: "Run the Zoom simulator in the foreground until Ctrl-C. One JSON line on standard output says how to\n" +
			"reach it; its credentials protect nothing. ui_url is a web page that shows what happens.",
		Example: `  igahost sim --users 1000 --write-config sim.yaml &
  igahost --plugin bin/iga-connector-zoom --config sim.yaml search ZoomUser --count`,
		Args:        words(0, 0),
		Annotations: ownFlags("quiet"),
		RunE: a.run(func(cmd *cobra.Command, _ []string) error {
			options, err := flags.resolve()
			if err != nil {
				return err
			}
			return a.simulate(cmd.Context(), options, flags.writeConfig)
		}),
	}
	flags.add(cmd.Flags())
	return cmd
}

func (a *app) simulate(ctx context.Context, options zoomsim.Options, writeConfig string) error {
	sim, err := zoomsim.Start(ctx, options)
	var network *net.OpError
	switch {
	case errors.As(err, &network), ctx.Err() != nil && err != nil:
		return err
	case err != nil:
		return usagef("%s", optionFlags().Replace(err.Error())) // every other refusal is about the options
	}
	if err := a.describeSim(sim, options.Plan, writeConfig); err != nil {
		return endSim(ctx, sim, err)
	}
	<-ctx.Done()
	a.notice("stopping the simulator")
	return endSim(ctx, sim, nil)
}

// describeSim says how to reach the simulator.
func (a *app) describeSim(sim *zoomsim.Server, plan zoomsim.Plan, writeConfig string) error {
	//nolint:gosec // G117: the secret of a simulator protects nothing, and is printed for programs to use
	line, err := json.Marshal(simLine{
		ServiceURL: sim.ServiceURL, TokenURL: sim.TokenURL,
		AccountID: sim.AccountID, ClientID: sim.ClientID, ClientSecret: sim.ClientSecret,
		ControlURL: sim.ControlURL, ControlToken: sim.ControlToken, UIURL: sim.UIURL, Plan: string(plan),
	})
	if err != nil {
		return err
	}
	// The file comes first: who has read the line may use it.
	if writeConfig != "" {
		if err := writeSimConfig(writeConfig, target.SimulatorConfig(sim, plan)); err != nil {
			return err
		}
		a.notice("try: igahost --plugin PATH --config %s search ZoomUser", writeConfig)
	} else {
		a.notice("to use it from another terminal, add --write-config FILE and pass --config FILE there")
	}
	a.notice("web page: %s", sim.UIURL)
	a.notice("the simulator runs until Ctrl-C")
	_, err = a.env.Stdout.Write(append(line, '\n'))
	return err
}
