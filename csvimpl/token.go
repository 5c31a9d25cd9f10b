package csvimpl

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"iter"

	"github.com/igaplugin/igaplugin/shared"
)

// A sync token is the state of a file: the uid and a hash of every row, in the
// order of the file. It is written and read as a stream of chunks, each with a
// checksum that covers all before it:
//
//	magic,
//	{ length of the payload (4 bytes), payload, checksum (16 bytes) } ...,
//	0 (4 bytes), checksum (16 bytes)
//
// The first payload is the binding; see there. A further one is a list of { length of the uid (varint), uid, hash (16 bytes) }.
const (
	// tokenMagic begins every token; the digit is its version.
	tokenMagic = "igacsv2\n"
	// chunkTarget is the size at which a chunk ends.
	chunkTarget = 64 << 10
	// maxChunk is the largest chunk that a writer can make.
	maxChunk = chunkTarget + maxIdentifier + binary.MaxVarintLen64 + hashSize
	sumSize  = 16
	// hashSize is the length of the hash of a row.
	hashSize = 16
)

// tokenWriter writes a token.
type tokenWriter struct {
	w     io.Writer
	chunk []byte
	sum   [sha256.Size]byte
}

// newTokenWriter writes the beginning.
func newTokenWriter(w io.Writer, b binding) (*tokenWriter, error) {
	t := &tokenWriter{w: w, chunk: []byte(b.String())}
	if _, err := io.WriteString(w, tokenMagic); err != nil {
		return nil, err
	}
	return t, t.flush()
}

// add writes one row.
func (t *tokenWriter) add(uid string, hash rowHash) error {
	t.chunk = binary.AppendUvarint(t.chunk, uint64(len(uid)))
	t.chunk = append(t.chunk, uid...)
	t.chunk = append(t.chunk, hash[:]...)
	if len(t.chunk) < chunkTarget {
		return nil
	}
	return t.flush()
}

// flush writes a chunk; one without payload is the end.
func (t *tokenWriter) flush() error {
	var out []byte
	out = binary.BigEndian.AppendUint32(out, uint32(len(t.chunk))) //nolint:gosec // below maxChunk
	out = append(out, t.chunk...)
	t.sum = chain(t.sum, out)
	t.chunk = t.chunk[:0]
	_, err := t.w.Write(append(out, t.sum[:sumSize]...))
	return err
}

// finish writes what is held back, and the end.
func (t *tokenWriter) finish() error {
	if len(t.chunk) > 0 {
		if err := t.flush(); err != nil {
			return err
		}
	}
	return t.flush()
}

// chain continues a checksum.
func chain(sum [sha256.Size]byte, data []byte) [sha256.Size]byte {
	return sha256.Sum256(append(sum[:], data...))
}

// tokenReader reads a token.
type tokenReader struct {
	r   *bufio.Reader
	sum [sha256.Size]byte
}

// newTokenReader reads the beginning, and refuses what is bound to something
// else.
func newTokenReader(r io.Reader, b binding) (*tokenReader, error) {
	t := &tokenReader{r: bufio.NewReaderSize(r, maxChunk)}
	head := make([]byte, len(tokenMagic))
	if err := t.read(head); err != nil {
		return nil, err
	}
	if string(head) != tokenMagic {
		return nil, expired("it is not one of this version of the connector")
	}
	payload, err := t.chunk()
	if err != nil {
		return nil, err
	}
	if why := b.differs(string(payload)); why != "" {
		return nil, expired(why)
	}
	return t, nil
}

// entries yields the rows. None is yielded before its checksum was found right.
func (t *tokenReader) entries() iter.Seq2[tokenEntry, error] {
	return func(yield func(tokenEntry, error) bool) {
		for {
			payload, err := t.chunk()
			if err != nil {
				yield(tokenEntry{}, err)
				return
			}
			if len(payload) == 0 {
				if _, err := t.r.ReadByte(); !errors.Is(err, io.EOF) {
					yield(tokenEntry{}, expired("something follows its end"))
				}
				return
			}
			for len(payload) > 0 {
				var e tokenEntry
				if e, payload, err = cutEntry(payload); err != nil {
					yield(tokenEntry{}, err)
					return
				}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// tokenEntry is one row.
type tokenEntry struct {
	uid  string
	hash rowHash
}

// cutEntry takes the first row off a payload.
func cutEntry(payload []byte) (e tokenEntry, rest []byte, err error) {
	n, k := binary.Uvarint(payload)
	if k <= 0 || n == 0 || n > maxIdentifier || len(payload)-k < int(n)+hashSize {
		return e, nil, expired("it is damaged")
	}
	payload = payload[k:]
	e.uid, e.hash = string(payload[:n]), rowHash(payload[n:n+hashSize])
	return e, payload[n+hashSize:], nil
}

// chunk returns the next payload, which is empty at the end.
func (t *tokenReader) chunk() ([]byte, error) {
	head := make([]byte, 4)
	if err := t.read(head); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head)
	if n > maxChunk {
		return nil, expired("it is damaged")
	}
	rest := make([]byte, int(n)+sumSize)
	if err := t.read(rest); err != nil {
		return nil, err
	}
	payload := rest[:n]
	t.sum = chain(t.sum, append(head, payload...))
	if !bytes.Equal(rest[n:], t.sum[:sumSize]) {
		return nil, expired("it is damaged")
	}
	return payload, nil
}

// read fills buf. An early end is a damaged token; other errors are the
// caller's.
func (t *tokenReader) read(buf []byte) error {
	_, err := io.ReadFull(t.r, buf)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return expired("it is cut off")
	}
	return err
}

func expired(why string) error {
	return shared.NewError(shared.ErrSyncTokenExpired, "the token is of no use: %s; synchronise in full", why)
}
