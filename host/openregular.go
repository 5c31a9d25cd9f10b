package host

import (
	"os"

	"github.com/igaplugin/igaplugin/host/internal/regular"
)

// OpenRegular opens a file that a user has named for reading; links are followed.
// What is no regular file is refused with the path and what it is: a named pipe,
// for example, would keep the caller waiting, whatever its context says.
// Otherwise it returns the errors of os.Open.
func OpenRegular(path string) (*os.File, error) {
	f, _, err := regular.Open(path)
	return f, err
}

// OpenInput is OpenRegular for what may also come out of another program: a pipe is
// accepted, such as that of a process substitution. A named pipe into which nobody
// writes is empty.
func OpenInput(path string) (*os.File, error) {
	f, _, err := regular.OpenOrPipe(path)
	return f, err
}
