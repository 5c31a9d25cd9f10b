package importer

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
)

// publish makes the part the file, in one step, and removes the checkpoint. When
// it fails both files are kept.
func (d *draft) publish() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.record(); err != nil {
		return err
	}
	if err := d.flush(); err != nil {
		return err
	}
	d.ended, d.safeSize = true, d.size
	part := d.part
	d.part = nil
	if err := part.Close(); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), d.path); err != nil {
		return err
	}
	log := d.log
	d.log = nil
	return errors.Join(files.SyncFolder(filepath.Dir(d.path)), files.RemoveLocked(log))
}

// leave ends a draft that was not published. The rows so far are kept for the
// next run. Where there are none, nothing is left behind. It may be called after
// publish.
func (d *draft) leave() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	if d.part != nil {
		if d.err == nil { // otherwise it was told
			errs = append(errs, d.record())
		}
		errs = append(errs, d.part.Close())
	}
	d.ended = true
	if d.log == nil {
		return errors.Join(errs...)
	}
	empty, err := d.nothing()
	errs = append(errs, err)
	if !empty {
		return errors.Join(append(errs, d.log.Close())...)
	}
	if d.part != nil {
		errs = append(errs, os.Remove(d.part.Name()))
	}
	return errors.Join(append(errs, files.RemoveLocked(d.log))...)
}

// nothing tells whether the files hold nothing that is of use to the next run.
func (d *draft) nothing() (bool, error) {
	if d.part != nil {
		return d.safe == 0, nil
	}
	info, err := d.log.Stat()
	return err == nil && info.Size() == 0, err
}
