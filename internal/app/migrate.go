package app

// This file runs migrations: a folder and a database come in, the database has them
// afterwards, each exactly once. What must not run is refused before anything is changed,
// with an error of its own type.

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
)

// MigrateOptions say which migrations run on which database, and how.
type MigrateOptions struct {
	Target     engine.Target
	Database   string // what the target opens
	Name       string // what messages call it
	Folder     *folder.Folder
	To         string // the ID of the last migration to run; "" for all
	Patience   introspect.Patience
	Scope      schema.Scope
	Exclude    []string // patterns of names, folded by FoldPatterns
	Run        RunOptions
	AllowLate  bool // run migrations that sort before an applied one
	RefuseMore bool // refuse a database that has migrations which the folder lacks
}

// RunOptions are how migrations run, and who is recorded to have run them.
type RunOptions struct {
	Tool        string // for the journal
	Wait        time.Duration
	LockTimeout time.Duration
	TakeOver    bool
	Drift       migrate.DriftPolicy
}

// Files are jobs with what is recorded of the run.
func (o RunOptions) Files(jobs []migrate.FileJob, differences func(have, want *schema.Schema) []string) *migrate.Files {
	host, _ := os.Hostname()
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return &migrate.Files{Jobs: jobs, Tool: o.Tool, Host: host, By: name, Run: strings.ToLower(rand.Text()), Wait: o.Wait, LockTimeout: o.LockTimeout,
		TakeOver: o.TakeOver, Drift: o.Drift, Differences: differences}
}

// MigrateResult reports a run.
type MigrateResult struct {
	Applied  []string // the names of the migrations that this run has applied
	Before   int      // how many were applied before
	Warnings []string
	Duration time.Duration
}

// ChangedFilesError are migrations whose text is not the one that was applied.
type ChangedFilesError struct{ Paths []string }

// Error names the files.
func (e *ChangedFilesError) Error() string {
	return strings.Join(e.Paths, ", ") + ": edited after the database had applied it; put the text back, and write a new migration for what is to change"
}

// MissingFilesError are applied migrations that the folder lacks.
type MissingFilesError struct {
	Database string
	Names    []string
}

// Error names the migrations.
func (e *MissingFilesError) Error() string {
	return fmt.Sprintf("%s has migrations that the folder lacks: %s", e.Database, strings.Join(e.Names, ", "))
}

// LateFilesError are pending migrations that sort before an applied one.
type LateFilesError struct{ Names []string }

// Error names the migrations.
func (e *LateFilesError) Error() string {
	return strings.Join(e.Names, ", ") + " would run out of order: a later migration has been applied; give it the next number"
}

// Migrate applies the pending migrations.
func Migrate(ctx context.Context, o MigrateOptions) (*MigrateResult, error) {
	start := time.Now()
	st, err := Status(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &MigrateResult{Before: len(st.Applied)}
	if err := o.refuse(*st, out); err != nil || len(st.Pending) == 0 {
		return out, err
	}
	work, err := Replayer{Target: o.Target, Patience: o.Patience}.Work(ctx, *st)
	if err != nil {
		return out, err
	}
	for _, opaque := range work.Opaque {
		out.Warnings = append(out.Warnings, "the database is not compared with what the migrations lead to: "+opaque.Error())
	}
	files := o.Run.Files(work.Jobs, func(have, want *schema.Schema) []string {
		list, err := Differences(o.Target.Language(), o.Scope, o.Exclude, have, want)
		if err != nil {
			return []string{err.Error()}
		}
		return list
	})
	files.Progress, files.Waiting = func(migrate.Event) {}, o.Patience.Report
	files.Applied = func(f *migrate.FileJob, _ time.Duration) { out.Applied = append(out.Applied, f.Name) }
	files.Warn = func(text string) { out.Warnings = append(out.Warnings, text) }
	_, err = o.Target.Journal().Migrate(ctx, o.Database, files)
	out.Duration = time.Since(start)
	return out, err
}

// Status compares the folder with the journal of the database.
func Status(ctx context.Context, o MigrateOptions) (*folder.Status, error) {
	entries, err := Entries(ctx, o.Target, o.Database, o.Patience, o.Run.Wait, false)
	if err != nil {
		return nil, err
	}
	st := folder.Compare(o.Folder.Files, entries)
	if o.To == "" {
		return &st, nil
	}
	last := o.Folder.Find(o.To)
	if last == nil {
		return nil, fmt.Errorf("there is no migration %s", o.To)
	}
	st.Pending = slices.DeleteFunc(st.Pending, func(f folder.File) bool { return folder.Order(f.ID, last.ID) > 0 })
	return &st, nil
}

// refuse stops at what no run may go on with, and notes what it may.
func (o MigrateOptions) refuse(st folder.Status, out *MigrateResult) error {
	if len(st.Edited) > 0 {
		e := &ChangedFilesError{}
		for _, p := range st.Edited {
			e.Paths = append(e.Paths, p.File.Path)
		}
		return e
	}
	if len(st.Missing) > 0 {
		e := &MissingFilesError{Database: o.Name}
		newer := false
		for _, m := range st.Missing {
			e.Names = append(e.Names, m.Name)
			newer = newer || len(st.Pending) > 0 && folder.Order(m.ID, st.Pending[0].ID) > 0
		}
		if o.RefuseMore || newer { // both sides have what the other lacks
			return e
		}
		out.Warnings = append(out.Warnings, e.Error())
	}
	if len(st.Late) > 0 && len(st.Pending) > 0 && !o.AllowLate {
		e := &LateFilesError{}
		for _, f := range st.Late {
			e.Names = append(e.Names, f.Name)
		}
		return e
	}
	return nil
}
