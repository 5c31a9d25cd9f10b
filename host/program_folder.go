package host

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/checksums"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/shared"
)

// folderProgram is a connector of several files. What the checksum file listed
// when it was checked is kept: a restart runs that.
type folderProgram struct {
	spec   *Spec
	folder *checksums.Folder
	// launcher is the file that is started, relative to the folder, and info what
	// it was at the last comparison.
	launcher string
	info     fs.FileInfo
}

// openFolder reads the checksum file and checks that it can be trusted. The files
// that it lists are compared before each start.
func openFolder(s *Spec) (program, error) {
	file, err := checksums.Read(s.Checksums)
	if err != nil {
		return nil, shared.NewError(shared.ErrChecksumMismatch, "%s", pluginlog.Escape(err.Error()))
	}
	if err := s.verify(file); err != nil {
		return nil, err
	}
	f := &folderProgram{spec: s}
	if f.folder, err = file.Folder(); err != nil {
		return nil, untrusted(s, err)
	}
	if f.launcher, err = f.folder.Find(s.Path); err != nil {
		return nil, shared.NewError(shared.ErrChecksumMismatch, "%s: %s", pluginlog.Escape(s.Path), pluginlog.Escape(err.Error()))
	}
	f.folder.Allow(s.signature)
	return f, nil
}

// prepare compares all files.
func (f *folderProgram) prepare(ctx context.Context, _ string, again bool) error {
	err := f.folder.Verify(ctx, f.launcher)
	mismatch, differs := errors.AsType[*checksums.Mismatch](err)
	switch {
	case differs && again:
		return f.refused(mismatch, "the connector was changed since it was launched; swap to the new one, or launch it again")
	case differs:
		return f.refused(mismatch, mismatch.Remedy())
	case err != nil:
		return startError(f.spec, failure{what: err.Error()})
	}
	if f.info, err = f.folder.Stat(f.launcher); err != nil {
		return startError(f.spec, failure{what: binary.ErrChanged.Error()})
	}
	return nil
}

func (f *folderProgram) refused(mismatch *checksums.Mismatch, remedy string) error {
	return shared.NewError(shared.ErrChecksumMismatch, "%s: %s; %s",
		pluginlog.Escape(f.spec.Path), pluginlog.Escape(mismatch.Error()), pluginlog.Escape(remedy))
}

// path is the path without links: what finds its files by its own path finds those
// that were compared.
func (f *folderProgram) path(bool) (string, error) {
	now, err := f.folder.Stat(f.launcher)
	if err != nil || !os.SameFile(f.info, now) || !f.info.ModTime().Equal(now.ModTime()) || f.info.Size() != now.Size() {
		return "", binary.ErrChanged
	}
	return f.folder.Path(f.launcher), nil
}

// close has nothing to release.
func (f *folderProgram) close() {}
