package zoomimpl

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// networks keep one pool of network connections for each distinct way to reach
// Zoom, as long as a connection uses it, and the access tokens that are fetched
// over each route. Nothing of one route is ever sent another way: a proxy sees
// the traffic of those who named it alone. Time-outs are no part of a route, so
// that an app has one token whatever they are.
type networks struct {
	// transport replaces that of every network when it is not nil.
	transport http.RoundTripper

	mu     sync.Mutex
	open   map[networkKey]*network
	routes map[routeKey]*tokenRoute
}

// routeKey tells routes to Zoom apart, without holding a password.
type routeKey struct {
	proxy, authorities [sha256.Size]byte
}

// networkKey tells pools of connections apart.
type networkKey struct {
	routeKey

	connectTimeout time.Duration
}

// network is one pool of connections to Zoom.
type network struct {
	client *http.Client
	// tokens are those of the route.
	tokens *zoomapi.TokenSources
	users  int
}

// tokenRoute holds the tokens that the networks of one route share.
type tokenRoute struct {
	tokens   *zoomapi.TokenSources
	networks int
}

func newNetworks(transport http.RoundTripper) *networks {
	return &networks{transport: transport, open: map[networkKey]*network{}, routes: map[routeKey]*tokenRoute{}}
}

// join returns the network of a configuration. leave must be called once: the
// last to leave closes the idle connections.
func (n *networks) join(cfg networkConfig) (joined *network, leave func()) {
	key := cfg.key()
	n.mu.Lock()
	defer n.mu.Unlock()
	joined, ok := n.open[key]
	if !ok {
		joined = n.build(cfg)
		n.open[key] = joined
	}
	joined.users++
	return joined, func() { n.leave(key, joined) }
}

func (n *networks) leave(key networkKey, left *network) {
	n.mu.Lock()
	left.users--
	last := left.users == 0
	if last {
		delete(n.open, key)
		route := n.routes[key.routeKey]
		if route.networks--; route.networks == 0 {
			delete(n.routes, key.routeKey)
		}
	}
	n.mu.Unlock()
	if last {
		left.client.CloseIdleConnections()
	}
}

// build makes a network; the caller holds the lock.
func (n *networks) build(cfg networkConfig) *network {
	transport := n.transport
	if transport == nil {
		transport = zoomapi.NewTransport(zoomapi.TransportOptions{
			Proxy: cfg.proxy, RootCAs: cfg.rootCAs, ConnectTimeout: cfg.connectTimeout,
		})
	}
	client := &http.Client{Transport: transport}
	key := cfg.key().routeKey
	route, ok := n.routes[key]
	if !ok {
		// Each connection fetches over a client of its own, see appTokens.
		route = &tokenRoute{tokens: &zoomapi.TokenSources{HTTPClient: client}}
		n.routes[key] = route
	}
	route.networks++
	return &network{client: client, tokens: route.tokens}
}

func (c networkConfig) key() networkKey {
	key := networkKey{routeKey: routeKey{authorities: c.caDigest}, connectTimeout: c.connectTimeout}
	if c.proxy != nil {
		key.proxy = sha256.Sum256([]byte(c.proxy.String()))
	}
	return key
}

// appTokens are the access tokens of an app, which connections share, fetched
// with the time-outs of one connection.
type appTokens struct {
	*zoomapi.TokenSource

	client *http.Client
}

// newAppTokens bounds each fetch: the REST client has a limit of its own.
func newAppTokens(source *zoomapi.TokenSource, network *network, timeout time.Duration) appTokens {
	return appTokens{TokenSource: source, client: &http.Client{Transport: network.client.Transport, Timeout: timeout}}
}

// Token returns an access token that is good now.
func (t appTokens) Token(ctx context.Context) (string, error) {
	return t.TokenSource.Token(zoomapi.WithTokenClient(ctx, t.client))
}

// Scopes returns the scopes of the token in use.
func (t appTokens) Scopes(ctx context.Context) (scopes []string, known bool, err error) {
	return t.TokenSource.Scopes(zoomapi.WithTokenClient(ctx, t.client))
}
