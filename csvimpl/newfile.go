package csvimpl

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// ensure makes a missing file where the configuration says so.
func (t *table) ensure(ctx context.Context) error {
	if !t.createFile {
		return nil
	}
	if _, err := os.Stat(t.path); !errors.Is(err, fs.ErrNotExist) {
		return nil // it is there, or has a fault that opening it will find
	}
	return t.createEmpty(ctx)
}

// createEmpty makes a file with a header and no row.
func (t *table) createEmpty(ctx context.Context) error {
	path, err := t.realPath()
	if err != nil {
		return t.ioFault("creating", err)
	}
	unlock, err := t.lock(ctx, path)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil {
		return nil // another process was faster
	}
	cs := newFile(t.format.charset)
	if _, err := cs.encode([]byte(t.header())); err != nil {
		return t.configFault("columns", "a name holds characters that %s lacks", cs.name)
	}
	d, err := newDraft(path, cs)
	if err != nil {
		return t.ioFault("creating", err)
	}
	_, err = d.out.WriteString(t.header())
	if err == nil {
		err = d.finish(0o600)
	}
	if err == nil {
		err = d.file.Close()
	}
	if err == nil {
		err = t.publish(d, path)
	}
	if errors.Is(err, fs.ErrExist) {
		return d.discard() // another program was faster, which takes no lock
	}
	if err != nil {
		return errors.Join(t.ioFault("creating", err), d.discard())
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return t.ioFault("creating", err)
	}
	return nil
}

// publish gives a draft its name, unless that is taken: fs.ErrExist.
func (t *table) publish(d *draft, path string) error {
	if !d.ours() {
		return t.fileFault(shared.ErrConflict, "another program makes the file and does not heed the lock; try again")
	}
	return rename(d.path, path)
}

// header is the header row of a file that the connector makes: uid, name, and
// what is declared.
func (t *table) header() string {
	names := []string{t.uidColumn}
	add := func(name string) {
		for _, n := range names {
			if sameColumn(n, name) {
				return
			}
		}
		names = append(names, name)
	}
	if t.nameColumn != "" {
		add(t.nameColumn)
	}
	for _, c := range t.columns {
		add(c.name)
	}
	for i, name := range names {
		names[i] = t.format.quote(t.format.protect(name), false)
	}
	return strings.Join(names, string(t.format.delimiter)) + "\n"
}

// willCreate tells whether the first use will make the file.
func (t *table) willCreate() bool {
	if !t.createFile {
		return false
	}
	if _, err := os.Stat(t.path); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	folder, err := os.Stat(filepath.Dir(t.path))
	return err == nil && folder.IsDir()
}
