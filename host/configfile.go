package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/shared"
)

// maxConfigFile is the greatest size of a configuration file in bytes. Real
// ones have a few kilobytes.
const maxConfigFile = 1 << 20

// ConfigFile is what a configuration file says.
type ConfigFile struct {
	// Config has the keys as they were written; connectors resolve them.
	Config shared.Attributes
	// Warnings are what should be better and does not forbid the use. They
	// are safe to show.
	Warnings []string
}

// ReadConfig reads the configuration of a connector as LoadConfig does and
// leaves its warnings out.
func ReadConfig(path string, info *shared.Info) (shared.Attributes, error) {
	file, err := LoadConfig(path, info)
	if err != nil {
		return nil, err
	}
	return file.Config, nil
}

// LoadConfig reads the configuration of a connector from a YAML or JSON file, a
// regular one of at most 1 MiB: one mapping of property to scalar or list of scalars.
//
// Scalars become values of the type that info declares for the property, from
// their text as it is written: 0123 is a good string, and a good int. Unknown
// keys become strings, for the connector to refuse. A key without a value is
// a fault. A file whose name ends in .json must be JSON.
//
// ${NAME} in a value is replaced by that environment variable, once; $$ is a
// dollar sign. The value file:PATH of a secret stands for the content of that
// file, at most 64 KiB and without its last line break; PATH is relative to the
// folder of the configuration file.
//
// All that is wrong comes in one ErrInvalidConfiguration, with line numbers.
func LoadConfig(path string, info *shared.Info) (*ConfigFile, error) {
	return loadConfig(path, info, os.LookupEnv)
}

// lookup finds an environment variable.
type lookup func(name string) (string, bool)

func loadConfig(path string, info *shared.Info, env lookup) (*ConfigFile, error) {
	data, mode, err := readBounded(path, maxConfigFile)
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidConfiguration, "configuration file %s", err)
	}
	if strings.EqualFold(filepath.Ext(path), ".json") {
		if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
			return nil, shared.NewError(shared.ErrInvalidConfiguration, "configuration file %s is not JSON: %s", path, err)
		}
	}
	r := configReader{info: info, env: env, folder: filepath.Dir(path)}
	config := r.read(data)
	if len(r.faults) > 0 {
		return nil, &shared.Error{
			Kind: shared.ErrInvalidConfiguration, Message: "configuration file " + path, Faults: r.faults,
		}
	}
	out := &ConfigFile{Config: config}
	if len(r.clear) > 0 && worldReadable(mode) {
		out.Warnings = append(out.Warnings, fmt.Sprintf(
			"%s holds %s in the clear and everybody on this machine can read it; run chmod 600, or write file:PATH or ${VARIABLE} instead",
			path, strings.Join(r.clear, ", ")))
	}
	return out, nil
}

// worldReadable tells whether users other than the owner and the group can read
// the file. Windows keeps such rights elsewhere, and Go invents the bits there.
func worldReadable(mode fs.FileMode) bool {
	const others = 0o004
	return runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&others != 0
}

// readBounded reads a regular file, or what comes out of a pipe, of at most limit
// bytes. The error begins with the path.
func readBounded(path string, limit int64) ([]byte, fs.FileMode, error) {
	data, info, err := regular.ReadOrPipe(path, limit)
	_, kind := errors.AsType[*regular.KindError](err)
	_, size := errors.AsType[*regular.SizeError](err)
	switch {
	case err == nil:
		return data, info.Mode(), nil
	case kind || size:
		return nil, 0, err // they say the path themselves
	default:
		return nil, 0, withoutOp(path, err)
	}
}

// withoutOp says what went wrong with a file as people would: the path and the
// reason, not the system call.
func withoutOp(path string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
