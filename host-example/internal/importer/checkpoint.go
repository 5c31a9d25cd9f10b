package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxLine is the greatest length in bytes of a line of a checkpoint. A record is
// far shorter; a header may hold a long filter.
const maxLine = 16 << 20

// hashInLine is the least number of bytes of a checkpoint that one uid takes: 16
// bytes in base64. With more, the set would have to grow, and for a moment be in
// memory twice.
const hashInLine = 21

// checkpoint is what a checkpoint says of a part.
type checkpoint struct {
	// header is nil when nothing was begun.
	header *Header
	// end is the length in bytes of the lines that are in force.
	end int64
	// offset is the length of the part that is.
	offset    int64
	tally     map[string]int64
	delivered delivered
}

// readCheckpoint reads a checkpoint of so many bytes for a part of so many. A
// last line that was not written whole is not in force, nor are records of rows
// that the part does not hold; those rows are delivered again.
func readCheckpoint(r io.Reader, size, part int64) (checkpoint, error) {
	c := checkpoint{delivered: make(delivered, 0, size/hashInLine)}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	lines.Split(wholeLines)
	buffer := make([]byte, 0, (recordRows+1)*hashSize)
	torn := false
	for lines.Scan() {
		line := lines.Bytes()
		if torn {
			return c, fmt.Errorf("it is damaged after %d bytes", c.end)
		}
		if c.header == nil {
			begun, err := c.begin(line)
			if err != nil {
				return c, err
			}
			torn = !begun
			continue
		}
		rec, whole := parseRecord(line, buffer)
		switch {
		case !whole:
			torn = true
			continue
		case rec.Offset < c.offset:
			return c, fmt.Errorf("it goes backwards after %d bytes", c.end)
		case rec.Offset > part:
			c.delivered.sort()
			return c, nil
		}
		c.take(rec, len(line))
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return c, fmt.Errorf("it is damaged after %d bytes", c.end)
		}
		return c, fmt.Errorf("reading it: %w", err)
	}
	c.delivered.sort()
	return c, nil
}

// begin takes the first line. It tells whether the line is whole.
func (c *checkpoint) begin(line []byte) (bool, error) {
	if !bytes.HasSuffix(line, []byte("\n")) {
		if !strings.HasPrefix(magic, string(line)) && !bytes.HasPrefix(line, []byte(magic)) {
			return false, errors.New("it is no checkpoint of an import")
		}
		return false, nil
	}
	h, err := parseHeader(line)
	if err != nil {
		return false, err
	}
	c.header, c.end = h, int64(len(line))
	return true, nil
}

// take puts a record in force.
func (c *checkpoint) take(r record, length int) {
	c.end += int64(length)
	c.offset, c.tally = r.Offset, r.Tally
	c.delivered.add(r.delivered)
}

// wholeLines splits like bufio.ScanLines, and leaves the line ends in place: the
// last line may have none.
func wholeLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
