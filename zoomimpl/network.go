package zoomimpl

import (
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// networks keep one pool of network connections, with the access tokens that
// are fetched over it, for each distinct way to reach Zoom, as long as a
// connection uses it. Nothing of one way is ever sent another way: a proxy sees
// the traffic of those who named it alone.
type networks struct {
	// transport replaces that of every network when it is not nil.
	transport http.RoundTripper

	mu   sync.Mutex
	open map[networkKey]*network
}

// networkKey tells ways to reach Zoom apart, without holding a password.
type networkKey struct {
	proxy, authorities      [sha256.Size]byte
	request, connectTimeout time.Duration
}

// network is one way to reach Zoom.
type network struct {
	client *http.Client
	tokens *zoomapi.TokenSources
	users  int
}

func newNetworks(transport http.RoundTripper) *networks {
	return &networks{transport: transport, open: map[networkKey]*network{}}
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
	}
	n.mu.Unlock()
	if last {
		left.client.CloseIdleConnections()
	}
}

func (n *networks) build(cfg networkConfig) *network {
	transport := n.transport
	if transport == nil {
		transport = zoomapi.NewTransport(zoomapi.TransportOptions{
			Proxy: cfg.proxy, RootCAs: cfg.rootCAs, ConnectTimeout: cfg.connectTimeout,
		})
	}
	return &network{
		client: &http.Client{Transport: transport},
		// The REST client has a limit of its own for each request.
		tokens: &zoomapi.TokenSources{HTTPClient: &http.Client{Transport: transport, Timeout: cfg.requestTimeout}},
	}
}

func (c networkConfig) key() networkKey {
	key := networkKey{authorities: c.caDigest, request: c.requestTimeout, connectTimeout: c.connectTimeout}
	if c.proxy != nil {
		key.proxy = sha256.Sum256([]byte(c.proxy.String()))
	}
	return key
}
