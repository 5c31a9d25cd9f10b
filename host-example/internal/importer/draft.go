package importer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/igaplugin/igaplugin/host-example/internal/files"
	"github.com/igaplugin/igaplugin/shared"
)

const (
	// recordRows is the number of rows after which a record is written, and
	// recordDelay the time after which one is written for fewer.
	recordRows  = 1000
	recordDelay = time.Second
	// bufferSize is that of the rows on their way to the file.
	bufferSize = 64 << 10
)

// draft is a file in the making: FILE.part and FILE.checkpoint. It is used by
// one goroutine; a timer of its own writes records of rows that nothing follows.
type draft struct {
	path   string
	header Header
	// earlier is what a run before has left; its header is nil without one.
	earlier checkpoint
	// unsafe says that a run before has left rows of which none is in a record.
	unsafe bool
	// log is the checkpoint, locked; part is nil until begin.
	log, part *os.File

	mu    sync.Mutex
	out   *bufio.Writer
	timer *time.Timer
	// size is how much was written, and complete the end of the last whole row.
	size, complete int64
	// pending are the hashes of rows that are in no record yet.
	pending []byte
	tally   tally
	// rows is how many were written, safe how many of them are in a record, and
	// safeSize the length of the part that holds these.
	rows, safe, safeSize int64

	ended bool
	// err is the first fault of writing.
	err error
}

// before is the number of rows that earlier runs delivered.
func (d *draft) before() int64 { return int64(len(d.earlier.delivered)) }

// delivered tells whether an earlier run delivered the row, by its present uid or
// by the one that it had before. A provisional uid is the name: the connector that
// gave it need not remember.
func (d *draft) delivered(obj *shared.Object) bool {
	has := d.earlier.delivered.has
	switch previous := obj.PreviousUID(); {
	case d.before() == 0:
		return false
	case has(keyOf(obj)), has(provisionalKey(obj.Name())):
		return true
	default:
		return previous != "" && (has(previous) || has(provisionalKey(previous)))
	}
}

// keyOf is by what a row is known again.
func keyOf(obj *shared.Object) string {
	if obj.Provisional() {
		return provisionalKey(obj.UID())
	}
	return obj.UID()
}

// provisionalKey keeps names and uids apart.
func provisionalKey(name string) string { return "provisional " + strings.ToLower(name) }

// begin opens the part behind the rows that are safe, once the columns are known.
func (d *draft) begin(columns []string) error {
	if d.earlier.header != nil {
		if differing := columnDifferences(d.earlier.header.Columns, columns); len(differing) > 0 {
			return &StateError{d.log.Name(), differing}
		}
	}
	d.header.Columns = columns
	var err error
	if d.part, err = files.OpenPrivate(d.path + partSuffix); err != nil {
		return &PathError{err}
	}
	if err := d.cut(); err != nil {
		return fmt.Errorf("preparing %s: %w", d.part.Name(), err)
	}
	d.out = bufio.NewWriterSize(d.part, bufferSize)
	d.size, d.complete = d.earlier.offset, d.earlier.offset
	return nil
}

// cut brings both files to the state of the last record in force. The part is
// cut first: records of rows that it does not hold do no harm, and are gone
// before the first new row.
func (d *draft) cut() error {
	// An earlier run made them so; somebody may have changed it.
	if err := errors.Join(d.part.Chmod(files.PrivateMode), d.log.Chmod(files.PrivateMode)); err != nil {
		return err
	}
	if err := cutAt(d.part, d.earlier.offset); err != nil {
		return err
	}
	if err := cutAt(d.log, d.earlier.end); err != nil {
		return err
	}
	if d.earlier.header == nil {
		line, err := d.header.line()
		if err != nil {
			return err
		}
		if _, err := d.log.Write(line); err != nil {
			return err
		}
	}
	return errors.Join(d.log.Sync(), files.SyncFolder(filepath.Dir(d.path)))
}

// cutAt removes what follows the first bytes, and goes there.
func cutAt(f *os.File, length int64) error {
	if err := f.Truncate(length); err != nil {
		return err
	}
	_, err := f.Seek(length, io.SeekStart)
	return err
}

// Write adds bytes of a row.
func (d *draft) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, err := d.out.Write(p)
	d.size += int64(n)
	if d.err == nil {
		d.err = err
	}
	return n, err
}

// done says that all bytes of a row were written.
func (d *draft) done(key, state string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	hash := hashOf(key)
	d.pending = append(d.pending, hash[:]...)
	d.tally.add(state)
	d.rows++
	d.complete = d.size
	switch {
	case d.err != nil, len(d.pending) >= recordRows*hashSize:
		return d.record()
	case d.timer == nil:
		d.timer = time.AfterFunc(recordDelay, d.expire)
	case len(d.pending) == hashSize:
		d.timer.Reset(recordDelay)
	}
	return nil
}

// expire writes a record of rows that have waited long enough.
func (d *draft) expire() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ended {
		_ = d.record() // kept in err, for the next call
	}
}

// record makes the rows so far safe, and then says so in the checkpoint. After
// an error nothing more is recorded: the line may have been written in part.
func (d *draft) record() error {
	if d.timer != nil {
		d.timer.Stop()
	}
	if d.err == nil && len(d.pending) > 0 {
		d.err = d.append()
	}
	return d.err
}

func (d *draft) append() error {
	if err := d.flush(); err != nil {
		return err
	}
	line, err := record{Offset: d.complete, Tally: d.tally, delivered: d.pending}.line()
	if err != nil {
		return err
	}
	if _, err := d.log.Write(line); err != nil {
		return err
	}
	d.pending = d.pending[:0]
	d.safe, d.safeSize = d.rows, d.complete
	return nil
}

// flush makes what was written safe.
func (d *draft) flush() error {
	if err := d.out.Flush(); err != nil {
		return err
	}
	return d.part.Sync()
}
