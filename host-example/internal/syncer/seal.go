package syncer

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// seal is the second line of a token file. It tells a file that was cut or changed.
// It is as long as it was reserved, because it is known only after the token.
type seal struct {
	// TokenBytes is how much follows.
	TokenBytes int64 `json:"token_bytes"`
	// SHA256 is of the header and the token, in hexadecimal digits.
	SHA256 string `json:"sha256"`
}

// sealBytes is the length of the line with its end; blanks fill it.
const sealBytes = 128

// line is the seal as it stands in a file.
func (s seal) line() ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encoding the seal of the token file: %w", err)
	}
	out := append(bytes.Repeat([]byte(" "), sealBytes-1), '\n')
	if copy(out, text) < len(text) || len(text) >= sealBytes {
		return nil, fmt.Errorf("the seal of the token file is %d bytes", len(text))
	}
	return out, nil
}

// parseSeal reads a complete second line. Only what line writes is accepted.
func parseSeal(line []byte) (seal, error) {
	var s seal
	if len(line) != sealBytes || line[sealBytes-1] != '\n' {
		return s, fmt.Errorf("its second line is not complete")
	}
	if err := json.Unmarshal(line, &s); err != nil {
		return s, fmt.Errorf("its second line cannot be read: %w", err)
	}
	if written, err := s.line(); err != nil || !bytes.Equal(written, line) {
		return s, fmt.Errorf("its second line is not as it was written")
	}
	return s, nil
}
