package host

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/host/internal/sockdir"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// Defaults of Spec.
const (
	DefaultStartTimeout = 15 * time.Second
	DefaultStopTimeout  = 5 * time.Second
	DefaultPingTimeout  = 3 * time.Second
	// DefaultCallTimeout is for calls without a deadline, and for the silence of
	// streams.
	DefaultCallTimeout = 60 * time.Second
	// DefaultStderrLines is how many lines of standard error are kept for error
	// messages.
	DefaultStderrLines = 20
)

// Spec says which connector to launch and how. Zero fields have the defaults
// that are given with them.
type Spec struct {
	// Path is the file of the connector. It is not looked for in PATH: a bare
	// name is a file in the working directory. Required.
	Path string
	// Checksums is for a connector of several files: the path of a checksum file,
	// in the format of sha256sum, that lies in the folder of the connector and
	// lists all files in there but itself; Path is the one of them that is
	// started, such as a script that runs a program beside it. SHA256, Signature
	// and PublicKeys are then about the checksum file. Before every start, those
	// after a crash included, all files are compared with what it listed at
	// Launch or Swap, within StartTimeout; the start is refused when one is
	// changed or missing, when there is another one, apart from the signature, or
	// anything but regular files and folders, and on Unix when others than the
	// user of the host and root can write to, or own, any of it. At most 20,000
	// files of 1 GiB together may be listed.
	//
	// Path is executed in place, by its path without links. So what remains is that
	// somebody with the rights of that user, or to the folders above, changes a file
	// between check and use; and what the connector uses from elsewhere, such as
	// the interpreter of a script and its libraries, is not compared with anything.
	// Folders above to which every user can write are refused, unless sticky. A
	// connector must not write to its own folder.
	Checksums string
	// SHA256 pins the file: 64 hexadecimal digits. On Linux the very file that
	// was checked is executed, but scripts, which are compared once more by
	// identity, size and time; elsewhere a private copy of what was checked is
	// executed, which does not find files beside the original. Empty means not
	// pinned.
	SHA256 string
	// PublicKeys are minisign public keys that are trusted, each as its line in
	// base64 or as the content of a .pub file. When there are any, the connector
	// must have a valid signature by one of them.
	PublicKeys []string
	// Signature is the path of the minisign signature of the connector; that of
	// the connector, or of Checksums, with .minisig behind it when empty. It needs
	// PublicKeys.
	Signature string
	// Reattach is the file in which a connector that serves for debugging, with
	// --debug, has left its pluginrpc.ReattachRecord. Launch then starts nothing
	// but attaches to that process; Stop detaches from it, and it is never killed
	// or restarted. File and socket must be in folders of mode 0700 that belong to
	// this user. Instead of Path; it excludes everything that a start needs. There
	// are no health checks, and no time limits by default, because the process may
	// stand at a breakpoint; StartTimeout bounds the wait for its first answer.
	// Not on Windows.
	Reattach string
	// Connector and Version are what the connector must say of itself, where the
	// host knows; a start is refused otherwise. Empty means that anything will do.
	Connector string
	Version   string
	// Args are arguments for the connector. Arguments are visible to other users
	// of the machine: credentials belong in the configuration.
	Args []string
	// Env are variables in the form KEY=VALUE for the connector, in addition to
	// the few of the host that are passed on: PATH, HOME, TMPDIR, LANG, LC_*, TZ,
	// SSL_CERT_FILE, SSL_CERT_DIR, GODEBUG, GOMEMLIMIT, GOGC, what Windows needs,
	// and HTTPS_PROXY, HTTP_PROXY and NO_PROXY when they hold no credentials.
	Env []string
	// Dir is the working directory of the connector; that of the host when
	// empty.
	Dir string
	// Logger takes the log of the connector; nil discards it.
	Logger hclog.Logger
	// LogLevel is asked of the connector; the level of Logger when not set.
	LogLevel hclog.Level
	// StartTimeout bounds Launch; 15 s by default.
	StartTimeout time.Duration
	// StopTimeout is how long Stop waits for the connector to end by itself;
	// 5 s by default.
	StopTimeout time.Duration
	// PingTimeout bounds Ping; 3 s by default.
	PingTimeout time.Duration
	// SocketDir is where the private folder for the connector's socket is made:
	// $XDG_RUNTIME_DIR, the folder for temporary files or /tmp by default. It may
	// have at most 62 bytes except on Windows, where there is no socket.
	SocketDir string
	// CallTimeout bounds calls without a deadline, and StreamIdleTimeout the wait
	// for each message of a search; both 60 s by default, negative means no
	// bound.
	CallTimeout       time.Duration
	StreamIdleTimeout time.Duration
	// StderrLines is how many of the last lines of standard error are kept for
	// error messages, of at most 64 KiB; 20 by default.
	StderrLines int
	// Restart says what happens when the process ends by itself.
	Restart Restart
	// Health says how a process that hangs is found.
	Health Health
	// OnEvent is told what happens to the connector, one event at a time and in
	// their order, in a goroutine of its own. It may call the Plugin. The last
	// events may come after Stop has returned. It may be nil: what happens is
	// logged as well.
	OnEvent func(Event)

	// sum is SHA256 decoded.
	sum [sha256.Size]byte
	// keys are PublicKeys parsed.
	keys []signature.Key
	// signature is Signature, or its default, as an absolute path.
	signature string
	// socketBases are the folders to try for the socket's folder, in order.
	socketBases []string
}

// resolve returns a copy with defaults filled in and the path made absolute, or
// an error of kind ErrInvalidRequest with everything that is wrong.
func (s Spec) resolve() (*Spec, error) {
	var faults []shared.Fault
	// What the caller does with its Spec afterwards is no business of restarts.
	s.Args, s.Env, s.PublicKeys = slices.Clone(s.Args), slices.Clone(s.Env), slices.Clone(s.PublicKeys)
	fault := func(field, format string, args ...any) {
		faults = append(faults, shared.Fault{Field: field, Message: fmt.Sprintf(format, args...)})
	}
	if s.Reattach == "" {
		s.checkProgram(fault)
		s.resolveSignature(fault)
	} else {
		s.resolveReattach(fault)
	}
	resolveTimes(fault, []timeField{
		{"StartTimeout", &s.StartTimeout, DefaultStartTimeout},
		{"StopTimeout", &s.StopTimeout, DefaultStopTimeout},
		{"PingTimeout", &s.PingTimeout, DefaultPingTimeout},
	})
	// Negative means no bound.
	for _, t := range []*time.Duration{&s.CallTimeout, &s.StreamIdleTimeout} {
		if *t == 0 {
			*t = DefaultCallTimeout
		}
	}
	s.resolvePolicy(fault)
	if s.Reattach == "" {
		s.resolveSocketDir(fault)
	}
	if s.Logger == nil {
		s.Logger = hclog.NewNullLogger()
	}
	if s.LogLevel < hclog.NoLevel || s.LogLevel > hclog.Off {
		fault("LogLevel", "is no level of hclog: %d", s.LogLevel)
	}
	switch {
	case s.StderrLines < 0:
		fault("StderrLines", "must not be negative")
	case s.StderrLines == 0:
		s.StderrLines = DefaultStderrLines
	}
	if len(faults) > 0 {
		return nil, &shared.Error{Kind: shared.ErrInvalidRequest, Message: "launch", Faults: faults}
	}
	return &s, nil
}

// checkProgram checks what is executed, and makes the path absolute.
func (s *Spec) checkProgram(fault func(field, format string, args ...any)) {
	switch path, err := filepath.Abs(s.Path); {
	case s.Path == "":
		fault("Path", "is required: the file of the connector")
	case strings.ContainsRune(s.Path, 0):
		fault("Path", "holds a zero byte")
	case err != nil:
		fault("Path", "%v", err)
	default:
		s.Path = path
	}
	s.checkChecksums(fault)
	if s.SHA256 != "" {
		sum, err := hex.DecodeString(s.SHA256)
		if err != nil || len(sum) != sha256.Size {
			fault("SHA256", "must be 64 hexadecimal digits")
		}
		copy(s.sum[:], sum)
	}
	for i, arg := range s.Args {
		if strings.ContainsRune(arg, 0) {
			fault("Args", "argument %d holds a zero byte", i+1)
		}
	}
	for i, entry := range s.Env {
		// The value may be a secret, so the message does not quote the entry.
		name, _, ok := strings.Cut(entry, "=")
		switch {
		case !ok || name == "" || strings.ContainsRune(entry, 0):
			fault("Env", "entry %d is not of the form KEY=VALUE", i+1)
		case strings.HasPrefix(name, "PLUGIN_"), name == pluginrpc.MagicCookieKey, name == pluginrpc.LogLevelEnv, name == pluginrpc.LifelineEnv:
			fault("Env", "%s is set by the host", name)
		}
	}
	if s.Dir != "" && !isDir(s.Dir) {
		fault("Dir", "is not a folder: %s", s.Dir)
	}
}

// checkChecksums makes the path of the checksum file absolute.
func (s *Spec) checkChecksums(fault func(field, format string, args ...any)) {
	if s.Checksums == "" {
		return
	}
	switch path, err := filepath.Abs(s.Checksums); {
	case strings.ContainsRune(s.Checksums, 0):
		fault("Checksums", "holds a zero byte")
	case err != nil:
		fault("Checksums", "%v", err)
	case path == s.Path:
		fault("Checksums", "is the same file as Path")
	default:
		s.Checksums = path
	}
}

// root is the file that SHA256 and the signature are about.
func (s *Spec) root() string {
	if s.Checksums != "" {
		return s.Checksums
	}
	return s.Path
}

// timeField is a duration with a default.
type timeField struct {
	name  string
	value *time.Duration
	def   time.Duration
}

// resolveTimes fills in defaults.
func resolveTimes(fault func(field, format string, args ...any), fields []timeField) {
	for _, t := range fields {
		switch {
		case *t.value < 0:
			fault(t.name, "must not be negative")
		case *t.value == 0:
			*t.value = t.def
		}
	}
}

// resolveSocketDir checks the folder given, or lists those that will do.
func (s *Spec) resolveSocketDir(fault func(field, format string, args ...any)) {
	if s.SocketDir == "" {
		for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
			if filepath.IsAbs(dir) && isDir(dir) && sockdir.Check(dir) == nil {
				s.socketBases = append(s.socketBases, dir)
			}
		}
		if len(s.socketBases) == 0 {
			fault("SocketDir", "is required here: the folder for temporary files is missing or has too long a path")
		}
		return
	}
	dir, err := filepath.Abs(s.SocketDir)
	if err == nil {
		err = sockdir.Check(dir)
	}
	switch {
	case err != nil:
		fault("SocketDir", "%v; give another one", err)
	case !isDir(dir):
		fault("SocketDir", "is not a folder: %s", dir)
	default:
		s.socketBases = []string{dir}
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path) //nolint:gosec // who runs the host names the folder
	return err == nil && info.IsDir()
}
