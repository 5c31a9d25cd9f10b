package checksums

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is what is wrong with a file.
type Kind int

// The kinds of faults.
const (
	// Missing: the file is listed, and not there.
	Missing Kind = iota + 1
	// Changed: it has another content than the one listed.
	Changed
	// Unlisted: it is there, and not listed.
	Unlisted
	// Special: it is a link, a pipe or something else that is no regular file.
	Special
	// Unsafe: others can write to it, or own it.
	Unsafe
	// NotExecutable: it is to be executed, and nobody may.
	NotExecutable
	// Unreadable: the system did not let it be read.
	Unreadable
	// Oversized: there is more than is looked at.
	Oversized
)

// Fault is something in which a folder is not as it is listed.
type Fault struct {
	// Path is relative to the folder, with slashes; "." is the folder itself.
	Path string
	Kind Kind
	// Detail says what is wrong, beginning with a verb.
	Detail string
}

const (
	// maxShown is how many faults a message shows.
	maxShown = 10
	// maxShownPath bounds a path in a message, in bytes.
	maxShownPath = 200
)

// String returns the fault as a sentence without its end.
func (f Fault) String() string {
	path := f.Path
	switch {
	case path == ".":
		path = "the folder itself"
	case len(path) > maxShownPath:
		path = strings.ToValidUTF8(path[:maxShownPath], "") + "…"
	}
	return path + " " + f.Detail
}

// Mismatch says that a folder is not as its checksum file lists it.
type Mismatch struct {
	// Name is that of the checksum file, Root the folder.
	Name, Root string
	// Faults are in the order of their paths. There is one at least.
	Faults []Fault
}

// Error names the first faults.
func (m *Mismatch) Error() string {
	texts := make([]string, 0, maxShown+1)
	for _, f := range m.Faults[:min(maxShown, len(m.Faults))] {
		texts = append(texts, f.String())
	}
	if more := len(m.Faults) - maxShown; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("its folder is not as %s lists it: %s", m.Name, strings.Join(texts, "; "))
}

// Has tells whether there is a fault of one of the kinds.
func (m *Mismatch) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(m.Faults, func(f Fault) bool { return slices.Contains(kinds, f.Kind) })
}

// Remedy says what to do about the faults.
func (m *Mismatch) Remedy() string {
	var parts []string
	if m.Has(Oversized) {
		parts = append(parts, "make it smaller, or name the folder of the connector alone")
	}
	if m.Has(Missing, Changed, Special) {
		parts = append(parts, "install the connector again from its source, as a whole, or list its files anew when they were changed on purpose")
	}
	if m.Has(Unlisted) {
		parts = append(parts, "remove what is not listed: a connector must not write to its own folder")
	}
	if m.Has(Unsafe) {
		parts = append(parts, fmt.Sprintf("take the rights of others away with chmod -R go-w %s, or chown, after a look at whether the files are still the right ones", m.Root))
	}
	if m.Has(NotExecutable) {
		parts = append(parts, "make the file that is started executable with chmod u+x")
	}
	if m.Has(Unreadable) {
		parts = append(parts, "give the user of the host the right to read the files and to enter the folders")
	}
	return strings.Join(parts, "; ")
}
