package csvimpl

import (
	"io/fs"
	"os"
)

// stamp is what tells whether an open file was written to.
type stamp struct {
	info fs.FileInfo
	// changed is when the system saw the last change of any kind, which no program
	// can set, and links is under how many names the file stands; both are 0 where
	// the system does not tell.
	changed int64
	links   uint64
}

func newStamp(f *os.File) (s stamp, err error) {
	if s.info, err = f.Stat(); err != nil {
		return s, err
	}
	s.changed, s.links, err = changeOf(f)
	return s, err
}

// same tells whether a file is as it was. Where it has lost or got a name, as
// when another has taken its place, that changed the time of the last change.
func (s stamp) same(now stamp) bool {
	return s.sameContent(now) && (s.changed == now.changed || s.links != now.links)
}

// sameContent is same by size and time of writing alone.
func (s stamp) sameContent(now stamp) bool {
	return s.info.Size() == now.info.Size() && s.info.ModTime().Equal(now.info.ModTime())
}
