package zoomimpl

import (
	"context"
	"net/http"

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
	// Transport carries every request, those for tokens included; nil takes a
	// transport with connection pool and time limits. Tests set it.
	Transport http.RoundTripper
}

// Connector is the Zoom connector. It holds what the connections of a process
// share: the pool of network connections, the access tokens and the locks that
// keep two writes to one object apart. It is safe for concurrent use.
type Connector struct {
	version string
	logger  hclog.Logger
	http    *http.Client
	tokens  *zoomapi.TokenSources
	locks   *keyedLocks
	model   *model
}

var _ shared.Connector = (*Connector)(nil)

// New makes a Connector. It sends nothing.
func New(o Options) *Connector {
	logger := o.Logger
	if logger == nil {
		logger = hclog.NewNullLogger()
	}
	transport := o.Transport
	if transport == nil {
		transport = zoomapi.NewTransport(zoomapi.TransportOptions{})
	}
	version := o.Version
	if version == "" {
		version = "0.0.0-dev"
	}
	client := &http.Client{Transport: transport}
	return &Connector{
		version: version,
		logger:  logger,
		http:    client,
		tokens:  &zoomapi.TokenSources{HTTPClient: client},
		locks:   newKeyedLocks(),
		model:   newModel(),
	}
}

// Info describes the connector.
func (c *Connector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name:        "zoom",
		DisplayName: "Zoom",
		Description: "Users and groups of a Zoom account, through Zoom's REST API and a Server-to-Server OAuth app.",
		Vendor:      "igaplugin",
		Version:     c.version,
		Licence:     "Apache-2.0",
		Properties:  properties(),
		Operations: []shared.Operation{
			shared.OperationGet, shared.OperationSearch, shared.OperationCreate,
			shared.OperationUpdate, shared.OperationDelete,
		},
	}, nil
}

// Validate checks a configuration. What can be said without Zoom is said by the
// properties themselves; the rest shows with the first request.
func (c *Connector) Validate(_ context.Context, req *shared.ValidateRequest) error {
	_, err := c.client(newConfig(req.Config))
	return err
}

// Connect binds a configuration. It returns ErrInvalidConfiguration when the
// client cannot be set up with it.
func (c *Connector) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	cfg := newConfig(req.Config)
	client, err := c.client(cfg)
	if err != nil {
		return nil, err
	}
	return &connection{
		cfg: cfg, api: client, model: c.model, locks: c.locks, tokens: c.tokens,
		log:         c.logger,
		pendingIDs:  newRecent(maxRemembered),
		provisional: newRecent(maxRemembered),
	}, nil
}

func (c *Connector) client(cfg config) (*zoomapi.Client, error) {
	client, err := zoomapi.New(zoomapi.Config{
		ServiceURL: cfg.serviceURL,
		HTTPClient: c.http,
		TokenSource: c.tokens.Get(zoomapi.Credentials{
			TokenURL: cfg.tokenURL, AccountID: cfg.accountID, ClientID: cfg.clientID,
			ClientSecret: zoomapi.NewSecret(cfg.clientSecret.Reveal()), Scope: cfg.scope,
		}),
		IOErrorRetries: cfg.ioErrorRetries,
		Logger:         newSlog(c.logger),
		UserAgent:      "igaplugin-zoom/" + c.version,
	})
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidConfiguration, "%s", err.Error())
	}
	return client, nil
}
