package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/igaplugin/igaplugin/bench/importbench/internal/bound"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/importrun"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/naive"
	"github.com/igaplugin/igaplugin/bench/importbench/internal/simctl"
)

// The operations whose pages are chains.
const (
	userList  = "GET /users"
	phoneList = "GET /phone/users"
)

// Runner runs scenarios.
type Runner struct {
	// Host and Plugin are the paths of igahost and the connector.
	Host, Plugin string
	// Dir is where files go while something runs.
	Dir string
	// Progress is told what happens, a line at a time.
	Progress io.Writer
}

// Run runs the scenarios, one after the other, and returns the results of those
// that were completed also with an error.
func (r *Runner) Run(ctx context.Context, scenarios []Scenario) ([]Result, error) {
	attributes, err := r.attributes(ctx)
	if err != nil {
		return nil, err
	}
	var results []Result
	for i, s := range scenarios {
		fmt.Fprintf(r.Progress, "%d/%d %s ... ", i+1, len(scenarios), s.Name())
		result, err := r.one(ctx, s, attributes)
		if err != nil {
			fmt.Fprintln(r.Progress, "failed")
			return results, fmt.Errorf("%s: %w", s.Name(), err)
		}
		fmt.Fprintf(r.Progress, "%.2f s, %d requests\n", result.Wall.Seconds(), result.Requests())
		results = append(results, result)
	}
	return results, nil
}

// one runs a scenario against a simulator of its own.
func (r *Runner) one(ctx context.Context, s Scenario, attributes map[Reads][]string) (result Result, err error) {
	options := simctl.Options{Program: r.Host, Users: s.Users, Plan: s.Plan, RateScale: s.RateScale, Latency: s.Latency}
	sim, err := simctl.Start(ctx, options)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, sim.Stop()) }()
	result = Result{Scenario: s, PhoneUsers: options.PhoneUsers()}
	control := simctl.NewControl(sim.Address)
	if s.Reads == ReadsNaive {
		result.Measured, err = readNaively(ctx, sim.Address, control)
	} else {
		result.Measured, err = r.importOnce(ctx, sim.Address, control, attributes[s.Reads])
	}
	if err != nil {
		return Result{}, err
	}
	if result.Stats, err = control.Stats(ctx); err != nil {
		return Result{}, err
	}
	if s.Reads == ReadsNaive {
		return result, nil
	}
	users, err := control.Chains(ctx, userList)
	if err != nil {
		return Result{}, err
	}
	phones, err := control.Chains(ctx, phoneList)
	result.Bound = bound.Of(result.Stats, append(users, phones...), s.Latency)
	return result, err
}

func (r *Runner) importOnce(ctx context.Context, address simctl.Address, control *simctl.Control, attributes []string) (m importrun.Measured, err error) {
	dir, err := os.MkdirTemp(r.Dir, "import-")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	stats, err := control.Stats(ctx)
	if err != nil {
		return m, err
	}
	config := map[string]any{
		"service_url": address.ServiceURL, "token_url": address.TokenURL, "account_id": address.AccountID,
		"client_id": address.ClientID, "client_secret": address.ClientSecret, "plan": address.Plan, "pending_uid": "email",
		// The rates in force, which may be other than the plan's.
		"rate_limits": rateLimits(stats.Rates),
	}
	text, err := json.Marshal(config)
	if err != nil {
		return m, err
	}
	const private = 0o600
	path := filepath.Join(dir, "config.json")
	if err := os.WriteFile(path, text, private); err != nil {
		return m, err
	}
	rows := filepath.Join(dir, "rows")
	if err := os.Mkdir(rows, 0o700); err != nil {
		return m, err
	}
	if err := control.Reset(ctx); err != nil {
		return m, err
	}
	return importrun.Import{Host: r.Host, Plugin: r.Plugin, Config: path, Attributes: attributes, Dir: rows}.Run(ctx)
}

// readNaively runs the baseline.
func readNaively(ctx context.Context, address simctl.Address, control *simctl.Control) (importrun.Measured, error) {
	account := naive.Account{
		ServiceURL: address.ServiceURL, TokenURL: address.TokenURL,
		AccountID: address.AccountID, ClientID: address.ClientID, Secret: address.ClientSecret,
	}
	reader := naive.New(account)
	phones, err := reader.PhoneUsers(ctx)
	if err != nil {
		return importrun.Measured{}, err
	}
	if err := control.Reset(ctx); err != nil {
		return importrun.Measured{}, err
	}
	began := time.Now()
	rows, err := reader.Read(ctx, phones)
	return importrun.Measured{Began: began, Wall: time.Since(began), Rows: int64(rows), OwnRequests: -1}, err
}
