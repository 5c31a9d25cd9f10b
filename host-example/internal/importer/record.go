package importer

import (
	"bytes"
	"encoding/base64"
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
	// delivered are the hashes of the uids of these rows, one after the other.
	delivered []byte
}

// checksumDigits is the length of the checksum at the beginning of a line.
const checksumDigits = 8

// line is the record as it stands in a checkpoint: checksum, JSON and hashes in
// base64, with blanks between. The checksum tells a line that was written in part
// from a whole one.
func (r record) line() ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encoding the checkpoint: %w", err)
	}
	body = base64.StdEncoding.AppendEncode(append(body, ' '), r.delivered)
	return fmt.Appendf(nil, "%08x %s\n", checksum(body), body), nil
}

func checksum(body []byte) uint32 { return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) }

// parseRecord reads a line; false when it is damaged. The hashes are put into
// buffer if they fit: there may be a million of them.
func parseRecord(line, buffer []byte) (r record, ok bool) {
	body, complete := bytes.CutSuffix(line, []byte("\n"))
	if !complete || len(body) < checksumDigits+1 || body[checksumDigits] != ' ' {
		return r, false
	}
	sum, err := strconv.ParseUint(string(body[:checksumDigits]), 16, 32)
	body = body[checksumDigits+1:]
	hashes := bytes.LastIndexByte(body, ' ')
	if err != nil || uint32(sum) != checksum(body) || hashes < 0 || json.Unmarshal(body[:hashes], &r) != nil {
		return r, false
	}
	r.delivered, err = base64.StdEncoding.AppendDecode(buffer[:0], body[hashes+1:])
	return r, err == nil && len(r.delivered)%hashSize == 0
}
