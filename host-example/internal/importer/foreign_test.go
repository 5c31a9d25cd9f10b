package importer_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/igaplugin/igaplugin/host-example/internal/importer"
)

// A checkpoint of another program is neither discarded nor changed, nor what is
// beside it, with --restart or without.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"both":         {".checkpoint": "weights of somebody\n", ".part": "precious\n"},
		"a checkpoint": {".checkpoint": "{\"igahost\": 1}\n"},
		"other lines":  {".checkpoint": "{}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "model")
			for suffix, text := range files {
				if err := os.WriteFile(path+suffix, []byte(text), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			for _, restart := range []bool{false, true} {
				j := job(path, until(rows(3), nil))
				j.Restart = restart
				_, err := importer.Run(t.Context(), j)
				if _, ok := errors.AsType[*importer.PathError](err); !ok {
					t.Errorf("restart %v: %v", restart, err)
				}
			}
			for suffix, text := range files {
				info, err := os.Stat(path + suffix)
				if err != nil || info.Mode().Perm() != 0o640 || read(t, path+suffix) != text {
					t.Errorf("%s was changed: %v, %v", suffix, info, err)
				}
			}
		})
	}
}
