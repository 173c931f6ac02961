package sqlite

// Migration files are applied here, each with its journal entry in one transaction, so that a
// crash leaves either both or neither. DDL is transactional in SQLite, which makes this
// possible; statements that a transaction cannot contain, or that reach beyond the database,
// such as VACUUM, ROLLBACK and ATTACH, are refused before anything starts.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// migration is one file on its way into a database. All of it, its entry in the
// journal and the proof of its end are one transaction.
type migration struct {
	*run
	files *migrate.Files
	job   *migrate.FileJob
	first bool // of the migrations that this run carries out
	start time.Time
	index int    // of the statement that runs
	file  string // see Options
	setup []string
	ran   func(statement int, took time.Duration, err error) // called after each statement of a trial; nil for none
}

// Migrate carries out migrations on the file at path, each exactly once whoever else
// does the same; a file that does not exist is made. It returns how many it applied.
func Migrate(ctx context.Context, path string, files *migrate.Files) (applied int, err error) {
	return migrateFiles(ctx, path, files, fileOptions{})
}

// fileOptions are for trials and tests.
type fileOptions struct {
	setup []string // statements for each connection
	ran   func(file, statement int, took time.Duration, err error)
}

func migrateFiles(ctx context.Context, path string, files *migrate.Files, o fileOptions) (applied int, err error) {
	for i := range files.Jobs {
		m := &migration{files: files, job: &files.Jobs[i], first: applied == 0, start: time.Now(), setup: o.setup}
		if o.ran != nil {
			m.ran = func(statement int, took time.Duration, err error) { o.ran(i, statement, took, err) }
		}
		if err := Check(m.job); err != nil {
			return applied, err
		}
		ran, err := m.applyTo(ctx, path)
		if err != nil {
			m.fail(ctx, path, err)
			return applied, err
		}
		if ran {
			applied++
			if files.Applied != nil {
				files.Applied(m.job, time.Since(m.start))
			}
		}
	}
	return applied, nil
}

// applyTo runs the migration on the file, or on a new one where there is none: if it fails, there
// is none afterwards either.
func (m *migration) applyTo(ctx context.Context, path string) (ran bool, err error) {
	if path != introlite.Memory && !introlite.Absent(path) {
		return m.applyKnowing(ctx, path)
	}
	file, err := createFile(path)
	if err != nil {
		return false, err
	}
	defer file.discard()
	if text := file.cleared(); text != "" && m.files.Warn != nil {
		m.files.Warn(text)
	}
	m.file = file.temp
	ran, err = m.applyKnowing(ctx, path)
	if m.file = ""; err != nil {
		return false, err
	}
	if err = file.publish(); errors.Is(err, fs.ErrExist) { // others were faster
		return m.applyKnowing(ctx, path)
	}
	return ran, err
}

// applyKnowing runs the migration, and once more with stubs where the schema needs them.
func (m *migration) applyKnowing(ctx context.Context, path string) (ran bool, err error) {
	ran, err = m.apply(ctx, path, parsesqlite.Stubs{})
	var outside *outsideError
	if errors.As(err, &outside) {
		ran, err = m.apply(ctx, path, outside.missing)
	}
	return ran, err
}

// apply runs the migration unless the database has it.
func (m *migration) apply(ctx context.Context, path string, missing parsesqlite.Stubs) (ran bool, err error) {
	o := Options{Path: path, file: m.file, Wait: m.files.Wait, Progress: m.files.Progress, Waiting: m.files.Waiting, Digits: digits(path), setup: m.setup}
	conn, err := open(ctx, o, missing)
	if err != nil {
		return false, err
	}
	defer conn.close()
	m.run = &run{conn: conn.Conn, plan: &plan.Plan{}, options: o, missing: missing, compared: conn.connector.Compared}
	if err := m.files.At("open " + m.job.Name); err != nil {
		return false, err
	}
	restore, err := m.foreignKeys(ctx)
	if err != nil {
		return false, err
	}
	defer restore()
	if err := m.begin(ctx); err != nil {
		return false, err
	}
	ran, err = m.applyInTransaction(ctx)
	if err == nil {
		err = m.files.At("commit " + m.job.Name)
	}
	if err != nil {
		return false, m.abort(ctx, err)
	}
	if !ran {
		return false, m.rollback(ctx)
	}
	if err := m.commit(ctx); err != nil {
		return false, err
	}
	if len(m.cleared) > 0 && m.files.Warn != nil {
		m.files.Warn(migrate.Cleared(m.cleared))
	}
	return true, m.files.At("committed " + m.job.Name)
}

// foreignKeys are off, as they are in the sqlite3 shell, unless the migration begins
// by switching them on.
func (m *migration) foreignKeys(ctx context.Context) (func(), error) {
	if len(m.job.Statements) > 0 && switchesOn(m.job.Statements[0]) {
		_, err := m.conn.ExecContext(ctx, "PRAGMA foreign_keys=ON")
		return func() {}, err
	}
	return m.disableForeignKeys(ctx)
}

// switchesOn reports whether a statement switches foreign keys on.
func switchesOn(s schema.Statement) bool {
	return len(s.Acts) == 1 && s.Acts[0].Verb == schema.Pragmas && s.Acts[0].Name == "foreign_keys" && slices.Contains([]string{"on", "1", "true", "yes"}, s.Acts[0].To)
}

// applyInTransaction runs the migration inside the open transaction; ran is false where
// the database has it already.
func (m *migration) applyInTransaction(ctx context.Context) (ran bool, err error) {
	if err := createJournal(ctx, m.conn); err != nil {
		return false, err
	}
	list, err := journal.Entries(ctx, store{m.conn}, false)
	if err != nil {
		return false, err
	}
	have := false
	for _, e := range list {
		have = have || e.In() && e.ID == m.job.ID
	}
	if have != m.job.Down {
		return false, nil
	}
	from, err := m.drift(ctx)
	if err != nil {
		return false, err
	}
	kept, err := m.countKept(ctx, from)
	if err != nil {
		return false, err
	}
	if err := m.statements(ctx); err != nil {
		return false, err
	}
	if err := kept.prove(ctx, m.run); err != nil {
		return false, err
	}
	if err := kept.analyze(ctx, m.run); err != nil {
		return false, err
	}
	return true, m.proveAndRecord(ctx, from)
}

// drift looks whether the database is the one the migrations before lead to. The schema is
// nil where it is not examined.
func (m *migration) drift(ctx context.Context) (*schema.Schema, error) {
	if m.job.Unproven && !m.first {
		return nil, nil
	}
	from, err := m.readSchema(ctx)
	if err != nil {
		return nil, err
	}
	if needs := parsesqlite.Undefined(from); !needs.Empty() && m.missing.Empty() {
		return nil, &outsideError{needs}
	}
	if !m.first || m.job.Before == nil {
		return from, nil
	}
	return from, m.files.Drifted(m.options.Path, m.job, from)
}

// statements runs the migration but for what begins and ends transactions.
func (m *migration) statements(ctx context.Context) error {
	for i, s := range m.job.Statements {
		if controls(s) {
			continue
		}
		m.index = i
		if err := m.files.At(fmt.Sprintf("statement %d of %s", i+1, m.job.Name)); err != nil {
			return err
		}
		m.reportProgress(fmt.Sprintf("%s:%d", m.job.Path, s.Pos.Line), -1, -1)
		start := time.Now()
		_, err := m.conn.ExecContext(ctx, s.SQL)
		if m.ran != nil {
			m.ran(i, time.Since(start), err)
		}
		if err != nil {
			if busy(err) || ctx.Err() != nil {
				return err
			}
			return &migrate.FileError{File: m.job.Path, Pos: s.Pos, Index: i, SQL: s.SQL, Err: &engineError{err}}
		}
	}
	return m.files.At("ran " + m.job.Name)
}

// controls reports whether a statement is about the transaction, which is ours, or about
// foreign keys, which can only be switched outside of one.
func controls(s schema.Statement) bool {
	if len(s.Acts) != 1 {
		return false
	}
	switch a := s.Acts[0]; a.Verb {
	case schema.Begins, schema.Commits:
		return true
	case schema.Pragmas:
		return a.Name == "foreign_keys"
	}
	return false
}

// proveAndRecord compares the database with the migration's result and writes the journal.
func (m *migration) proveAndRecord(ctx context.Context, from *schema.Schema) error {
	if name := m.compared(); name != "" {
		return refuted("values were compared by collation %s, which only the application has", name)
	}
	before, fingerprint, err := m.prove(ctx, from)
	if err != nil {
		return err
	}
	e := journal.Entry{ID: m.job.ID, Name: m.job.Name, Checksum: m.job.Checksum, From: before, To: fingerprint, State: journal.Done, Steps: 1, StepsDone: 1,
		Run: m.files.Run, Attempt: 1, DurationMS: time.Since(m.start).Milliseconds(), Tool: m.files.Tool, AppliedBy: m.files.By, Host: m.files.Host, SQL: m.job.Text}
	event := m.event("applied", nil)
	if m.job.Down {
		event.Event = "rolled back"
		if err := journal.Revert(ctx, store{m.conn}, m.job.ID, fingerprint, m.files.Run); err != nil {
			return err
		}
	} else if err := journal.Start(ctx, store{m.conn}, e); err != nil {
		return err
	}
	return journal.Log(ctx, store{m.conn}, event)
}

// prove compares the database with what the migration says, and returns the
// fingerprints before and after it; "" where they were not computed.
func (m *migration) prove(ctx context.Context, from *schema.Schema) (before, after string, err error) {
	if from != nil {
		before = from.Fingerprint()
	}
	if m.job.Unproven {
		return before, "", nil
	}
	to, err := parsesqlite.Read(ctx, m.conn)
	if err != nil {
		return "", "", err
	}
	after = to.Fingerprint()
	if m.job.After == nil {
		return before, after, nil
	}
	return before, after, m.files.Wrong(m.job, to, true)
}

func (m *migration) event(what string, cause error) journal.Event {
	e := journal.Event{Run: m.files.Run, ID: m.job.ID, Event: what, AppliedBy: m.files.By, Host: m.files.Host}
	if cause != nil {
		e.Error = cause.Error()
	}
	return e
}

// fail notes what was tried in vain, as far as that can be written.
func (m *migration) fail(ctx context.Context, path string, cause error) {
	var statement *migrate.FileError
	var end *migrate.WrongEndError
	if !errors.As(cause, &statement) && !errors.As(cause, &end) {
		return
	}
	conn, err := open(context.WithoutCancel(ctx), Options{Path: path, Wait: time.Second}, parsesqlite.Stubs{})
	if err != nil {
		return
	}
	defer conn.close()
	if createJournal(ctx, conn) == nil {
		_ = journal.Log(ctx, store{conn}, m.event("failed", cause))
	}
}

// Adopt writes entries of migrations that the database has without having run them
// here. Those it has are left as they are.
func Adopt(ctx context.Context, path string, patience introspect.Patience, list []journal.Entry) (err error) {
	o := Options{Path: path, Wait: patience.Connect, Waiting: patience.Waiting}
	conn, err := open(ctx, o, parsesqlite.Stubs{})
	if err != nil {
		return err
	}
	defer conn.close()
	r := &run{conn: conn.Conn, plan: &plan.Plan{}, options: o}
	if err := r.begin(ctx); err != nil {
		return err
	}
	if err := adopt(ctx, conn, list); err != nil {
		return r.abort(ctx, err)
	}
	return r.commit(ctx)
}

func adopt(ctx context.Context, db querier, list []journal.Entry) error {
	if err := createJournal(ctx, db); err != nil {
		return err
	}
	return journal.Adopt(ctx, store{db}, list)
}

// Check refuses a migration that holds what no transaction can, at its place.
func Check(job *migrate.FileJob) error {
	for _, s := range job.Statements {
		for _, a := range s.Acts {
			what := ""
			switch a.Verb {
			case schema.RollsBack:
				what = "ROLLBACK undoes the statements before it: a migration is one transaction"
			case schema.Vacuums:
				what = "VACUUM cannot run in a transaction: run it when no other process uses the database, sqlite3 app.db VACUUM"
			case schema.Pragmas:
				if writesFile(a.Name) {
					what = "PRAGMA " + a.Name + " changes the file and not the schema: run it by hand"
				}
			}
			if what != "" {
				return &parse.Error{Pos: s.Pos, Msg: what}
			}
		}
		if word, _, _ := strings.Cut(strings.ToLower(s.SQL), " "); word == "attach" || word == "detach" {
			return &parse.Error{Pos: s.Pos, Msg: strings.ToUpper(word) + " opens another file: a migration is about one database"}
		}
	}
	return nil
}

func writesFile(pragma string) bool {
	return slices.Contains([]string{"journal_mode", "page_size", "locking_mode", "writable_schema", "encoding", "auto_vacuum", "trusted_schema"}, pragma)
}
