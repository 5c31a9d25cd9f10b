package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/regular"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// maxBinary bounds a binary, in bytes.
const maxBinary = 1 << 30

// The modes of stored files: nobody writes to them again.
const (
	binaryMode    = 0o500
	signatureMode = 0o400
)

// staged is a binary on its way into the catalogue, in a folder of its own.
type staged struct {
	// source is the path that was given, for messages.
	source string
	// dir is removed in the end; blob, in it, becomes the folder in the store;
	// file is the binary, or launcher, in that.
	dir, blob, file string
	// sum is that of the binary, or of the checksum file.
	sum [sha256.Size]byte
	// signature is the content of the signature file, checked; nil for none.
	signature []byte
	comment   string
	entry     Entry
}

// stage copies the binary, reading it once, and checks its signature.
func (c *Catalog) stage(ctx context.Context, path string, o *AddOptions) (_ *staged, err error) {
	var verifier *signature.Verifier
	s := &staged{source: path}
	root := o.root(path)
	if len(o.keys) > 0 {
		sig, err := signature.Load(o.Signature)
		if err == nil {
			verifier, err = signature.NewVerifier(sig, o.keys)
		}
		if err != nil {
			return nil, untrusted(root, err)
		}
		s.signature = sig.Text()
	}
	if s.dir, err = os.MkdirTemp(c.path(incomingFolder), "new-"); err != nil {
		return nil, failed("make a folder of the catalogue", err)
	}
	defer func() {
		if err != nil {
			// What cannot be removed is removed by the next Add.
			_ = os.RemoveAll(s.dir)
		}
	}()
	s.blob = filepath.Join(s.dir, "blob")
	if err := os.Mkdir(s.blob, folderMode); err != nil {
		return nil, failed("make a folder of the catalogue", err)
	}
	if o.Checksums != "" {
		err = s.copyFolder(ctx, o, verifier)
	} else {
		s.file = filepath.Join(s.blob, "connector"+exeSuffix())
		err = s.copy(ctx, verifier)
	}
	if err != nil {
		return nil, err
	}
	if verifier != nil {
		if err := verifier.Check(); err != nil {
			return nil, untrusted(root, err)
		}
		s.entry.KeyID, s.comment = verifier.KeyID(), verifier.TrustedComment()
	}
	return s, nil
}

// copy copies the source into the staged file while it hashes it.
func (s *staged) copy(ctx context.Context, verifier *signature.Verifier) (err error) {
	src, err := openSource(s.source)
	if err != nil {
		return err
	}
	// Nothing was written to it.
	defer func() { _ = src.Close() }()
	dst, err := os.OpenFile(s.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return failed("copy the connector", err)
	}
	defer func() { err = errors.Join(err, failed("copy the connector", dst.Close())) }()
	hash := sha256.New()
	out := []io.Writer{dst, hash}
	if verifier != nil {
		out = append(out, verifier)
	}
	n, err := io.Copy(io.MultiWriter(out...), io.LimitReader(&contextReader{ctx, src}, maxBinary+1))
	if err != nil {
		return failed("copy the connector", err)
	}
	if n > maxBinary {
		return shared.NewError(shared.ErrTooLarge, "%s has more than %d bytes", pluginlog.Escape(s.source), maxBinary)
	}
	hash.Sum(s.sum[:0])
	s.entry.SHA256, s.entry.Size = hex.EncodeToString(s.sum[:]), n
	return failed("copy the connector", errors.Join(dst.Chmod(binaryMode), dst.Sync()))
}

// openSource opens a regular file: opening a named pipe would wait for ever.
func openSource(path string) (*os.File, error) {
	f, _, err := regular.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, shared.NewError(shared.ErrNotFound, "there is no file %s", pluginlog.Escape(path))
	}
	if _, ok := errors.AsType[*regular.KindError](err); ok {
		return nil, shared.NewError(shared.ErrInvalidRequest, "%s is not a regular file; give the path of the binary", pluginlog.Escape(path))
	}
	if err != nil {
		return nil, failedSource("open the connector", err)
	}
	return f, nil
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads until the context ends.
func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// untrusted says why a file is not taken.
func untrusted(path string, err error) error {
	return shared.NewError(shared.ErrChecksumMismatch, "%s: %s", pluginlog.Escape(path), pluginlog.Escape(err.Error()))
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// writeFile writes a new file that lasts.
func writeFile(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
