package syncer

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

// Stage puts a new token beside the file, as write writes it, and onto the disk.
// The token in force stays the old one. It returns the size of the new token,
// ErrTooLarge for one that the next sync could not send, the errors of write and
// those of writing the file.
func (f *File) Stage(write func(io.Writer) error) (int64, error) {
	if f.lock == nil || f.next != nil {
		return 0, errors.New("the token file cannot take a new token")
	}
	path := f.path + nextSuffix
	// What is there is of a sync that was killed: this one holds the lock.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	next, err := files.CreatePrivate(path)
	if err != nil {
		return 0, err
	}
	f.next = next
	size, err := f.fill(write)
	if err != nil {
		return 0, err
	}
	f.staged = true
	return size, nil
}

// fill writes the new file: the header, room for the seal, the token, and the seal
// in the end.
func (f *File) fill(write func(io.Writer) error) (int64, error) {
	header, err := f.header.line()
	if err != nil {
		return 0, err
	}
	blank, err := seal{}.line()
	if err != nil {
		return 0, err
	}
	if _, err := f.next.Write(append(header, blank...)); err != nil {
		return 0, err
	}
	t := &tokenWriter{out: bufio.NewWriter(f.next), sum: sha256.New()}
	t.sum.Write(header)
	if err := write(t); err != nil {
		return 0, err
	}
	if err := t.out.Flush(); err != nil {
		return 0, err
	}
	sealed, err := seal{TokenBytes: t.size, SHA256: hex.EncodeToString(t.sum.Sum(nil))}.line()
	if err != nil {
		return 0, err
	}
	if _, err := f.next.WriteAt(sealed, int64(len(header))); err != nil {
		return 0, err
	}
	return t.size, f.next.Sync()
}

// Commit puts the new token into the place of the old one. With an error other than
// ErrMayNotLast the old one stays in force.
func (f *File) Commit() error {
	if !f.staged {
		return errors.New("there is no new token to commit")
	}
	f.staged = false
	next := f.next
	f.next = nil
	err := next.Close()
	if f.old != nil {
		err = errors.Join(err, f.old.Close())
		f.old = nil
	}
	if err == nil {
		err = os.Rename(next.Name(), f.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	f.token = nil
	if err := files.SyncFolder(filepath.Dir(f.path)); err != nil {
		return fmt.Errorf("%w: %w", ErrMayNotLast, err)
	}
	return nil
}

// tokenWriter counts a token and makes its checksum.
type tokenWriter struct {
	out  *bufio.Writer
	sum  hash.Hash
	size int64
}

// Write writes a piece of the token.
func (t *tokenWriter) Write(p []byte) (int, error) {
	if t.size+int64(len(p)) > pluginrpc.MaxTokenBytes {
		return 0, shared.NewError(shared.ErrTooLarge,
			"the new sync token is more than %d bytes, which is the limit", pluginrpc.MaxTokenBytes)
	}
	n, err := t.out.Write(p)
	t.sum.Write(p[:n])
	t.size += int64(n)
	return n, err
}
