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
	remedyNotConnector = "is it a connector? A connector serves with pluginrpc.Main; run it by hand with --version to see what it says"
	remedyCrash        = "mend what its standard error complains about; whether it runs at all shows when it is run by hand with --version"
	remedyStdout       = "a connector must write nothing to standard output before it serves: log to standard error instead; if it is not a connector, correct the path"
	remedyTimeout      = "see its log for what it waits for, or allow more time to start"
)

// failure is a failed start in words.
type failure struct {
	what string
	// tail, when not nil, has the last lines of standard error.
	tail   *pluginlog.Tail
	remedy string
	// cause, when not nil, is matched by the error as well.
	cause error
}

// startError makes an error of kind ErrStartFailed.
func startError(s *Spec, f failure) error {
	text := pluginlog.Escape(f.what) + lastWords(f.tail)
	if f.remedy != "" {
		text += "; " + f.remedy
	}
	e := shared.NewError(shared.ErrStartFailed, "%s: %s", pluginlog.Escape(s.Path), text)
	if f.cause == nil {
		return e
	}
	return fmt.Errorf("%w (%w)", e, f.cause)
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
func (p *instance) explainStart(caller, start context.Context, err error) error {
	fields, shook := p.runner.handshake.parse()
	line, printed := p.runner.handshake.first()
	switch {
	case p.process() == nil && start.Err() == nil:
		return startError(p.spec, failure{what: explainExec(err)})
	case printed && !shook:
		what := fmt.Sprintf("printed %s instead of the handshake%s", strconv.Quote(pluginlog.Clip(line, maxQuote)), p.andEnd())
		return startError(p.spec, failure{what: what, tail: p.stderr, remedy: remedyStdout})
	case shook && (fields.core != goPluginCore || !slices.Contains(p.versions, fields.protocol)):
		return p.versionError(fields)
	case shook && fields.transport != "grpc":
		what := fmt.Sprintf("it speaks %q instead of gRPC", fields.transport)
		return startError(p.spec, failure{what: what, tail: p.stderr, remedy: remedyNotConnector})
	case caller.Err() != nil:
		return startError(p.spec, failure{what: "the start was given up", tail: p.stderr, cause: caller.Err()})
	case start.Err() != nil:
		what := fmt.Sprintf("did not answer within %v", p.spec.StartTimeout)
		return startError(p.spec, failure{what: what, tail: p.stderr, remedy: remedyTimeout})
	default:
		return startError(p.spec, p.explainEnd(shook, err))
	}
}

// explainEnd says why a start failed in which the process ended by itself.
func (p *instance) explainEnd(shook bool, err error) failure {
	status, ended := p.exit()
	ended = ended && !status.ByHost
	switch {
	case ended && shook:
		return failure{what: status.String() + " right after the handshake", tail: p.stderr, remedy: remedyCrash}
	case ended && status.Code != 0 && p.stderr.Summary() != "":
		return failure{what: status.String() + " before the handshake", tail: p.stderr, remedy: remedyCrash}
	case ended:
		return failure{what: status.String() + " before the handshake", tail: p.stderr, remedy: remedyNotConnector}
	case !shook:
		return failure{what: "closed its standard output without the handshake", tail: p.stderr, remedy: remedyNotConnector}
	default:
		return failure{what: err.Error(), tail: p.stderr}
	}
}

// andEnd returns how the process ended when it did so by itself.
func (p *instance) andEnd() string {
	if status, ended := p.exit(); ended && !status.ByHost {
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
func (p *instance) versionError(fields handshakeFields) error {
	path := pluginlog.Escape(p.spec.Path)
	if fields.core != goPluginCore {
		return shared.NewError(shared.ErrIncompatibleVersion,
			"%s speaks version %d of the go-plugin protocol, the host version %d; build the connector anew with a current release of go-plugin",
			path, fields.core, goPluginCore)
	}
	return contractError(p.spec.Path, p.versions, fields.protocol)
}

// contractError names the versions of the contract of the host and of a
// connector, and the side to upgrade.
func contractError(path string, versions []int, connector int) error {
	versions = slices.Sorted(slices.Values(versions))
	texts := make([]string, len(versions))
	for i, v := range versions {
		texts[i] = strconv.Itoa(v)
	}
	upgrade := "upgrade the connector"
	if len(versions) == 0 || connector > versions[len(versions)-1] {
		upgrade = "upgrade the host"
	}
	return shared.NewError(shared.ErrIncompatibleVersion,
		"%s speaks version %d of the contract, the host %s; %s",
		pluginlog.Escape(path), connector, strings.Join(texts, ", "), upgrade)
}
