package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strconv"
)

// record is one line of a checkpoint after the first: some rows are safe on the
// disk.
type record struct {
	// Offset is the length in bytes of the part that holds these rows and all
	// before them.
	Offset int64 `json:"offset"`
	// Tally counts all rows so far.
	Tally map[string]int64 `json:"tally,omitempty"`
	// Delivered are the hashes of the uids of these rows, one after the other.
	Delivered []byte `json:"delivered"`
}

// checksumDigits is the length of the checksum at the beginning of a line.
const checksumDigits = 8

// line is the record as it stands in a checkpoint: checksum, blank, JSON. The
// checksum tells a line that was written in part from a whole one.
func (r record) line() ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encoding the checkpoint: %w", err)
	}
	return fmt.Appendf(nil, "%08x %s\n", checksum(body), body), nil
}

func checksum(body []byte) uint32 { return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) }

// parseRecord reads a line; false when it is damaged.
func parseRecord(line []byte) (r record, ok bool) {
	body, complete := bytes.CutSuffix(line, []byte("\n"))
	if !complete || len(body) < checksumDigits+1 || body[checksumDigits] != ' ' {
		return r, false
	}
	sum, err := strconv.ParseUint(string(body[:checksumDigits]), 16, 32)
	body = body[checksumDigits+1:]
	if err != nil || uint32(sum) != checksum(body) || json.Unmarshal(body, &r) != nil {
		return r, false
	}
	return r, len(r.Delivered)%hashSize == 0
}
