package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/host-example/internal/target"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// opening loads the connector and looks at it.
func (s *story) opening() []step {
	return []step{
		{"start a Zoom account in memory", []string{"igahost sim --users 60 --groups 6 --phone-share 0.3"}, s.startSim},
		{"load the connector: a process of its own, its checksum pinned", []string{"igahost --plugin bin/" + filepath.Base(s.options.Zoom) + " --sha256 ... info"}, func(ctx context.Context) ([]string, error) {
			return s.load(ctx, host.Spec{Path: s.options.Zoom})
		}},
		{"ask what it is", []string{"igahost info"}, s.info},
		{"connect it, and read the schema", []string{"igahost schema"}, s.connectZoom},
		{"test the connection", []string{"igahost test"}, s.test},
		{
			"test another one: a free account, and an app with few scopes",
			[]string{"igahost sim --plan free --scopes " + strings.Join(narrowScopes(), ","), "igahost test"},
			s.testNarrow,
		},
	}
}

func (s *story) startSim(ctx context.Context) (_ []string, err error) {
	s.sim, err = zoomsim.Start(ctx, zoomsim.Options{
		Seed: 1, Users: 60, Groups: 6, PendingShare: 0.1, InactiveShare: 0.1, PhoneShare: 0.3, ProfileDelay: profileDelay,
	})
	if err != nil {
		return nil, err
	}
	return say("it speaks Zoom's REST API at %s", s.sim.ServiceURL), nil
}

// load launches a connector and pins the checksum that its file has now, or that
// of the file with the checksums of all its files.
func (s *story) load(ctx context.Context, spec host.Spec) ([]string, error) {
	pinned := spec.Path
	if spec.Checksums != "" {
		pinned = spec.Checksums
	}
	sum, err := checksum(pinned)
	if err != nil {
		return nil, err
	}
	// There are fewer events than there is room for.
	events := make(chan host.Event, 100)
	s.takeover.events = events
	spec.SHA256, spec.OnEvent = sum, func(e host.Event) {
		select {
		case events <- e:
		default:
		}
	}
	s.plugin, err = host.Launch(ctx, spec)
	if err != nil {
		return nil, err
	}
	info, err := s.plugin.Info(ctx)
	if err != nil {
		return nil, err
	}
	what := "sha256"
	if spec.Checksums != "" {
		what = "sha256 of " + base(spec.Checksums) + ", which covers every file of it:"
	}
	return []string{
		fmt.Sprintf("%s %s runs as process %d", info.Name, info.Version, s.plugin.PID()),
		fmt.Sprintf("%s %s..., protocol version %d, mutual TLS", what, sum[:16], s.plugin.ProtocolVersion()),
	}, nil
}

func checksum(path string) (sum string, err error) {
	f, err := host.OpenRegular(path)
	if err != nil {
		return "", shared.NewError(shared.ErrStartFailed, "%v; build it with `make build`, or name it with --plugin", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (s *story) info(ctx context.Context) ([]string, error) {
	info, err := s.plugin.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Name != "zoom" {
		return nil, unexpected("the name of the connector", "zoom", info.Name)
	}
	operations := make([]string, len(info.Operations))
	for i, o := range info.Operations {
		operations[i] = o.String()
	}
	return []string{
		info.Description,
		fmt.Sprintf("contract %s, %d configuration properties; it can %s", info.ContractVersion, len(info.Properties), names(operations)),
	}, nil
}

func (s *story) connectZoom(ctx context.Context) ([]string, error) {
	config := s.config()
	if err := s.plugin.Validate(ctx, config); err != nil {
		return nil, err
	}
	return s.connect(ctx, config, userClass, groupClass, roleClass)
}

// config is the configuration for the simulator, with more properties.
func (s *story) config(more ...shared.Attribute) shared.Attributes {
	config := append(target.SimulatorConfig(s.sim, zoomsim.PlanUnlimited), shared.NewAttribute("entitlement_deletion_enabled", shared.BoolValue(true)))
	return append(config, more...)
}

// reconnect puts a connection with more properties in the place of the one
// there is; the process stays.
func (s *story) reconnect(ctx context.Context, more ...shared.Attribute) error {
	if err := s.conn.Close(ctx); err != nil {
		return err
	}
	conn, err := s.plugin.Connect(ctx, s.config(more...))
	if err != nil {
		s.conn = nil
		return err
	}
	s.conn = conn
	return nil
}

// connect binds the connector to a configuration and checks that the schema has
// some classes.
func (s *story) connect(ctx context.Context, config shared.Attributes, classes ...string) ([]string, error) {
	var err error
	if s.conn, err = s.plugin.Connect(ctx, config); err != nil {
		return nil, err
	}
	schema, err := s.conn.Schema(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range classes {
		if _, ok := schema.Class(name); !ok {
			return nil, unexpected("the schema", "one with class "+name, "without it")
		}
	}
	lines := make([]string, len(schema.Classes))
	for i, c := range schema.Classes {
		lines[i] = fmt.Sprintf("%s: %d attributes, uid %s, name %s", c.Name, len(c.Attributes), c.UIDAttribute, c.NameAttribute)
	}
	return lines, nil
}

func (s *story) test(ctx context.Context) ([]string, error) {
	report, err := s.conn.Test(ctx, &shared.TestRequest{})
	if err != nil {
		return nil, err
	}
	lines := say("target %s", report.Target)
	for _, c := range report.Classes {
		if len(c.Problems) > 0 {
			return lines, fmt.Errorf("class %s has problems: %w", c.Class, c.Problems[0].Error)
		}
		lines = append(lines, c.Class+": nothing is missing")
	}
	return lines, nil
}
