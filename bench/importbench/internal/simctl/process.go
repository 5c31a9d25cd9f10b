package simctl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

const (
	// startTimeout is how long a tenant of a million users may take to be made.
	startTimeout = 2 * time.Minute
	// stopTimeout is how long the simulator may take to end.
	stopTimeout = 5 * time.Second
)

// Options say which simulator to run.
type Options struct {
	// Program is the path of igahost.
	Program string
	// Users is the size of the tenant. A tenth of the users is pending and a
	// fifth inactive; half as many as there are users have Zoom Phone.
	Users int
	// Plan decides the rates, and RateScale multiplies them; 0 means 1.
	Plan      string
	RateScale float64
	// Latency delays every answer.
	Latency time.Duration
}

// The shares of the tenant.
const (
	pendingShare  = 0.1
	inactiveShare = 0.2
	phoneShare    = 0.5 / (1 - pendingShare - inactiveShare)
)

// PhoneUsers is how many users have Zoom Phone.
func (o Options) PhoneUsers() int { return o.Users / 2 }

func (o Options) arguments() []string {
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	args := []string{
		"--quiet", "sim", "--users", strconv.Itoa(o.Users), "--pending-share", number(pendingShare), "--inactive-share", number(inactiveShare),
		"--phone-share", number(phoneShare), "--plan", o.Plan, "--latency", o.Latency.String(),
	}
	if o.RateScale != 0 {
		args = append(args, "--rate-scale", number(o.RateScale))
	}
	return args
}

// Address says how to reach a simulator, as igahost sim prints it.
type Address struct {
	ServiceURL   string `json:"service_url"`
	TokenURL     string `json:"token_url"`
	AccountID    string `json:"account_id"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	ControlURL   string `json:"control_url"`
	ControlToken string `json:"control_token"`
	Plan         string `json:"plan"`
}

// Process is a simulator that runs.
type Process struct {
	Address
	cmd    *exec.Cmd
	cancel context.CancelFunc
	stderr *bytes.Buffer
}

// Start runs a simulator and returns when it answers. It ends with ctx, or when
// Stop is called.
func Start(ctx context.Context, o Options) (*Process, error) {
	ctx, cancel := context.WithCancel(ctx)
	p := &Process{cancel: cancel, stderr: &bytes.Buffer{}}
	p.cmd = exec.CommandContext(ctx, o.Program, o.arguments()...) //nolint:gosec // G204: the program that the caller named
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(os.Interrupt) }
	p.cmd.WaitDelay = stopTimeout
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		cancel()
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("starting the simulator: %w", err)
	}
	timeout := time.AfterFunc(startTimeout, cancel)
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil && timeout.Stop() {
		err = json.Unmarshal(line, &p.Address)
	}
	if err != nil {
		return nil, fmt.Errorf("the simulator did not start: %w", errors.Join(err, p.Stop(), errors.New(p.stderr.String())))
	}
	return p, nil
}

// Stop ends the simulator.
func (p *Process) Stop() error {
	p.cancel()
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.Is(err, context.Canceled) || (errors.As(err, &exit) && !exit.Exited()) {
		return nil // by the signal
	}
	return err
}
