package app

// This file runs backfills: statements that fill rows in batches beside the migrations. A
// folder and a database come in; each batch records how far it is, so that nothing is done
// twice and an interrupted run goes on where it ended.

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

// Backfills are the backfills of a folder, and what a database has of them.
type Backfills struct {
	Target   engine.Target
	Database string
	Folder   string
	All      []folder.Backfill
	Fills    []journal.Fill
}

// BackfillOptions say which backfills run, and how.
type BackfillOptions struct {
	Name        string // its ID or name; "" for all that are not done
	Wait        time.Duration
	LockTimeout time.Duration
	Point       func(name string) error // tests stop here, or fail here
	// Start is called before each backfill that runs; the functions it returns are called with
	// each batch, while others are waited for, and at the end.
	Start func(folder.Backfill) (progress func(journal.Fill), waiting func(introspect.Wait), end func())
	// Done is called with each backfill that is done, by this run or an earlier one.
	Done func(folder.Backfill, journal.Fill)
}

// NoBackfillError is a name that no backfill has.
type NoBackfillError struct{ Folder, Name string }

// Error names both.
func (e *NoBackfillError) Error() string { return e.Folder + " has no backfill " + e.Name }

// ReadBackfills reads the backfills of a folder and of a database, which need not exist.
func ReadBackfills(ctx context.Context, target engine.Target, database, path string, patience introspect.Patience) (*Backfills, error) {
	out := &Backfills{Target: target, Database: database, Folder: path}
	var err error
	if out.All, err = folder.Backfills(path); err != nil {
		return nil, err
	}
	out.Fills, err = target.Journal().Fills(ctx, database, patience)
	if files, ok := target.(engine.FileTarget); ok && errors.Is(err, fs.ErrNotExist) && files.Absent(database) {
		return out, nil
	}
	return out, err
}

// Fill is the progress of a backfill in the database; nil if it has not begun.
func (b *Backfills) Fill(id string) *journal.Fill {
	i := slices.IndexFunc(b.Fills, func(f journal.Fill) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &b.Fills[i]
}

// Run runs the backfill that was asked for, or all that are not done.
func (b *Backfills) Run(ctx context.Context, o BackfillOptions) error {
	found := false
	for _, backfill := range b.All {
		if o.Name != "" && o.Name != backfill.Name && folder.Order(o.Name, backfill.ID) != 0 {
			continue
		}
		found = true
		if fill := b.Fill(backfill.ID); fill != nil && fill.Done {
			o.Done(backfill, *fill)
			continue
		}
		fill, err := b.run(ctx, backfill, o)
		if err != nil {
			return err
		}
		o.Done(backfill, *fill)
	}
	if !found && o.Name != "" {
		return &NoBackfillError{b.Folder, o.Name}
	}
	return nil
}

func (b *Backfills) run(ctx context.Context, backfill folder.Backfill, o BackfillOptions) (*journal.Fill, error) {
	job := &migrate.BackfillRun{Backfill: backfill, Wait: o.Wait, LockTimeout: o.LockTimeout, Point: o.Point}
	var end func()
	job.Progress, job.Waiting, end = o.Start(backfill)
	defer end()
	return b.Target.Journal().Fill(ctx, b.Database, job)
}
