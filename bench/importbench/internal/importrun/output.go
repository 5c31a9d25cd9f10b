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

// firstBytes waits until a file in the folder holds something, whatever its name
// until it is complete, and returns when that was; the zero time when ctx ended
// before.
func firstBytes(ctx context.Context, dir string) time.Time {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		// A folder that cannot be read shows at the end, where it is an error.
		if size, err := written(dir); err == nil && size > 0 {
			return time.Now()
		}
		select {
		case <-ctx.Done():
			return time.Time{}
		case <-ticker.C:
		}
	}
}

func written(dir string) (int64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	var size int64
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return 0, err
		}
		size += info.Size()
	}
	return size, nil
}

// countLines counts the lines and bytes of the files in the folder.
func countLines(dir string) (lines, size int64, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return 0, 0, err
	}
	for _, name := range names {
		more, read, err := countFile(name)
		if err != nil {
			return 0, 0, err
		}
		lines, size = lines+more, size+read
	}
	return lines, size, nil
}

func countFile(name string) (lines, size int64, err error) {
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
