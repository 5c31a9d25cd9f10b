package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// maxQuote bounds what is quoted of a line that is not a handshake.
const maxQuote = 200

// What to do about the failures of a start that have something in common.
const (
	remedyNotConnector = "is it a connector? A connector serves with pluginrpc.Main; start it by hand with --version to see what it says"
	remedyStdout       = "a connector must write nothing to standard output before it serves: log to standard error instead; if it is not a connector, correct the path"
	remedyTimeout      = "see its log for what it waits for, or allow more time with StartTimeout"
)

// startError makes an error of kind ErrStartFailed. tail may be nil. cause, when
// not nil, is matched by the error as well.
func startError(s *Spec, what string, tail *pluginlog.Tail, cause error) error {
	e := shared.NewError(shared.ErrStartFailed, "%s: %s%s", pluginlog.Escape(s.Path), pluginlog.Escape(what), lastWords(tail))
	if cause == nil {
		return e
	}
	return fmt.Errorf("%w (%w)", e, cause)
}

// lastWords returns the last lines of standard error as the end of a message.
func lastWords(tail *pluginlog.Tail) string {
	if tail == nil {
		return ""
	}
	if text := tail.Summary(); text != "" {
		return "; its standard error ends: " + text
	}
	return ""
}

// explainStart says why a start failed. The process has ended by now, unless it
// cannot even be killed.
func (p *Plugin) explainStart(caller, start context.Context, err error) error {
	fields, shook := p.runner.handshake.parse()
	line, printed := p.runner.handshake.first()
	switch {
	case p.process() == nil && start.Err() == nil:
		return startError(p.spec, explainExec(err), nil, nil)
	case printed && !shook:
		return startError(p.spec, fmt.Sprintf("printed %s instead of the handshake%s; %s",
			strconv.Quote(pluginlog.Clip(line, maxQuote)), p.andEnd(), remedyStdout), p.tail, nil)
	case shook && (fields.core != goPluginCore || !slices.Contains(p.versions, fields.protocol)):
		return p.versionError(fields)
	case shook && fields.transport != "grpc":
		return startError(p.spec, fmt.Sprintf("it speaks %q instead of gRPC; %s", fields.transport, remedyNotConnector), p.tail, nil)
	case caller.Err() != nil:
		return startError(p.spec, "the start was given up", p.tail, caller.Err())
	case start.Err() != nil:
		return startError(p.spec, fmt.Sprintf("did not answer within %v; %s", p.spec.StartTimeout, remedyTimeout), p.tail, nil)
	default:
		return p.explainEnd(shook, err)
	}
}

// explainEnd says why a start failed in which the process ended by itself.
func (p *Plugin) explainEnd(shook bool, err error) error {
	status, ended := p.ExitStatus()
	switch {
	case ended && !status.ByHost && shook:
		return startError(p.spec, status.String()+" right after the handshake", p.tail, nil)
	case ended && !status.ByHost:
		return startError(p.spec, status.String()+" before the handshake; "+remedyNotConnector, p.tail, nil)
	case !shook:
		return startError(p.spec, "closed its standard output without the handshake; "+remedyNotConnector, p.tail, nil)
	default:
		return startError(p.spec, err.Error(), p.tail, nil)
	}
}

// andEnd returns how the process ended when it did so by itself.
func (p *Plugin) andEnd() string {
	if status, ended := p.ExitStatus(); ended && !status.ByHost {
		return " and " + status.String()
	}
	return ""
}

// explainExec says why the system would not execute the file.
func explainExec(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "the system refused to execute it: permission denied; is it executable for the user of the host, and the file system not mounted noexec?"
	case errors.Is(err, syscall.ENOEXEC):
		return "it is not a program for this system: exec format error; is it built for this operating system and architecture?"
	case errors.Is(err, fs.ErrNotExist):
		return "its interpreter or loader does not exist here; build it with CGO_ENABLED=0, or install what it needs"
	case errors.Is(err, syscall.ETXTBSY):
		return "it is open for writing somewhere; wait until it is installed"
	default:
		return err.Error()
	}
}

// goPluginCore is the version of go-plugin's own protocol.
const goPluginCore = 1

// versionError names the versions of both sides and the side to upgrade.
func (p *Plugin) versionError(fields handshakeFields) error {
	path := pluginlog.Escape(p.spec.Path)
	if fields.core != goPluginCore {
		return shared.NewError(shared.ErrIncompatibleVersion,
			"%s speaks version %d of the go-plugin protocol, the host version %d; build the connector anew with a current release of go-plugin",
			path, fields.core, goPluginCore)
	}
	versions := slices.Sorted(slices.Values(p.versions))
	texts := make([]string, len(versions))
	for i, v := range versions {
		texts[i] = strconv.Itoa(v)
	}
	upgrade := "upgrade the connector"
	if len(versions) == 0 || fields.protocol > versions[len(versions)-1] {
		upgrade = "upgrade the host"
	}
	return shared.NewError(shared.ErrIncompatibleVersion,
		"%s speaks version %d of the contract, the host %s; %s",
		path, fields.protocol, strings.Join(texts, ", "), upgrade)
}
