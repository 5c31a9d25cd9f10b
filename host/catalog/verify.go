package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/igaplugin/igaplugin/host/internal/binary"
	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// State is what Verify found out about an entry.
type State string

// The states.
const (
	StateOK State = "ok"
	// StateMissing: there is no such file, or a file of several is missing.
	StateMissing State = "missing"
	// StateChanged: the file is not the one that was added, or one of several is
	// not, or there is one more beside them.
	StateChanged State = "changed"
	// StateNotExecutable: the owner may not execute the file.
	StateNotExecutable State = "not executable"
	// StateUnsafe: others can write to the file or its folder, or own them, or it
	// is not a regular file.
	StateUnsafe State = "unsafe"
	// StateSignature: the signature is missing, not by a trusted key, or not of
	// this file.
	StateSignature State = "bad signature"
	// StateUnreadable: the file could not be read.
	StateUnreadable State = "unreadable"
)

// Finding is what Verify found out about an entry.
type Finding struct {
	Entry Entry
	State State
	// Problem says what is wrong and what to do; empty when nothing is.
	Problem string
	// ActualSHA256 is the checksum of the file, of several that of the checksum
	// file, when it was read; the expected one is that of the entry.
	ActualSHA256 string
	// TrustedComment is the comment of a signature that was checked; escape it
	// when it is shown.
	TrustedComment string
}

// Report is what Verify found out.
type Report struct {
	Findings []Finding
	// Unnamed are paths in the store that no entry names: binaries that were
	// replaced, or what an Add left behind that was killed. No host runs them.
	Unnamed []string
}

// Err returns nil when every entry is in order, and otherwise an error of kind
// ErrChecksumMismatch that names those that are not. Unnamed files are no error.
func (r *Report) Err() error {
	var bad []string
	for _, f := range r.Findings {
		if f.State != StateOK {
			bad = append(bad, fmt.Sprintf("%s: %s", f.Entry, f.State))
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return shared.NewError(shared.ErrChecksumMismatch, "%d of %d connectors are not in order: %s", len(bad), len(r.Findings), listed(bad))
}

// VerifyOptions say what is verified.
type VerifyOptions struct {
	// Name and Version limit it to the entries that have them; both may be
	// empty, and Version needs Name.
	Name, Version string
	// PublicKeys are trusted minisign public keys, as in AddOptions. When there
	// are any, every entry must have a valid signature by one of them.
	PublicKeys []string
}

// Verify reads every binary, and every file of connectors of several, and compares
// it with the manifest. Without a name it
// looks for unnamed files, too. What is wrong with entries stands in the report;
// an error says that there is none: ErrNotFound when no entry has name and
// version, ErrInvalidRequest for wrong options, and the errors of List.
func (c *Catalog) Verify(ctx context.Context, o VerifyOptions) (*Report, error) {
	keys, err := parseKeys(o.PublicKeys)
	if err != nil {
		return nil, shared.NewError(shared.ErrInvalidRequest, "PublicKeys: %v", err)
	}
	if o.Name == "" && o.Version != "" {
		return nil, shared.NewError(shared.ErrInvalidRequest, "Version needs Name")
	}
	entries, err := c.List()
	if err != nil {
		return nil, err
	}
	report := &Report{}
	if o.Name == "" {
		if report.Unnamed, err = c.unnamed(entries); err != nil {
			return nil, failed("look at the catalogue", err)
		}
	}
	for _, e := range entries {
		if o.Name != "" && (e.Name != o.Name || (o.Version != "" && e.Version != o.Version)) {
			continue
		}
		finding := inspect(ctx, e, keys)
		if err := ctx.Err(); err != nil {
			return nil, failed("verify the catalogue", err)
		}
		report.Findings = append(report.Findings, finding)
	}
	if o.Name != "" && len(report.Findings) == 0 {
		return nil, c.notFound(entries, o.Name, o.Version)
	}
	return report, nil
}

// inspect looks at one entry. When ctx ends meanwhile, what it returns is of no
// use.
func inspect(ctx context.Context, e Entry, keys []signature.Key) Finding {
	f := Finding{Entry: e, State: StateOK}
	bad := func(state State, format string, args ...any) Finding {
		f.State, f.Problem = state, pluginlog.Escape(fmt.Sprintf(format, args...))
		return f
	}
	if e.several() {
		return inspectFolder(ctx, f, keys, bad)
	}
	info, err := os.Lstat(e.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return bad(StateMissing, "there is no file %s; add the connector again", e.Path)
	case err != nil:
		return bad(StateUnreadable, "%v", err)
	case !info.Mode().IsRegular():
		return bad(StateUnsafe, "%s is not a regular file; add the connector again", e.Path)
	}
	if err := cmp.Or(checkRights(e.Path, info), checkFolder(filepath.Dir(e.Path))); err != nil {
		return bad(StateUnsafe, "%s", shared.AsError(err).Message)
	}
	if !executable(info) {
		return bad(StateNotExecutable, "%[1]s is not executable; make it so with chmod u+x %[1]s", e.Path)
	}
	return inspectContent(f, keys, bad)
}

// inspectContent reads the file once, for its checksum and its signature.
func inspectContent(f Finding, keys []signature.Key, bad func(State, string, ...any) Finding) Finding {
	e := f.Entry
	file, err := binary.Open(e.Path)
	if err != nil {
		return bad(StateUnreadable, "%v", err)
	}
	// Nothing was written to it.
	defer func() { _ = file.Close() }()
	var want [sha256.Size]byte
	if _, err := hex.Decode(want[:], []byte(e.SHA256)); err != nil {
		return bad(StateChanged, "%v", err)
	}
	var checks []binary.Check
	signed, sigErr := verifierOf(e, keys)
	if signed != nil {
		checks = append(checks, signed)
	}
	err = file.Verify(want, checks...)
	mismatch, changed := errors.AsType[*binary.Mismatch](err)
	notSigned, forged := errors.AsType[*signature.MismatchError](err)
	switch {
	case changed:
		f.ActualSHA256 = mismatch.Actual
		return withActual(bad(StateChanged, "%s was changed: %v; add the connector again from its source", e.Path, mismatch), mismatch.Actual)
	case err == nil && sigErr == nil:
	case forged:
		return withActual(bad(StateSignature, "%v", notSigned), e.SHA256)
	case err != nil:
		return bad(StateUnreadable, "%v", err)
	case isMissing(sigErr):
		return withActual(bad(StateSignature, "there is no signature at %s; add the connector again with its signature", e.Path+signatureExtension), e.SHA256)
	default:
		return withActual(bad(StateSignature, "%v", sigErr), e.SHA256)
	}
	f.ActualSHA256 = e.SHA256
	if signed != nil {
		f.TrustedComment = signed.TrustedComment()
	}
	return f
}

func isMissing(err error) bool {
	_, missing := errors.AsType[*signature.MissingError](err)
	return missing
}

func withActual(f Finding, sum string) Finding {
	f.ActualSHA256 = sum
	return f
}

// verifierOf returns what checks the signature, nil when nothing is to be
// checked. A signature that the manifest names must be there in any case.
func verifierOf(e Entry, keys []signature.Key) (*signature.Verifier, error) {
	if len(keys) == 0 && e.KeyID == "" {
		return nil, nil //nolint:nilnil // no signature is asked for
	}
	sig, err := signature.Load(e.root() + signatureExtension)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	return signature.NewVerifier(sig, keys)
}

// unnamed returns the paths in the store that no entry names.
func (c *Catalog) unnamed(entries []Entry) ([]string, error) {
	named, several := map[string][]string{}, map[string]bool{}
	for _, e := range entries {
		blob := blobName(e.SHA256)
		named[blob] = append(named[blob], e.fileName(), e.fileName()+signatureExtension)
		// What does not belong there is a fault of the connector.
		several[blob] = several[blob] || e.several()
	}
	blobs, err := readDir(c.path(blobFolder))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, b := range blobs {
		files, known := named[b.Name()]
		if !known || !b.IsDir() {
			found = append(found, c.path(blobFolder, b.Name()))
			continue
		}
		if several[b.Name()] {
			continue
		}
		inside, err := readDir(c.path(blobFolder, b.Name()))
		if err != nil {
			return nil, err
		}
		for _, f := range inside {
			if !slices.Contains(files, f.Name()) {
				found = append(found, c.path(blobFolder, b.Name(), f.Name()))
			}
		}
	}
	return found, nil
}

// readDir lists a folder; one that does not exist is empty.
func readDir(path string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}
