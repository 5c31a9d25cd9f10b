package host

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// resolveSignature reads the keys and finds the signature; the path of the
// connector is absolute by now.
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
		s.signature = s.Path + signature.Extension
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

// verify checks the opened file, reading it once, when the Spec asks for it.
func (s *Spec) verify(file *binary.File) error {
	var checks []binary.Check
	if s.SHA256 != "" {
		checks = append(checks, binary.SHA256(s.sum))
	}
	var signed *signature.Verifier
	if len(s.keys) > 0 {
		sig, err := signature.Load(s.signature)
		if err == nil {
			signed, err = signature.NewVerifier(sig, s.keys)
		}
		if err != nil {
			return untrusted(s, err)
		}
		checks = append(checks, signed)
	}
	if len(checks) == 0 {
		return nil
	}
	err := file.Verify(checks...)
	if mismatch, ok := errors.AsType[*binary.Mismatch](err); ok {
		return untrusted(s, fmt.Errorf("%w; when the connector was upgraded on purpose, pin the new sum, otherwise install it again from its source", mismatch))
	}
	if mismatch, ok := errors.AsType[*signature.MismatchError](err); ok {
		return untrusted(s, mismatch)
	}
	if err != nil {
		return startError(s, failure{what: err.Error()})
	}
	if signed != nil {
		s.Logger.Debug("the signature of the connector is valid", "path", s.Path, "key", signed.KeyID(),
			"trusted_comment", pluginlog.Escape(signed.TrustedComment()))
	}
	return nil
}

// untrusted says why a file is not the one that the Spec allows to be run.
func untrusted(s *Spec, err error) error {
	return shared.NewError(shared.ErrChecksumMismatch, "%s: %s", pluginlog.Escape(s.Path), pluginlog.Escape(err.Error()))
}
