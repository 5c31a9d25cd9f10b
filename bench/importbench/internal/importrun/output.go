package importrun

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// lookEvery is how often the output is looked at until its first row is there,
// and so how exact its time is.
const lookEvery = 2 * time.Millisecond

// firstBytes waits until the file with the rows holds something, also while it
// has the name of an unfinished one, and returns when that was; the zero time
// when ctx ended before.
func firstBytes(ctx context.Context, dir string) time.Time {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		for _, name := range []string{rowsFile + ".part", rowsFile} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() > 0 {
				return time.Now()
			}
		}
		select {
		case <-ctx.Done():
			return time.Time{}
		case <-ticker.C:
		}
	}
}

// countLines counts the lines and bytes of a file.
func countLines(name string) (lines, size int64, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	part := make([]byte, 1<<16)
	for {
		n, err := file.Read(part)
		lines += int64(bytes.Count(part[:n], []byte{'\n'}))
		size += int64(n)
		if errors.Is(err, io.EOF) {
			return lines, size, nil
		}
		if err != nil {
			return 0, 0, err
		}
	}
}
