//go:build unix

package catalog_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/host/catalog"
	"github.com/igaplugin/igaplugin/shared"
)

// stranger is a user that owns nothing here.
const stranger = 65534

// TestOwnedByOthers: who owns a file can change it, whatever its mode says.
func TestOwnedByOthers(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	for name, tc := range map[string]struct {
		path func(c *catalog.Catalog, e catalog.Entry) string
		// ofEntry: it is about one entry, and a new copy repairs it.
		ofEntry bool
	}{
		"folder":        {func(c *catalog.Catalog, _ catalog.Entry) string { return c.Dir() }, false},
		"blobs":         {func(c *catalog.Catalog, _ catalog.Entry) string { return filepath.Join(c.Dir(), "blobs") }, false},
		"incoming":      {func(c *catalog.Catalog, _ catalog.Entry) string { return filepath.Join(c.Dir(), "incoming") }, false},
		"manifest":      {func(c *catalog.Catalog, _ catalog.Entry) string { return filepath.Join(c.Dir(), "catalog.json") }, false},
		"folder of one": {func(_ *catalog.Catalog, e catalog.Entry) string { return filepath.Dir(e.Path) }, true},
		"binary":        {func(_ *catalog.Catalog, e catalog.Entry) string { return e.Path }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCatalog(t)
			file := connector(t, "zoom", "1.0.0", "")
			path := tc.path(c, add(t, c, file, catalog.AddOptions{}).Entry)
			must(t, os.Chown(path, stranger, -1))
			_, err := c.Resolve("zoom", "")
			wantForeign(t, err, path)
			report, err := c.Verify(testContext(t), catalog.VerifyOptions{})
			if !tc.ofEntry {
				wantForeign(t, err, path)
				_, err = c.Add(testContext(t), file, catalog.AddOptions{})
				wantForeign(t, err, path)
				return
			}
			must(t, err)
			if f := report.Findings[0]; f.State != catalog.StateUnsafe || !strings.Contains(f.Problem, path+" belongs to user 65534") {
				t.Errorf("%+v", f)
			}
			if got := add(t, c, file, catalog.AddOptions{}); got.Outcome != catalog.Repaired {
				t.Errorf("added again: %s", got.Outcome)
			}
			_, err = c.Resolve("zoom", "")
			must(t, err)
		})
	}
}

func wantForeign(t *testing.T, err error, path string) {
	t.Helper()
	if !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Fatalf("got %v", err)
	}
	wantContains(t, err.Error(), path+" belongs to user 65534", "chown -R 0 "+path)
}
