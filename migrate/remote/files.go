package remote

// Migration files over a network: each is one transaction, with the guards that the catalog is
// the one that was read and that no other run has recorded the file, and its row in the
// journal. What its statements lead to is computed in memory first, so that a wrong end is
// known before anything is sent.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/journal"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// migration is one file on its way into a database.
type migration struct {
	client   introspector.Client
	files    *migrate.Files
	job      *migrate.FileJob
	first    bool // of the migrations that this run carries out
	start    time.Time
	catalog  *introspector.Catalog
	expected *schema.Schema // what the statements lead to; nil where memory cannot compute it
}

// Migrate carries out migrations, each exactly once whoever else does the same. It returns how
// many it applied.
func Migrate(ctx context.Context, client introspector.Client, files *migrate.Files) (applied int, err error) {
	for i := range files.Jobs {
		m := &migration{client: client, files: files, job: &files.Jobs[i], first: applied == 0, start: time.Now()}
		if err := Check(m.job); err != nil {
			return applied, err
		}
		ran, err := m.apply(ctx)
		if err != nil {
			m.fail(ctx, err)
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

// mostAttempts is how often a migration is tried on a database that keeps changing.
const mostAttempts = 5

// apply runs the migration unless the database has it. It starts over where the database has
// changed between reading and writing.
func (m *migration) apply(ctx context.Context) (ran bool, err error) {
	for attempt := 1; ; attempt++ {
		ran, again, err := m.try(ctx)
		if !again || attempt == mostAttempts {
			return ran, err
		}
	}
}

func (m *migration) try(ctx context.Context) (ran, again bool, err error) {
	if err := m.files.At("open " + m.job.Name); err != nil {
		return false, false, err
	}
	if m.catalog, err = introspector.ReadCatalog(ctx, m.client); err != nil {
		return false, false, err
	}
	entry, err := m.readJournal(ctx)
	if err != nil {
		return false, false, err
	}
	if has := entry != nil && entry.In(); has != m.job.Down {
		return false, false, nil
	}
	if err := m.examine(ctx); err != nil {
		return false, false, err
	}
	t, err := m.transaction(ctx)
	if err != nil {
		return false, false, err
	}
	m.files.Progress(migrate.Event{Step: 1, Steps: 1, What: m.job.Path, Done: -1, Total: -1})
	if err := m.files.At("commit " + m.job.Name); err != nil {
		return false, false, err
	}
	_, err = send(ctx, m.client, t, m.files.Wait, m.look)
	var other *movedError
	switch proof := t.refuted(err); {
	case err == nil:
		if len(t.cleared) > 0 {
			m.files.Warn(migrate.Cleared(t.cleared))
		}
		return true, false, errors.Join(m.confirm(ctx), m.files.At("committed "+m.job.Name))
	case proof == proofCatalog, proof == proofApplied, errors.As(err, &other):
		return false, true, fmt.Errorf("%s: %s keeps changing: run migrate again", m.job.Path, m.client.Name())
	case proof != "":
		return false, false, &migrate.ProofError{What: "not true: " + proof, RolledBack: true}
	}
	return false, false, m.statementError(t, err)
}

// readJournal finds what the database has, and its entry of this migration.
func (m *migration) readJournal(ctx context.Context) (*journal.Entry, error) {
	list, err := Journal(ctx, m.client, false)
	if err != nil {
		return nil, err
	}
	var own *journal.Entry
	for i, e := range list {
		if e.ID == m.job.ID {
			own = &list[i]
		}
	}
	return own, nil
}

// look finds out whether a transaction of this run has taken effect.
func (m *migration) look(ctx context.Context) (outcome, error) {
	list, err := Journal(ctx, m.client, true)
	if err != nil {
		return pending, err
	}
	for _, e := range list {
		if e.ID != m.job.ID {
			continue
		}
		switch done := e.In() != m.job.Down; {
		case done && e.Run == m.files.Run:
			return there, nil
		case done:
			return elsewhere, nil
		}
	}
	return pending, nil
}

// examine looks whether the database equals the result of the migrations before, and where this one
// leads.
func (m *migration) examine(ctx context.Context) error {
	from := m.catalog.Schema
	if m.first && m.job.Before != nil {
		if err := m.files.Drifted(m.client.Name(), m.job, from); err != nil {
			return err
		}
	}
	var statements []string
	for _, s := range m.job.Statements {
		if !controls(s) && !handlesRows(s) {
			statements = append(statements, s.SQL)
		}
	}
	if err := m.checkDefaults(from); err != nil {
		return err
	}
	expected, err := parser.Execute(ctx, from, statements)
	if err != nil {
		m.expected = nil // the database itself will say what is wrong, and where
		return nil
	}
	m.expected = expected
	if m.job.Unproven || m.job.After == nil {
		return nil
	}
	return m.files.Wrong(m.job, expected, true)
}

// checkDefaults refuses an INSERT that leaves a column to a default which each node computes for
// itself. A table of the migration itself has none.
func (m *migration) checkDefaults(from *schema.Schema) error {
	for i, s := range m.job.Statements {
		if !handlesRows(s) {
			continue
		}
		if column, what := parser.VolatileDefault(s.SQL, from); column != "" {
			why := fmt.Errorf("the default of %s reads %s, which every node computes for itself, so that the nodes would hold different values: name the column and its value", column, what)
			return &migrate.FileError{File: m.job.Path, Pos: s.Pos, Index: i, SQL: s.SQL, Err: why}
		}
	}
	return nil
}

// handlesRows reports whether a statement is about rows alone. What such a statement does is
// not seen on an empty copy.
func handlesRows(s schema.Statement) bool {
	for _, a := range s.Acts {
		switch a.Verb {
		case schema.Inserts, schema.Updates, schema.Deletes, schema.Selects:
		default:
			return false
		}
	}
	return len(s.Acts) > 0
}

// transaction builds the request of the migration.
func (m *migration) transaction(ctx context.Context) (*transaction, error) {
	t := newTransaction()
	s := newStore(m.client, t)
	t.cleared = m.catalog.Leftovers
	t.expectCatalog(m.catalog.Text)
	s.createJournal()
	kept, err := m.countKept(ctx)
	if err != nil {
		return nil, err
	}
	for i, st := range m.job.Statements {
		if !controls(st) {
			t.now = origin{0, i}
			t.sql(fixed(st, m.start))
		}
	}
	t.now = origin{-1, -1}
	kept.prove(t, m.remains)
	return t, m.record(ctx, s)
}

// record writes the journal.
func (m *migration) record(ctx context.Context, s store) error {
	to := ""
	if m.expected != nil {
		to = m.expected.Fingerprint()
	}
	event := m.event("applied", nil)
	var err error
	if m.job.Down {
		event.Event = "rolled back"
		err = journal.Revert(ctx, s, m.job.ID, to, m.files.Run)
	} else {
		err = journal.Start(ctx, s, journal.Entry{ID: m.job.ID, Name: m.job.Name, Checksum: m.job.Checksum, From: m.catalog.Schema.Fingerprint(), To: to,
			State: journal.Done, Steps: 1, StepsDone: 1, Run: m.files.Run, Attempt: 1, DurationMS: time.Since(m.start).Milliseconds(),
			Tool: m.files.Tool, AppliedBy: m.files.By, Host: m.files.Host, SQL: m.job.Text})
	}
	return errors.Join(err, journal.Log(ctx, s, event))
}

// confirm reads the schema again: it equals the one computed in memory, unless the two engines
// differ or somebody has changed it since.
func (m *migration) confirm(ctx context.Context) error {
	if m.job.Unproven || m.job.After == nil || m.job.Down {
		return nil
	}
	now, err := introspector.ReadCatalog(ctx, m.client)
	if err != nil { // it is applied and recorded; the next command compares
		return nil
	}
	return m.files.Wrong(m.job, now.Schema, false)
}

// statementError is the error of a statement, at its place.
func (m *migration) statementError(t *transaction, err error) error {
	if o, ok := t.origin(err); ok {
		s := m.job.Statements[o.statement]
		return &migrate.FileError{File: m.job.Path, Pos: s.Pos, Index: o.statement, SQL: s.SQL, Err: err}
	}
	return introspector.Explain(err)
}

func (m *migration) event(what string, cause error) journal.Event {
	e := journal.Event{Run: m.files.Run, ID: m.job.ID, Event: what, AppliedBy: m.files.By, Host: m.files.Host}
	if cause != nil {
		e.Error = cause.Error()
	}
	return e
}

// fail notes what was tried in vain, as far as that can be written.
func (m *migration) fail(ctx context.Context, cause error) {
	var statement *migrate.FileError
	var end *migrate.WrongEndError
	if !errors.As(cause, &statement) && !errors.As(cause, &end) {
		return
	}
	t := newTransaction()
	s := newStore(m.client, t)
	s.createJournal()
	if journal.Log(ctx, s, m.event("failed", cause)) == nil {
		_, _ = m.client.Write(context.WithoutCancel(ctx), t.finished()...)
	}
}

// kept holds what a migration must not lose: the rows of tables that it recreates, and the
// validity of foreign keys.
type kept struct {
	rows    map[string]int64 // of tables that are dropped, by folded name
	orphans int64            // rows without a parent before; -1 where it cannot be counted
}

// countKept counts what the migration may lose.
func (m *migration) countKept(ctx context.Context) (*kept, error) {
	k := &kept{rows: map[string]int64{}, orphans: -1}
	writes := map[string]bool{}
	for _, s := range m.job.Statements {
		for _, a := range s.Acts {
			switch {
			case a.Verb == schema.Inserts, a.Verb == schema.Updates, a.Verb == schema.Deletes:
				writes[a.On.Name] = true
			case a.Verb == schema.Drops && a.Kind == schema.KindTable && litemodel.TableOf(m.catalog.Schema, litemodel.TableKey(a.On.Name)) != nil:
				k.rows[a.On.Name] = 0
			}
		}
	}
	for name := range k.rows {
		if writes[name] { // it says itself which rows there are
			delete(k.rows, name)
			continue
		}
		n, err := introspector.CountRows(ctx, m.client, introspector.Statement{SQL: "SELECT count(*) FROM main." + litemodel.Quote(name)})
		if err != nil {
			return nil, err
		}
		k.rows[name] = n
	}
	if len(k.rows)+len(writes) == 0 {
		return k, nil
	}
	n, err := introspector.CountRows(ctx, m.client, introspector.Statement{SQL: "SELECT count(*) FROM pragma_foreign_key_check"})
	var failed *introspector.StatementError
	switch {
	case errors.As(err, &failed): // a parent has no key, and the engine cannot say
	case err != nil:
		return nil, err
	default:
		k.orphans = n
	}
	return k, nil
}

// remains reports whether the migration leaves a table of a name: as computed in memory, or else as its
// statements say.
func (m *migration) remains(name string) bool {
	if m.expected != nil {
		return litemodel.TableOf(m.expected, litemodel.TableKey(name)) != nil
	}
	there := true
	for _, s := range m.job.Statements {
		for _, a := range s.Acts {
			switch {
			case a.Kind != schema.KindTable:
			case a.Verb == schema.Renames && a.To == name, a.Verb == schema.Creates && a.On.Name == name:
				there = true
			case (a.Verb == schema.Renames || a.Verb == schema.Drops) && a.On.Name == name:
				there = false
			}
		}
	}
	return there
}

// prove adds the proofs. Of a table that does not remain nothing is kept, and a statement that names
// it would fail.
func (k *kept) prove(t *transaction, remains func(string) bool) {
	for _, name := range sortedKeys(k.rows) {
		if !remains(name) {
			continue
		}
		t.prove("table "+name+" is recreated with all of its rows", fmt.Sprintf("SELECT count(*) >= %d FROM main.%s", k.rows[name], litemodel.Quote(name)))
	}
	if k.orphans >= 0 {
		t.prove("no more rows refer to rows that are not there", fmt.Sprintf("SELECT count(*) <= %d FROM pragma_foreign_key_check", k.orphans))
	}
}

func sortedKeys(m map[string]int64) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
