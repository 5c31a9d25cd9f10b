package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/checksums"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// copyFolder copies the files that the checksum file lists, and that file, while
// it compares them. The signature is checked before.
func (s *staged) copyFolder(ctx context.Context, o *AddOptions, verifier *signature.Verifier) error {
	list, err := filepath.Abs(o.Checksums)
	if err != nil {
		return failedSource("open the checksum file", err)
	}
	file, err := openChecksums(list)
	if err != nil {
		return err
	}
	if verifier != nil {
		if err := file.VerifyWith(verifier); err != nil {
			return untrusted(o.Checksums, err)
		}
	}
	folder, err := s.examine(file, o)
	if err != nil {
		return err
	}
	s.entry.Size, err = folder.Copy(ctx, s.blob, s.entry.Launcher)
	if mismatch, ok := errors.AsType[*checksums.Mismatch](err); ok {
		kind := shared.ErrChecksumMismatch
		if mismatch.Has(checksums.Oversized) {
			kind = shared.ErrTooLarge
		}
		return shared.NewError(kind, "%s: %s; %s",
			pluginlog.Escape(s.source), pluginlog.Escape(mismatch.Error()), pluginlog.Escape(mismatch.Remedy()))
	}
	if err == nil {
		err = os.Rename(filepath.Join(s.blob, filepath.Base(list)), filepath.Join(s.blob, checksumFile))
	}
	return failed("copy the connector", err)
}

// openChecksums reads the checksum file of a connector that is added.
func openChecksums(path string) (*checksums.File, error) {
	file, err := checksums.Read(path)
	_, noFile := errors.AsType[*regular.KindError](err)
	_, tooLarge := errors.AsType[*regular.SizeError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, shared.NewError(shared.ErrNotFound, "%s", pluginlog.Escape(err.Error()))
	case noFile, tooLarge:
		return nil, shared.NewError(shared.ErrInvalidRequest, "%s", pluginlog.Escape(err.Error()))
	case err != nil:
		return nil, failedSource("open the checksum file", err)
	}
	return file, nil
}

// examine reads the list and fills in what it says of the entry.
func (s *staged) examine(file *checksums.File, o *AddOptions) (*checksums.Folder, error) {
	folder, err := file.Folder()
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidRequest, "%s: %s", pluginlog.Escape(o.Checksums), pluginlog.Escape(err.Error()))
	}
	for _, e := range folder.List().Entries() {
		// Also where case makes no difference.
		if strings.EqualFold(e.Path, checksumFile) || strings.EqualFold(e.Path, checksumFile+signatureExtension) {
			return nil, shared.NewError(shared.ErrInvalidRequest,
				"%s lists %s, which is the name that the catalogue has for the checksum file and its signature; rename it",
				pluginlog.Escape(o.Checksums), quote(e.Path))
		}
	}
	launcher, err := filepath.Abs(s.source)
	if err == nil {
		s.entry.Launcher, err = folder.Find(launcher)
	}
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidRequest, "%s: %s", pluginlog.Escape(s.source), pluginlog.Escape(err.Error()))
	}
	for _, beside := range []string{o.Signature, o.Checksums + signatureExtension} {
		path, err := filepath.Abs(beside)
		if err != nil {
			return nil, failedSource("find the signature", err)
		}
		folder.Allow(path)
	}
	s.sum = file.Sum()
	s.entry.SHA256, s.entry.Files = hex.EncodeToString(s.sum[:]), len(folder.List().Entries())
	s.file = filepath.Join(s.blob, filepath.FromSlash(s.entry.Launcher))
	return folder, nil
}

// stagedFolder is the copy of a connector of several files.
type stagedFolder struct {
	*checksums.Folder
	launcher string
}

// ExecPath returns the path to execute.
func (f *stagedFolder) ExecPath() (string, error) { return f.Path(f.launcher), nil }

// Close has nothing to close.
func (*stagedFolder) Close() error { return nil }

// openFolder reads the whole copy.
func (s *staged) openFolder(ctx context.Context) (*stagedFolder, error) {
	file, err := checksums.Read(filepath.Join(s.blob, checksumFile))
	if err == nil {
		err = file.Verify(s.sum)
	}
	if err != nil {
		return nil, err
	}
	folder, err := file.Folder()
	if err != nil {
		return nil, err
	}
	return &stagedFolder{folder, s.entry.Launcher}, folder.Verify(ctx, s.entry.Launcher)
}

// unchanged refuses a connector that has changed its own folder when it was run:
// no host would start it again.
func (s *staged) unchanged(ctx context.Context) error {
	if !s.entry.several() {
		return nil
	}
	_, err := s.openFolder(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return failed("run the connector", ctx.Err())
	default:
		return notDescribed(s, "it has changed its own folder, which a connector must leave as it is: "+err.Error(), nil)
	}
}

// inspectFolder looks at a connector of several files.
func inspectFolder(ctx context.Context, f Finding, keys []signature.Key, bad func(State, string, ...any) Finding) Finding {
	e := f.Entry
	const again = "add the connector again from its source"
	file, err := checksums.Read(e.Checksums)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return bad(StateMissing, "there is no file %s; %s", e.Checksums, again)
	case err != nil:
		return bad(StateUnreadable, "%v", err)
	}
	var want [sha256.Size]byte
	if _, err := hex.Decode(want[:], []byte(e.SHA256)); err != nil {
		return bad(StateChanged, "%v", err)
	}
	err = file.Verify(want)
	if mismatch, changed := errors.AsType[*binary.Mismatch](err); changed {
		return withActual(bad(StateChanged, "%s was changed: %v; %s", e.Checksums, mismatch, again), mismatch.Actual)
	}
	f.ActualSHA256 = e.SHA256
	folder, err := file.Folder()
	if err != nil {
		return withActual(bad(StateUnreadable, "%v", err), e.SHA256)
	}
	folder.Allow(e.root() + signatureExtension)
	err = folder.Verify(ctx, e.Launcher)
	if mismatch, ok := errors.AsType[*checksums.Mismatch](err); ok {
		return withActual(bad(stateOf(mismatch), "%s: %v; %s", folder.Root, mismatch, remedyOf(mismatch, again)), e.SHA256)
	}
	if err != nil {
		return withActual(bad(StateUnreadable, "%v", err), e.SHA256)
	}
	signed, err := verifierOf(e, keys)
	if err == nil && signed != nil {
		err = file.VerifyWith(signed)
	}
	switch {
	case isMissing(err):
		return withActual(bad(StateSignature, "there is no signature at %s; add the connector again with its signature", e.root()+signatureExtension), e.SHA256)
	case err != nil:
		return withActual(bad(StateSignature, "%v", err), e.SHA256)
	case signed != nil:
		f.TrustedComment = signed.TrustedComment()
	}
	return f
}

// stateOf is the worst of what is wrong.
func stateOf(m *checksums.Mismatch) State {
	switch {
	case m.Has(checksums.Unsafe, checksums.Special, checksums.Oversized):
		return StateUnsafe
	case m.Has(checksums.Changed, checksums.Unlisted):
		return StateChanged
	case m.Has(checksums.Missing):
		return StateMissing
	case m.Has(checksums.Unreadable):
		return StateUnreadable
	default:
		return StateNotExecutable
	}
}

// remedyOf says what to do: most of it is done by adding the connector again.
func remedyOf(m *checksums.Mismatch, again string) string {
	if m.Has(checksums.Changed, checksums.Unlisted, checksums.Missing, checksums.Special, checksums.Oversized) {
		return again
	}
	return m.Remedy()
}
