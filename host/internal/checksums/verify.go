package checksums

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

const (
	// readers is how many files are read at once, at most.
	readers = 4
	// shownDigits is how many digits of a checksum messages show.
	shownDigits = 12
)

// Verify compares all that is in the folder with the checksum file as it was
// read: the files listed must be there with their content, no others, and nobody
// but the user of the host and root may write to any of them, which is looked at
// on Unix only. launcher, when not empty, must be executable. It returns a
// *Mismatch with everything that is wrong, or the error of ctx.
func (f *Folder) Verify(ctx context.Context, launcher string) error {
	w, err := f.compare(ctx, true, func(_ listed, r io.Reader, sum io.Writer) (int64, error) { return io.Copy(sum, r) })
	if err != nil {
		return err
	}
	for _, file := range w.files {
		if file.path == launcher && !executable(file.info) {
			w.fault(launcher, NotExecutable, "is not executable")
		}
	}
	return w.mismatch()
}

// read reads the opened file, all of which goes to sum as well, and returns how
// many bytes there were.
type read func(file listed, r io.Reader, sum io.Writer) (int64, error)

// compare walks through the folder and has every listed file read.
func (f *Folder) compare(ctx context.Context, rights bool, read read) (*walk, error) {
	w := &walk{folder: f, rights: rights, seen: map[string]bool{}}
	var err error
	if w.root, err = os.OpenRoot(f.Root); err != nil {
		w.fault(".", Unreadable, "cannot be opened: %v", err)
		return w, nil
	}
	// Nothing was written to it.
	defer func() { _ = w.root.Close() }()
	if err := w.run(ctx); err != nil {
		return nil, err
	}
	if w.total > MaxTotal {
		w.fault(".", Oversized, "has files of %d bytes together; the limit is %d", w.total, int64(MaxTotal))
		return w, nil
	}
	return w, w.readAll(ctx, read)
}

// readAll reads the files, some at once. What is wrong with them are faults; the
// error is that of ctx, or one that read has returned for something else.
func (w *walk) readAll(ctx context.Context, read read) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan listed)
	var group sync.WaitGroup
	for range min(readers, runtime.GOMAXPROCS(0)+1, len(w.files)) {
		group.Go(func() {
			for file := range next {
				if err := w.readOne(ctx, file, read); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, file := range w.files {
		select {
		case next <- file:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
	}
	close(next)
	group.Wait()
	return context.Cause(ctx)
}

// readOne compares the content of a file.
func (w *walk) readOne(ctx context.Context, file listed, read read) error {
	opened, err := w.root.OpenFile(filepath.FromSlash(file.path), os.O_RDONLY|nonBlock, 0)
	if err != nil {
		w.unreadable(file.path, err)
		return nil
	}
	// Nothing was written to it.
	defer func() { _ = opened.Close() }()
	const whileRead = "was changed while it was read"
	info, err := opened.Stat()
	if err != nil || !os.SameFile(info, file.info) {
		w.fault(file.path, Changed, whileRead)
		return nil
	}
	hash := sha256.New()
	source := &source{ctx: ctx, r: opened}
	n, err := read(file, io.LimitReader(source, file.info.Size()+1), hash)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case source.err != nil:
		w.unreadable(file.path, source.err)
		return nil
	case err != nil:
		return err
	case n != file.info.Size():
		w.fault(file.path, Changed, whileRead)
	case [sha256.Size]byte(hash.Sum(nil)) != file.sum:
		is, was := hex.EncodeToString(hash.Sum(nil)), hex.EncodeToString(file.sum[:])
		if file.path == w.folder.name {
			w.fault(file.path, Changed, "was changed since it was read (SHA-256 %s…, it was %s…)", is[:shownDigits], was[:shownDigits])
			break
		}
		w.fault(file.path, Changed, "was changed (SHA-256 %s…, listed is %s…)", is[:shownDigits], was[:shownDigits])
	}
	return nil
}

// mismatch returns the faults as an error.
func (w *walk) mismatch() error {
	if len(w.faults) == 0 {
		return nil
	}
	slices.SortFunc(w.faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	return &Mismatch{Name: w.folder.name, Root: w.folder.Root, Faults: w.faults}
}

// source reads until its context ends, and remembers whether reading failed.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

// Read reads until the context ends.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
