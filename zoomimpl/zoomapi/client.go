package zoomapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// Defaults of Config.
const (
	// DefaultServiceURL is the base address of Zoom's REST API.
	DefaultServiceURL = "https://api.zoom.us/v2"
	// DefaultMaxBodyBytes bounds an answer; a page of 2000 users takes about 2 MiB.
	DefaultMaxBodyBytes = 8 << 20
	// DefaultRequestTimeout bounds one HTTP request with its answer.
	DefaultRequestTimeout = time.Minute
	// DefaultRetryTime bounds the time that the repeats of a call take.
	DefaultRetryTime = 5 * time.Minute
	defaultUserAgent = "igaplugin-zoomapi"
)

// TokenProvider gives the access token of each request. [*TokenSource] is the
// implementation for Zoom. One that also has the method APIURL of *TokenSource
// decides with it where a Client of DefaultServiceURL sends its requests.
type TokenProvider interface {
	// Token returns a token to use now.
	Token(ctx context.Context) (string, error)
	// Invalidate reports that token was refused, so that Token does not return it
	// again.
	Invalidate(token string)
}

// Config holds the settings of a Client. Only TokenSource is required.
type Config struct {
	// ServiceURL is the base address, DefaultServiceURL when empty. It must be an
	// https address unless its host is a loopback host. With DefaultServiceURL,
	// requests go to the regional host that the token answer names, if it is one
	// of zoom.us.
	ServiceURL string
	// HTTPClient sends the requests; nil takes a new client over NewTransport. The
	// value is copied: its CheckRedirect and Jar are not used.
	HTTPClient *http.Client
	// TokenSource gives the access tokens.
	TokenSource TokenProvider
	// IOErrorRetries is how often a call is repeated at most after a failure that
	// is safe to repeat; 0 means never.
	IOErrorRetries int
	// RetryTime bounds the time that failed requests and the waits between them
	// may take until no further repeat begins, DefaultRetryTime when 0. Waiting
	// for Limiter does not count.
	RetryTime time.Duration
	// Limiter gives every single request, repeats included, its permit. Nil sends
	// without asking.
	Limiter Limiter
	// RequestTimeout bounds each single request, DefaultRequestTimeout when 0.
	// The deadline of the context bounds the call as a whole.
	RequestTimeout time.Duration
	// Logger gets one debug record per request: method, route template, status,
	// duration and tracking id. Nil logs nothing.
	Logger *slog.Logger
	// UserAgent is sent with every request.
	UserAgent string
	// MaxBodyBytes bounds an answer, DefaultMaxBodyBytes when 0.
	MaxBodyBytes int64
	// Jitter returns a random duration in [0, limit); nil takes a random source.
	// Tests make waiting times predictable with it.
	Jitter func(limit time.Duration) time.Duration
}

// Client calls the Zoom REST API of one account. It may be used by several
// goroutines at once.
type Client struct {
	region   *region
	http     *http.Client
	ops      operationIndex
	limiter  Limiter
	tokens   TokenProvider
	retry    retryPolicy
	timeout  time.Duration
	log      *slog.Logger
	agent    string
	maxBytes int64
}

// New returns a Client. It sends nothing.
func New(cfg Config) (*Client, error) {
	if cfg.TokenSource == nil {
		return nil, errors.New("zoomapi: no token source is configured")
	}
	if cfg.IOErrorRetries < 0 || cfg.RequestTimeout < 0 || cfg.RetryTime < 0 || cfg.MaxBodyBytes < 0 {
		return nil, errors.New("zoomapi: retries, times and body limit must not be negative")
	}
	base, err := parseEndpoint(orDefault(cfg.ServiceURL, DefaultServiceURL))
	if err != nil {
		return nil, fmt.Errorf("zoomapi: service URL: %w", err)
	}
	httpClient := cfg.HTTPClient
	if httpClient == nil {
		httpClient = &http.Client{Transport: NewTransport(TransportOptions{})}
	}
	jitter := cfg.Jitter
	if jitter == nil {
		jitter = randomBelow
	}
	logger := cfg.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		region:   newRegion(strings.TrimRight(base.String(), "/"), cfg.TokenSource, logger),
		ops:      newOperationIndex(),
		limiter:  cfg.Limiter,
		tokens:   cfg.TokenSource,
		retry:    retryPolicy{retries: cfg.IOErrorRetries, total: orDefault(cfg.RetryTime, DefaultRetryTime), jitter: jitter},
		timeout:  orDefault(cfg.RequestTimeout, DefaultRequestTimeout),
		log:      logger,
		agent:    orDefault(cfg.UserAgent, defaultUserAgent),
		maxBytes: orDefault(cfg.MaxBodyBytes, DefaultMaxBodyBytes),
	}
	c.http = withoutRedirects(httpClient, c.allowRedirect)
	return c, nil
}

// CloseIdleConnections closes the pooled connections that no request uses. The
// Client stays usable.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

func randomBelow(limit time.Duration) time.Duration {
	if limit <= 0 {
		return 0
	}
	return time.Duration(rand.Int64N(int64(limit))) //nolint:gosec // Spreading repeats needs no secure randomness.
}
