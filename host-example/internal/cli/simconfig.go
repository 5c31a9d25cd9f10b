package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomsim"
)

// simConfigMark is the first line of files that the simulator may replace.
const simConfigMark = "# Written by igahost sim; replaced by its next run.\n"

// writeSimConfig writes a configuration of the Zoom connector, readable by the
// user alone. It replaces its own files and no others.
func writeSimConfig(path string, config shared.Attributes) error {
	ours, err := hasSimConfigMark(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usagef("--write-config: %w", err)
	}
	if err == nil && !ours {
		return usagef("--write-config: %s is there already and was not written by igahost sim; name another file", path)
	}
	text := []byte(simConfigMark)
	for _, a := range config {
		value, _ := a.Values.AsString()
		if secret, ok := a.Values.AsSecret(); ok {
			value = secret.Reveal()
		}
		quoted, err := json.Marshal(value) // a JSON string is a YAML string
		if err != nil {
			return err
		}
		text = append(text, a.Name+": "+string(quoted)+"\n"...)
	}
	return replaceFile(path, text)
}

// hasSimConfigMark tells whether a file was written by writeSimConfig.
func hasSimConfigMark(path string) (ours bool, err error) {
	f, err := host.OpenRegular(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	begin, err := io.ReadAll(io.LimitReader(f, int64(len(simConfigMark))))
	return string(begin) == simConfigMark, err
}

// replaceFile writes a file that only the user can read, whole or not at all.
func replaceFile(path string, text []byte) error {
	// CreateTemp makes files of mode 0600.
	f, err := os.CreateTemp(filepath.Dir(path), ".igahost-*")
	if err != nil {
		return usagef("--write-config: %w", err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// endSim stops the simulator, also when ctx is done already. That requests in
// work were cut off is what the end of a simulator means, and no failure.
func endSim(ctx context.Context, sim *zoomsim.Server, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), simCloseTimeout)
	defer cancel()
	if err != nil {
		sim.Sim().ClearFaults() // What never ran met no fault.
	}
	closed := sim.Close(ctx)
	if errors.Is(closed, context.DeadlineExceeded) {
		closed = sim.Sim().CheckFaults()
	}
	if closed != nil {
		closed = errors.New(onOneLine(closed))
	}
	return errors.Join(err, closed)
}
