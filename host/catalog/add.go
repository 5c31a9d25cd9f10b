package catalog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/igaplugin/igaplugin/host/internal/pluginlog"
	"github.com/igaplugin/igaplugin/host/internal/signature"
	"github.com/igaplugin/igaplugin/shared"
)

// DefaultManifestTimeout is how long a connector may take to say what it is.
const DefaultManifestTimeout = 10 * time.Second

// AddOptions say how a connector is added. The zero value asks for no
// signature.
type AddOptions struct {
	// Checksums is for a connector of several files: the path of a checksum file,
	// in the format of sha256sum, in the folder of the connector, as in host.Spec.
	// All files that it lists, and no others, are in the folder, and are added; the
	// file that is given to Add is the one of them that is started. The signature
	// is that of the checksum file.
	Checksums string
	// PublicKeys are trusted minisign public keys, each as its line in base64 or
	// as the content of a .pub file. When there are any, the binary must have a
	// valid signature by one of them; that is checked before it is run.
	PublicKeys []string
	// Signature is the path of the signature; that of the binary, or of Checksums,
	// with .minisig behind it when empty. It needs PublicKeys.
	Signature string
	// Replace lets the binary take the place of another one with the same name,
	// version and platform. The replaced binary stays in the folder, because it
	// may be running.
	Replace bool
	// ManifestTimeout bounds how long the connector may take to say what it is;
	// 10 s by default.
	ManifestTimeout time.Duration

	keys []signature.Key
}

// Outcome is what an Add did.
type Outcome string

// The outcomes.
const (
	// Added: the connector is new.
	Added Outcome = "added"
	// AlreadyThere: the very same binary was there; nothing was changed.
	AlreadyThere Outcome = "already there"
	// Signed: the very same binary was there; it has a new signature now.
	Signed Outcome = "signed"
	// Repaired: the entry was there, but its binary was missing or changed, and
	// is in its place again.
	Repaired Outcome = "repaired"
	// Replaced: another binary had the name, version and platform.
	Replaced Outcome = "replaced"
)

// AddResult is what an Add did.
type AddResult struct {
	Outcome Outcome
	// Entry is what is in the catalogue now.
	Entry Entry
	// ReplacedSHA256 is the checksum of what was replaced.
	ReplacedSHA256 string
	// TrustedComment is the comment of the signature, which is signed as well;
	// escape it when it is shown.
	TrustedComment string
}

// Add copies a binary, or with AddOptions.Checksums a folder, into the catalogue.
// Name, version and version of the contract are what the connector says of itself:
// the copy is run with --manifest, with the environment of a connector, and bounded
// in time and output. One Add at a time changes a catalogue; others wait for it
// until ctx ends. Whatever happens meanwhile, the catalogue stays as it was or has
// the whole entry.
//
// It returns ErrInvalidRequest for wrong options, ErrNotFound when there is no
// such file, ErrChecksumMismatch when the signature is missing, not by a trusted
// key or not of this file, or when a file is not as the checksum file lists it,
// ErrTooLarge when there is more than a catalogue takes, ErrStartFailed when the
// connector does not say in the right form what it is, ErrAlreadyExists with both
// checksums when another binary has the same name, version and platform and Replace
// is not set, ErrConflict when the same binary is there under another name, and the
// errors of List.
func (c *Catalog) Add(ctx context.Context, path string, o AddOptions) (result *AddResult, err error) {
	if err := o.resolve(path); err != nil {
		return nil, err
	}
	unlock, err := c.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := unlock(); closeErr != nil && err == nil {
			result, err = nil, failed("unlock the catalogue", closeErr)
		}
	}()
	entries, err := c.prepare()
	if err != nil {
		return nil, err
	}
	s, err := c.stage(ctx, path, &o)
	if err != nil {
		return nil, err
	}
	// What cannot be removed is removed by the next Add.
	defer func() { _ = os.RemoveAll(s.dir) }()
	if err := c.at("staged"); err != nil {
		return nil, err
	}
	if s.entry, err = describe(ctx, s, o.ManifestTimeout); err != nil {
		return nil, err
	}
	if err := c.at("described"); err != nil {
		return nil, err
	}
	return c.publish(ctx, entries, s, o.Replace)
}

func (o *AddOptions) resolve(path string) error {
	var faults []shared.Fault
	fault := func(field, format string, args ...any) {
		faults = append(faults, shared.Fault{Field: field, Message: fmt.Sprintf(format, args...)})
	}
	if path == "" {
		fault("path", "is required: the file of the connector")
	}
	var err error
	if o.keys, err = parseKeys(o.PublicKeys); err != nil {
		fault("PublicKeys", "%v", err)
	}
	switch {
	case o.Signature != "" && len(o.PublicKeys) == 0:
		fault("Signature", "needs PublicKeys: without a trusted key it proves nothing")
	case o.Signature == "":
		o.Signature = o.root(path) + signatureExtension
	}
	switch {
	case o.ManifestTimeout < 0:
		fault("ManifestTimeout", "must not be negative")
	case o.ManifestTimeout == 0:
		o.ManifestTimeout = DefaultManifestTimeout
	}
	if len(faults) > 0 {
		return &shared.Error{Kind: shared.ErrInvalidRequest, Message: "add", Faults: faults}
	}
	return nil
}

// root is the file that the signature is about.
func (o *AddOptions) root(path string) string {
	if o.Checksums != "" {
		return o.Checksums
	}
	return path
}

func parseKeys(texts []string) ([]signature.Key, error) {
	keys := make([]signature.Key, len(texts))
	for i, text := range texts {
		key, err := signature.ParseKey(text)
		if err != nil {
			return nil, fmt.Errorf("number %d %w", i+1, err)
		}
		keys[i] = key
	}
	return keys, nil
}

// prepare looks at the catalogue and makes what is missing; the lock is held.
func (c *Catalog) prepare() ([]Entry, error) {
	if err := c.checkEmptyOrOurs(); err != nil {
		return nil, err
	}
	for _, name := range []string{blobFolder, incomingFolder} {
		if err := os.Mkdir(c.path(name), folderMode); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, failed("make a folder of the catalogue", err)
		}
	}
	entries, err := c.List()
	if err != nil {
		return nil, err
	}
	leftovers, err := os.ReadDir(c.path(incomingFolder))
	if err != nil {
		return nil, failed("look at the catalogue", err)
	}
	for _, l := range leftovers {
		// The one who made it has died, or the lock would not be ours. What
		// cannot be removed, such as a program that still runs on Windows, is
		// tried again the next time.
		_ = os.RemoveAll(c.path(incomingFolder, l.Name()))
	}
	return entries, nil
}

// checkEmptyOrOurs refuses to make a catalogue among the files of somebody else.
func (c *Catalog) checkEmptyOrOurs() error {
	names, err := os.ReadDir(c.dir)
	if err != nil {
		return failed("look at the catalogue", err)
	}
	var foreign string
	for _, n := range names {
		switch n.Name() {
		case manifestFile:
			return nil
		case lockFile, blobFolder, incomingFolder:
		default:
			foreign = n.Name()
		}
	}
	if foreign == "" {
		return nil
	}
	return shared.NewError(shared.ErrPreconditionFailed,
		"%s is no catalogue: it has no %s, but other files such as %s; name an empty folder or one that does not exist",
		pluginlog.Escape(c.dir), manifestFile, quote(foreign))
}

// at tells the tests how far it has come.
func (c *Catalog) at(step string) error {
	if c.step == nil {
		return nil
	}
	return c.step(step)
}

// publish makes the staged binary part of the catalogue; the lock is held.
func (c *Catalog) publish(ctx context.Context, entries []Entry, s *staged, replacing bool) (*AddResult, error) {
	result := &AddResult{Outcome: Added, Entry: s.entry, TrustedComment: s.comment}
	entry := &result.Entry
	entry.OS, entry.Arch = runtime.GOOS, runtime.GOARCH
	if err := conflict(entries, *entry); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(entries, entry.same)
	var old Entry
	if i < 0 {
		entries = append(entries, Entry{})
		i = len(entries) - 1
	} else {
		old = entries[i]
		if err := result.meet(old, s, replacing); err != nil {
			return nil, err
		}
	}
	entry.place(c.dir)
	done, err := c.store(ctx, s, *entry)
	if err != nil {
		return nil, err
	}
	if result.Outcome == AlreadyThere {
		switch {
		case done.binary, entry.KeyID == "" && old.KeyID != "":
			result.Outcome = Repaired
		case done.signature, entry.KeyID != old.KeyID:
			result.Outcome = Signed
		default:
			return result, nil
		}
	}
	entries[i] = *entry
	return result, c.write(s, entries)
}

// meet decides what becomes of an entry of the same name, version and platform.
func (r *AddResult) meet(old Entry, s *staged, replacing bool) error {
	switch {
	case old.SHA256 != r.Entry.SHA256 && !replacing:
		return shared.NewError(shared.ErrAlreadyExists,
			"%s is in the catalogue with SHA-256 %s, the file given has %s; a changed connector should have a new version",
			r.Entry, old.SHA256, r.Entry.SHA256)
	case old.Launcher != r.Entry.Launcher && !replacing:
		return shared.NewError(shared.ErrAlreadyExists,
			"%s is in the catalogue, with the same files, and starts with %s, not with %s", r.Entry, quote(old.Launcher), quote(r.Entry.Launcher))
	case old.SHA256 != r.Entry.SHA256, old.Launcher != r.Entry.Launcher:
		r.Outcome, r.ReplacedSHA256 = Replaced, old.SHA256
		return nil
	}
	r.Outcome = AlreadyThere
	if s.signature == nil && old.KeyID != "" {
		// The signature that it has is kept, unless it is damaged.
		if sig, err := signature.Load(old.Signature); err == nil {
			s.signature, r.Entry.KeyID = sig.Text(), old.KeyID
		}
	}
	return nil
}

// conflict refuses a binary that is there under another name: it would say
// something else of itself each time.
func conflict(entries []Entry, entry Entry) error {
	for _, e := range entries {
		if e.SHA256 == entry.SHA256 && (e.Name != entry.Name || e.Version != entry.Version) {
			return shared.NewError(shared.ErrConflict,
				"the same file is in the catalogue as %s, and calls itself %s now; a connector must always say the same of itself", e, entry)
		}
	}
	return nil
}
