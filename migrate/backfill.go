package migrate

// What the backfills of every dialect share: the job as the executors get it, and what is said
// when it cannot go on. A backfill commits batch by batch, so a run that is interrupted keeps what
// it has done and the next one goes on from there; that is safe only while the text is the one
// that was begun, which its checksum decides.

import (
	"fmt"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

// BackfillRun is a backfill to carry out, and how.
type BackfillRun struct {
	folder.Backfill
	Wait        time.Duration // for locks
	LockTimeout time.Duration
	Progress    func(journal.Fill)
	Waiting     func(introspect.Wait) // whom the run waits for
	Point       func(name string) error
}

// At reports to tests how far a run is.
func (r *BackfillRun) At(name string) error {
	if r.Point == nil {
		return nil
	}
	return r.Point(name)
}

// Interrupted is the error of a run that a signal has ended at a batch.
func (r *BackfillRun) Interrupted(f journal.Fill, err error) error {
	done := fmt.Sprintf("%d batches of %s", f.Batches, r.Name)
	return &InterruptedError{Done: done, Stays: f.Batches > 0, GoOn: "run backfill again", Err: err}
}

// Resumes checks that a backfill is the one that was begun.
func (r *BackfillRun) Resumes(f journal.Fill) error {
	if f.Batches == 0 || r.Has(f.Checksum) {
		return nil
	}
	if f.Done {
		return fmt.Errorf("%s was edited after it was done: write a new backfill", r.Path)
	}
	return fmt.Errorf("%s was edited after %d of its batches were done: put its text back, or write a new backfill", r.Path, f.Batches)
}
