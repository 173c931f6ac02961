package sqlite

import (
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// This file reports that a database file is waited for, and who has it. SQLite itself
// only says that it is busy; the operating system knows which process holds which bytes.

// Need is the access to a file that a process waits for and others block.
type Need int

// The needs.
const (
	ToRead   Need = iota // a writer that commits, or an exclusive lock, is in the way
	ToWrite              // another writer
	ToCommit             // readers, where the journal is no WAL
)

// Watch reports each second that a file is waited for, until that is over.
func Watch(path, what string, need Need, report func(introspect.Wait)) (over func()) {
	if report == nil {
		return func() {}
	}
	start, end, ended := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for reported := false; ; reported = true {
			select {
			case <-end:
				if reported {
					report(introspect.Wait{What: what, Over: true})
				}
				return
			case <-ticker.C:
				report(introspect.Wait{What: what, Holders: Holders(path, need), Attempt: 1, Waited: time.Since(start)})
			}
		}
	}()
	return func() { close(end); <-ended }
}

// Busy is the error of a file that others have had for too long; it names them where
// that can be seen.
func Busy(path, what string, need Need, waited time.Duration, err error) error {
	return &introspect.BusyError{Database: path, What: what, Waited: waited, Holders: Holders(path, need), Err: err}
}
