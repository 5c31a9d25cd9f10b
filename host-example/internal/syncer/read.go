package syncer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// errForeign is the error of a file that never was a token file.
var errForeign = errors.New("it is no token file of igahost sync")

// versionError is that of a file which another version of the program has written.
type versionError int

// Error names the versions.
func (e versionError) Error() string {
	return fmt.Sprintf("it is of format %d, and this program knows format %d", int(e), formatVersion)
}

// parse reads a token file of so many bytes to its end and returns its header and
// where its token is. Its errors are errForeign, versionError, and others that
// mean damage.
func parse(file io.ReaderAt, size int64) (*Header, *io.SectionReader, error) {
	line, err := firstLine(file, size)
	if err != nil {
		return nil, nil, err
	}
	h, err := parseHeader(line)
	if err != nil {
		return nil, nil, err
	}
	sealed := make([]byte, sealBytes)
	begin := int64(len(line)) + sealBytes
	if size < begin {
		return nil, nil, errors.New("it ends before its token begins")
	}
	if _, err := file.ReadAt(sealed, int64(len(line))); err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("it cannot be read: %w", err)
	}
	s, err := parseSeal(sealed)
	if err != nil {
		return nil, nil, err
	}
	if got := size - begin; got != s.TokenBytes {
		return nil, nil, fmt.Errorf("its token has %d bytes, and should have %d", got, s.TokenBytes)
	}
	token := io.NewSectionReader(file, begin, s.TokenBytes)
	sum := sha256.New()
	sum.Write(line)
	if _, err := io.Copy(sum, token); err != nil {
		return nil, nil, fmt.Errorf("it cannot be read: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != s.SHA256 {
		return nil, nil, errors.New("its content does not match its checksum")
	}
	return h, io.NewSectionReader(file, begin, s.TokenBytes), nil
}

// firstLine returns the header with its line end.
func firstLine(file io.ReaderAt, size int64) ([]byte, error) {
	if err := ours(file); err != nil {
		return nil, err
	}
	in := bufio.NewReader(io.NewSectionReader(file, 0, min(size, maxHeaderBytes)))
	line, err := in.ReadBytes('\n')
	switch {
	case errors.Is(err, io.EOF) && size == 0:
		return nil, errors.New("it is empty")
	case errors.Is(err, io.EOF):
		return nil, errors.New("its first line has no end")
	case err != nil:
		return nil, fmt.Errorf("it cannot be read: %w", err)
	default:
		return line, nil
	}
}

// ours returns errForeign for a file that does not begin as token files do. An
// empty one, or one that was cut, may be ours.
func ours(file io.ReaderAt) error {
	begins := make([]byte, len(magic))
	n, err := file.ReadAt(begins, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if !strings.HasPrefix(magic, string(begins[:n])) {
		return errForeign
	}
	return nil
}

// parseHeader reads a complete first line. Only what line writes is accepted.
func parseHeader(line []byte) (*Header, error) {
	h := &Header{}
	if err := json.Unmarshal(line, h); err != nil {
		return nil, fmt.Errorf("its first line cannot be read: %w", err)
	}
	if h.FormatVersion != formatVersion {
		return nil, versionError(h.FormatVersion)
	}
	if written, err := h.line(); err != nil || !bytes.Equal(written, line) {
		return nil, errors.New("its first line is not as it was written")
	}
	return h, nil
}
