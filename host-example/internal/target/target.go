package target

import (
	"net"
	"net/url"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// Kind is how a target was chosen.
type Kind int

// The kinds of targets.
const (
	// Configured: a configuration file says it.
	Configured Kind = iota + 1
	// Environment: Zoom, by the credentials in the environment.
	Environment
	// Simulator: a simulator of Zoom that ends with the command.
	Simulator
	// Bare: the connector needs no configuration.
	Bare
)

// Target is what a connection works on.
type Target struct {
	Kind Kind
	// Account and Host name the Zoom account; empty for other connectors.
	Account string
	Host    string
	// Live says that real people's accounts are behind it: the host is not this
	// machine.
	Live bool
	// Memory says that the connector process itself holds the objects.
	Memory bool
	// digest stands for the configuration.
	digest string
	// properties has that of each property alone.
	properties map[string]string
}

// Notice says in one line what the target is; empty when there is nothing to
// say. writing tells whether the command changes something.
func (t Target) Notice(writing bool) string {
	switch {
	case t.Kind == Simulator:
		return "target: embedded Zoom simulator (changes are lost when the command ends); " +
			"run `igahost sim` and pass --config to keep one"
	case t.Memory:
		return "target: the memory of the connector (changes are lost when the command ends)"
	case t.Live && writing:
		return "target: Zoom account " + t.Account + " at " + t.Host
	default:
		return ""
	}
}

// describe finds out what a configuration leads to. A configuration that the
// connector will refuse leads nowhere.
func describe(info *shared.Info, config shared.Attributes, kind Kind) Target {
	t := Target{Kind: kind, Memory: info.Name == memoryName}
	resolved, err := shared.ResolveConfig(info, config)
	if err != nil {
		return t
	}
	t.digest, t.properties = digest(resolved), digests(resolved)
	if info.Name != zoomName {
		return t
	}
	text := func(name string) string {
		values, _ := resolved.Get(name)
		s, _ := values.AsString()
		return s
	}
	t.Account = text("account_id")
	service, err := url.Parse(text("service_url"))
	if err != nil {
		return t
	}
	t.Host = service.Host
	t.Live = !loopback(service.Hostname())
	return t
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}

// Ephemeral tells whether what a command changes ends with it.
func (t Target) Ephemeral() bool { return t.Kind == Simulator || t.Memory }
