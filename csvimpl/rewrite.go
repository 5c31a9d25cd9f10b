package csvimpl

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/shared"
)

// editor changes a file while it is copied.
type editor interface {
	// edit returns what takes the place of a row: its own text, another, or
	// nothing.
	edit(r *row, src *source) ([]byte, error)
	// finish returns the row to add at the end, if any, and whether there is any
	// change at all.
	finish(src *source) (added []byte, changed bool, err error)
}

// rewrite changes the file: a copy with the change takes its place in one step.
// A crash at any moment leaves the old file or the new one. The side effects are
// what could not be kept.
func (t *table) rewrite(ctx context.Context, e editor) (effects []shared.SideEffect, err error) {
	if err := t.ensure(ctx); err != nil {
		return nil, err
	}
	path, err := t.realPath()
	if err != nil {
		return nil, t.ioFault("opening", err)
	}
	// A lock file for nothing would stay.
	if _, err := os.Stat(path); err != nil {
		return nil, t.ioFault("opening", err)
	}
	unlock, err := t.lock(ctx, path)
	if err != nil {
		return nil, err
	}
	defer unlock()
	src, err := t.openExisting()
	if err != nil {
		return nil, t.ioFault("opening", err)
	}
	defer src.close() //nolint:errcheck // it was only read; closing it twice is no harm
	if err := t.remember(src.layout); err != nil {
		return nil, err
	}
	d, err := newDraft(path, src.charset)
	if err != nil {
		return nil, t.ioFault("writing", err)
	}
	changed, err := src.copy(ctx, d, e)
	if err != nil || !changed {
		return nil, errors.Join(err, d.discard())
	}
	effects, err = src.commit(ctx, d, path)
	return effects, err
}

// copy writes the edited file into a draft.
func (s *source) copy(ctx context.Context, d *draft, e editor) (changed bool, err error) {
	if err := s.seek(int64(len(s.charset.bom)), 1); err != nil {
		return false, s.table.ioFault("reading", err)
	}
	ended, ending := true, s.ending // whether the last line written has a line ending, else which it gets
	write := func(text []byte) error {
		if len(text) == 0 {
			return nil
		}
		if !ended {
			text = append([]byte(ending), text...)
		}
		last := text[len(text)-1]
		if ended = last == '\n'; last == '\r' {
			ending = "\r\n" // a line feed alone would make it part of the line ending
		}
		_, err := d.out.Write(text)
		return err
	}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		r, err := s.nextRaw()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return false, err
		}
		text := r.raw
		if len(r.cells) > 0 && r.offset >= s.body {
			if text, err = e.edit(r, s); err != nil {
				return false, err
			}
		}
		if err := write(text); err != nil {
			return false, s.table.ioFault("writing", err)
		}
	}
	added, changed, err := e.finish(s)
	if err != nil || !changed {
		return false, err
	}
	if err := write(added); err != nil {
		return false, s.table.ioFault("writing", err)
	}
	return true, nil
}

// commit puts the draft in the place of the file.
func (s *source) commit(ctx context.Context, d *draft, path string) (effects []shared.SideEffect, err error) {
	mode := s.stamp.info.Mode().Perm()
	groupKept, err := keepOwner(d.file, s.stamp.info)
	if err != nil {
		effects = append(effects, shared.SideEffect{Description: "the file has another owner or group than before: " + bare(err).Error()})
	}
	err = d.finish(narrow(mode, groupKept))
	if err == nil {
		err = d.file.Close()
	}
	if err == nil {
		err = s.stillThere(path)
	}
	if err == nil && !d.ours() {
		err = s.table.fileFault(shared.ErrConflict, "another program writes the file and does not heed the lock; try again")
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		// Where an open file cannot be replaced, ours must not be in the way.
		err = s.close()
	}
	if err == nil {
		err = replace(d.path, path)
	}
	if err != nil {
		return nil, errors.Join(s.table.ioFault("writing", err), d.discard())
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, &shared.WriteError{
			Kind:  shared.ErrUnknownOutcome,
			Cause: s.table.fileFault(shared.ErrConnectionFailed, "the file was replaced, but may not survive a power failure: %v", err),
		}
	}
	return effects, nil
}

// stillThere refuses to replace what others have changed since it was read, and
// what must not be written to.
func (s *source) stillThere(path string) error {
	for _, flag := range []int{os.O_RDONLY, os.O_WRONLY} {
		f, err := os.OpenFile(path, flag|noFollow, 0)
		if err != nil {
			return err
		}
		now, err := newStamp(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		same := s.stamp.same(now)
		if flag == os.O_WRONLY {
			// A file system in layers makes the file anew to open it for writing.
			same = s.stamp.sameContent(now)
		}
		if !same || !os.SameFile(now.info, s.stamp.info) {
			return s.table.fileFault(shared.ErrConflict, "another program changed the file at the same time; try again")
		}
	}
	return nil
}
