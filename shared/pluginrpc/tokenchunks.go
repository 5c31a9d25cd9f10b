package pluginrpc

import "io"

// smallChunk is the size up to which chunks of a token are put together, so that
// many small ones cost no more than their bytes.
const smallChunk = 64 << 10

// tokenChunks is a token as it was received: no copy of it is made, and what was
// read is let go of.
type tokenChunks struct {
	chunks [][]byte
	size   int
}

// add takes a chunk over.
func (t *tokenChunks) add(chunk []byte) {
	t.size += len(chunk)
	if len(chunk) == 0 {
		return
	}
	if n := len(t.chunks); n > 0 && len(t.chunks[n-1])+len(chunk) <= smallChunk {
		t.chunks[n-1] = append(t.chunks[n-1], chunk...)
		return
	}
	t.chunks = append(t.chunks, chunk)
}

// Read reads the rest of the token.
func (t *tokenChunks) Read(p []byte) (int, error) {
	n := 0
	for len(t.chunks) > 0 && n < len(p) {
		taken := copy(p[n:], t.chunks[0])
		n += taken
		if t.chunks[0] = t.chunks[0][taken:]; len(t.chunks[0]) == 0 {
			t.chunks[0] = nil
			t.chunks = t.chunks[1:]
		}
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}
