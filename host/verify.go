package host

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// resolveSignature reads the keys and finds the signature; the paths of connector
// and checksum file are absolute by now.
func (s *Spec) resolveSignature(fault func(field, format string, args ...any)) {
	s.keys = nil
	for i, text := range s.PublicKeys {
		key, err := signature.ParseKey(text)
		if err != nil {
			fault(fmt.Sprintf("PublicKeys[%d]", i), "%v", err)
			continue
		}
		s.keys = append(s.keys, key)
	}
	switch {
	case s.Signature == "":
		s.signature = s.root() + signature.Extension
	case len(s.PublicKeys) == 0:
		fault("Signature", "needs PublicKeys: without a trusted key it proves nothing")
	default:
		path, err := filepath.Abs(s.Signature)
		if err != nil {
			fault("Signature", "%v", err)
		}
		s.signature = path
	}
}

// verifiable is the file that SHA256 and the signature are about.
type verifiable interface {
	Verify(sum [sha256.Size]byte, checks ...binary.Check) error
	VerifyWith(checks ...binary.Check) error
}

// verify checks the file, reading it once, when the Spec asks for it.
func (s *Spec) verify(file verifiable) error {
	if len(s.keys) == 0 {
		if s.SHA256 == "" {
			return nil
		}
		if err := file.Verify(s.sum); err != nil {
			return binaryError(s, err)
		}
		return nil
	}
	sig, err := signature.Load(s.signature)
	if err != nil {
		return untrusted(s, err)
	}
	signed, err := signature.NewVerifier(sig, s.keys)
	if err != nil {
		return untrusted(s, err)
	}
	if s.SHA256 == "" {
		err = file.VerifyWith(signed)
	} else {
		err = file.Verify(s.sum, signed)
	}
	if mismatch, ok := errors.AsType[*signature.MismatchError](err); ok {
		return untrusted(s, mismatch)
	}
	if err != nil {
		return binaryError(s, err)
	}
	s.Logger.Debug("the signature of the connector is valid", "path", s.root(), "key", signed.KeyID(),
		"trusted_comment", pluginlog.Escape(signed.TrustedComment()))
	return nil
}

// untrusted says why a file is not the one that the Spec allows to be run.
func untrusted(s *Spec, err error) error {
	return shared.NewError(shared.ErrChecksumMismatch, "%s: %s", pluginlog.Escape(s.root()), pluginlog.Escape(err.Error()))
}
