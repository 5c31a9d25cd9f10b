package zoomsim

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"log/slog"
)

// Credentials are those of a Server-to-Server OAuth app. They print without
// the secret.
type Credentials struct {
	AccountID, ClientID, ClientSecret string
}

// String names the account and the client and hides the secret.
func (c Credentials) String() string {
	return "account " + c.AccountID + ", client " + c.ClientID + ", secret ***"
}

// GoString is String.
func (c Credentials) GoString() string { return c.String() }

// LogValue hides the secret from log/slog.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// orDerived fills empty fields with values that follow from the seed, in the
// lengths Zoom uses.
func (c Credentials) orDerived(seed uint64) Credentials {
	c.AccountID = cmp.Or(c.AccountID, derivedText(seed, "account id", 22))
	c.ClientID = cmp.Or(c.ClientID, derivedText(seed, "client id", 22))
	c.ClientSecret = cmp.Or(c.ClientSecret, derivedText(seed, "client secret", 32))
	return c
}

// derive makes 32 bytes out of the seed, different for every purpose.
func derive(seed uint64, purpose string) []byte {
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], seed)
	mac := hmac.New(sha256.New, key[:])
	// hash.Hash documents that Write never fails.
	_, _ = mac.Write([]byte("zoomsim " + purpose))
	return mac.Sum(nil)
}

// derivedText is derive as letters and digits of URL-safe base64.
func derivedText(seed uint64, purpose string, length int) string {
	return base64.RawURLEncoding.EncodeToString(derive(seed, purpose))[:length]
}
