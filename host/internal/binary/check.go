package binary

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// Check looks at a whole file: everything is written to it, then Check is
// called once.
type Check interface {
	io.Writer
	Check() error
}

// Mismatch says that a file has another checksum than expected.
type Mismatch struct {
	// Expected and Actual are SHA-256 sums in hexadecimal.
	Expected, Actual string
}

// Error returns both sums.
func (m *Mismatch) Error() string {
	return fmt.Sprintf("expected SHA-256 %s, the file has %s", m.Expected, m.Actual)
}

// SHA256 returns a check whose error is a *Mismatch when the file has another
// SHA-256 than sum.
func SHA256(sum [sha256.Size]byte) Check { return &sha256Check{Hash: sha256.New(), want: sum} }

type sha256Check struct {
	hash.Hash
	want [sha256.Size]byte
}

// Check compares the sums.
func (c *sha256Check) Check() error {
	actual := c.Sum(nil)
	if subtle.ConstantTimeCompare(actual, c.want[:]) != 1 {
		return &Mismatch{Expected: hex.EncodeToString(c.want[:]), Actual: hex.EncodeToString(actual)}
	}
	return nil
}
