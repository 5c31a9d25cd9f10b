package pluginrpc

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// TestTokenChunks holds the token against the bytes that it was made of, however
// they were cut.
func TestTokenChunks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var chunks tokenChunks
		var want []byte
		for range rapid.IntRange(0, 8).Draw(t, "chunks") {
			size := rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(smallChunk-3, smallChunk+3)).Draw(t, "size")
			chunk := bytes.Repeat([]byte{byte(len(want)), 7}, size)[:size]
			want = append(want, chunk...)
			chunks.add(chunk)
		}
		if chunks.size != len(want) {
			t.Fatalf("size %d, want %d", chunks.size, len(want))
		}
		buf := make([]byte, rapid.IntRange(1, smallChunk).Draw(t, "buffer"))
		var got []byte
		for {
			n, err := chunks.Read(buf)
			got = append(got, buf[:n]...)
			if err == io.EOF { //nolint:errorlint // what io.Reader promises
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%d bytes came back, not the %d that went in", len(got), len(want))
		}
		if len(chunks.chunks) != 0 {
			t.Fatal("chunks that were read are held")
		}
	})
}

// TestTokenChunksAsReader lets the standard library find what a Reader does wrong.
func TestTokenChunksAsReader(t *testing.T) {
	t.Parallel()
	var chunks tokenChunks
	want := bytes.Repeat([]byte("0123456789"), 20_000)
	for rest := want; len(rest) > 0; {
		n := min(len(rest), 70_000)
		chunks.add(bytes.Clone(rest[:n]))
		rest = rest[n:]
	}
	if err := iotest.TestReader(&chunks, want); err != nil {
		t.Error(err)
	}
}

// TestSmallTokenChunksAreJoined bounds what a sender of tiny chunks can cost.
func TestSmallTokenChunksAreJoined(t *testing.T) {
	t.Parallel()
	var chunks tokenChunks
	for range 100_000 {
		chunks.add([]byte{1})
	}
	if n := len(chunks.chunks); n > 2 {
		t.Errorf("100,000 bytes are held in %d chunks", n)
	}
}
