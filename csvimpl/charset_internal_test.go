package csvimpl

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// TestOffsets looks whether a file can be read on from where the scanner says
// that a row begins.
func TestOffsets(t *testing.T) {
	t.Parallel()
	rows := []string{"uid,name\r\n", "1,é\n", "2,\"ÿ\n\"\n", "\n", "3,x"}
	for _, name := range []string{charsetUTF8, charsetUTF16LE, charsetUTF16BE, charsetLatin1, charsetWindows} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cs := newFile(name)
			texts := rows
			if name != charsetLatin1 {
				texts = append([]string{"€,b\n"}, texts...)
			}
			if name == charsetUTF8 || cs.bom != "" {
				texts = append([]string{"😀,漢\n"}, texts...)
			}
			file := []byte(cs.bom)
			for _, text := range texts {
				encoded, err := cs.encode([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				file = append(file, encoded...)
			}
			if got := detect(name, file[:maxBOM]); got != cs {
				t.Errorf("detected %+v", got)
			}
			s := newScanner(bytes.NewReader(file[len(cs.bom):]), ',', cs, int64(len(cs.bom)), 1)
			for i := 0; ; i++ {
				r, err := s.next()
				if errors.Is(err, io.EOF) && i == len(texts) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				again, err := newScanner(bytes.NewReader(file[r.offset:]), ',', cs, r.offset, r.line).next()
				if err != nil || string(again.raw) != texts[i] || string(r.raw) != texts[i] {
					t.Errorf("row %d: %q and, from its offset, %q; want %q", i, r.raw, again.raw, texts[i])
				}
			}
		})
	}
}
