package checksums

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
)

// Folder is a folder with a checksum file in it.
type Folder struct {
	// Root is its absolute path without links.
	Root string
	// given is the path by which it was named.
	given string
	// name is that of the checksum file, and sum what that was when it was read.
	name string
	sum  [sha256.Size]byte
	list *List
	// beside are files that need not be listed.
	beside map[string]bool
}

// List returns what the checksum file lists.
func (f *Folder) List() *List { return f.list }

// Allow lets a file be in the folder without being listed, such as the signature
// of the checksum file. What is elsewhere, or listed, needs no leave.
func (f *Folder) Allow(path string) {
	if rel, ok := f.rel(path); ok && !f.list.Has(rel) {
		f.beside[rel] = true
	}
}

// Find returns the path of a file of the list relative to the folder, with
// slashes. It returns an error that says what to do when the file is not in the
// folder, or not listed.
func (f *Folder) Find(path string) (rel string, err error) {
	rel, ok := f.rel(path)
	switch {
	case !ok:
		return "", fmt.Errorf("it is not in the folder of the checksum file, %s; name the file in there that starts the connector", f.given)
	case !f.list.Has(rel):
		return "", fmt.Errorf("it is not listed in %s; name a file that is, or list it", filepath.Join(f.given, f.name))
	default:
		return rel, nil
	}
}

// Path returns the absolute path of a file of the list.
func (f *Folder) Path(rel string) string { return filepath.Join(f.Root, filepath.FromSlash(rel)) }

// rel is the path of a file relative to the folder, whether or not there is one.
func (f *Folder) rel(path string) (string, bool) {
	for _, resolve := range []func(string) (string, error){
		func(p string) (string, error) { return filepath.Rel(f.given, p) },
		// Another way to the same folder.
		func(p string) (string, error) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(p))
			if err != nil {
				return "", err
			}
			return filepath.Rel(f.Root, filepath.Join(dir, filepath.Base(p)))
		},
	} {
		if rel, err := resolve(path); err == nil && rel != "." && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), true
		}
	}
	return "", false
}

// Stat describes a file of the list, without following links.
func (f *Folder) Stat(rel string) (os.FileInfo, error) { return os.Lstat(f.Path(rel)) }
