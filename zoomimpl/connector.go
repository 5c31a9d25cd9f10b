package zoomimpl

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// Options are the settings of a Connector. The zero value is valid.
type Options struct {
	// Version is the semantic version that Info reports; "0.0.0-dev" when empty.
	Version string
	// Logger gets the records of the connector; nil logs nothing. Values of
	// attributes and credentials are never logged.
	Logger hclog.Logger
	// Transport carries every request, those for tokens included; nil takes what
	// the configuration of each connection says. Tests set it.
	Transport http.RoundTripper
	// Sleep waits until d has passed, or returns the error of ctx; nil waits in real
	// time. Tests set it.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Connector is the Zoom connector. It holds what the connections of a process
// share: the pools of network connections, the access tokens, the rate limits of
// each Zoom account and the locks that keep two writes to one object apart. It is
// safe for concurrent use.
type Connector struct {
	version  string
	logger   hclog.Logger
	networks *networks
	limiters *zoomapi.Limiters
	locks    *keyedLocks
	model    *model
	sleep    func(ctx context.Context, d time.Duration) error
}

var _ shared.Connector = (*Connector)(nil)

// New makes a Connector. It sends nothing.
func New(o Options) *Connector {
	logger := o.Logger
	if logger == nil {
		logger = hclog.NewNullLogger()
	}
	version := o.Version
	if version == "" {
		version = "0.0.0-dev"
	}
	pause := o.Sleep
	if pause == nil {
		pause = sleep
	}
	return &Connector{
		version:  version,
		logger:   logger,
		networks: newNetworks(o.Transport),
		limiters: &zoomapi.Limiters{Logger: newSlog(logger, hclog.NoLevel)},
		locks:    newKeyedLocks(),
		model:    newModel(),
		sleep:    pause,
	}
}

// Info describes the connector.
func (c *Connector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name:        "zoom",
		DisplayName: "Zoom",
		Description: "Users, groups and roles of a Zoom account and its Zoom Phone, through Zoom's REST API and a Server-to-Server OAuth app.",
		Vendor:      "igaplugin",
		Version:     c.version,
		Licence:     "Apache-2.0",
		Properties:  properties(),
		Constraints: constraints(),
		Operations: []shared.Operation{
			shared.OperationGet, shared.OperationSearch, shared.OperationCreate,
			shared.OperationUpdate, shared.OperationDelete,
		},
	}, nil
}

// Validate checks a configuration. What can be said of one property is said by
// the properties themselves, and Validate adds what several say together; the
// rest shows with the first request. The ErrInvalidConfiguration has all faults.
func (c *Connector) Validate(_ context.Context, req *shared.ValidateRequest) error {
	_, err := newConfig(req.Config)
	return err
}

// Connect binds a configuration. It returns ErrInvalidConfiguration as Validate
// does.
func (c *Connector) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	cfg, err := newConfig(req.Config)
	if err != nil {
		return nil, err
	}
	log := newSlog(c.logger, cfg.logLevel)
	client, tokens, release, err := c.client(cfg, log)
	if err != nil {
		return nil, err
	}
	return &connection{
		cfg: cfg, api: client, tokens: tokens, release: release, model: c.model, locks: c.locks, sleep: c.sleep,
		log:         log,
		pendingIDs:  newRecent(maxRemembered),
		provisional: newRecent(maxRemembered),
	}, nil
}

// client makes the REST client of a connection. release, to be called once,
// gives back what the client shares with others.
func (c *Connector) client(cfg config, log *slog.Logger) (client *zoomapi.Client, tokens appTokens, release func(), err error) {
	limiter, err := c.limiters.Get(zoomapi.LimiterKey{Host: hostOf(cfg.serviceURL), AccountID: cfg.accountID}, cfg.limits())
	if err != nil {
		return nil, appTokens{}, nil, shared.NewError(shared.ErrInvalidConfiguration, "%s", err.Error())
	}
	network, leave := c.networks.join(cfg.networkConfig)
	source := network.tokens.Get(zoomapi.Credentials{
		TokenURL: cfg.tokenURL, AccountID: cfg.accountID, ClientID: cfg.clientID,
		ClientSecret: zoomapi.NewSecret(cfg.clientSecret.Reveal()), Scope: cfg.scope,
	})
	release = func() {
		network.tokens.Release(source)
		leave()
		limiter.Close()
	}
	tokens = newAppTokens(source, network, cfg.requestTimeout)
	client, err = zoomapi.New(zoomapi.Config{
		ServiceURL:     cfg.serviceURL,
		HTTPClient:     network.client,
		TokenSource:    tokens,
		Limiter:        limiter,
		IOErrorRetries: cfg.ioErrorRetries,
		RequestTimeout: cfg.requestTimeout,
		Logger:         log,
		UserAgent:      "igaplugin-zoom/" + c.version,
	})
	if err != nil {
		release()
		return nil, appTokens{}, nil, shared.NewError(shared.ErrInvalidConfiguration, "%s", err.Error())
	}
	return client, tokens, release, nil
}
