package journal_test

// The statements run on a real database, in the spelling of SQLite: what an entry holds comes
// back, and each transition is possible from its states alone.

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

// store is a journal in a SQLite file.
type store struct{ db *sql.DB }

func (store) Dialect() *journal.Dialect {
	return &journal.Dialect{Now: "'2024-05-06T07:08:09.123Z'", Elapsed: "42", Inserted: "rowid", Big: "INTEGER", Small: "INTEGER", Text: "TEXT", Time: "TEXT", KeyText: "quote(cursor)"}
}

func (s store) Query(ctx context.Context, each func(func(...any) error) error, query string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s store) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := s.db.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func open(t *testing.T) store {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "app.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := store{db}
	for _, ddl := range append(s.Dialect().Create(), s.Dialect().CreateBackfills()) {
		if _, err := s.Exec(t.Context(), ddl); err != nil {
			t.Fatalf("%s: %v", ddl, err)
		}
	}
	return s
}

func entries(t *testing.T, s store) []journal.Entry {
	t.Helper()
	list, err := journal.Entries(t.Context(), s, true)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEntryIsRead(t *testing.T) {
	s := open(t)
	at := time.Date(2024, 5, 6, 7, 8, 9, 123e6, time.UTC)
	want := journal.Entry{Seq: 1, ID: "0001", Name: "0001_a", Checksum: "c", From: "f", To: "t", State: journal.Done, Steps: 2, StepsDone: 2, Run: "r", Attempt: 1,
		Started: at, Finished: at, DurationMS: 5, Tool: "1.0", AppliedBy: "ann", Host: "h", SQL: "SELECT '?'"}
	if err := journal.Start(t.Context(), s, want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]journal.Entry{want}, entries(t, s)); diff != "" {
		t.Errorf("the entry is another (-want +got):\n%s", diff)
	}
	short, err := journal.Entries(t.Context(), s, false)
	if err != nil || len(short) != 1 || short[0].SQL != "" || short[0].To != want.To {
		t.Errorf("the part that decides is %+v, %v", short, err)
	}
}

// A migration of several steps is running until all are counted, and each is counted once.
func TestSteps(t *testing.T) {
	s, ctx := open(t), t.Context()
	e := journal.Entry{ID: "1", State: journal.Running, Steps: 2}
	for _, change := range []struct {
		name string
		do   func() error
		want error
	}{
		{"finish what has not begun", func() error { return journal.Finish(ctx, s, e) }, journal.ErrRaced},
		{"begin", func() error { return journal.Start(ctx, s, e) }, nil},
		{"begin again", func() error { return journal.Start(ctx, s, e) }, journal.ErrRaced},
		{"the first step", func() error { return journal.Advance(ctx, s, "1", 0) }, nil},
		{"the first step again", func() error { return journal.Advance(ctx, s, "1", 0) }, journal.ErrRaced},
		{"revert what is running", func() error { return journal.Revert(ctx, s, "1", "", "r") }, journal.ErrRaced},
		{"the second step", func() error { return journal.Advance(ctx, s, "1", 1) }, nil},
		{"finish", func() error { return journal.Finish(ctx, s, e) }, nil},
		{"finish again", func() error { return journal.Finish(ctx, s, e) }, journal.ErrRaced},
		{"a step of what is done", func() error { return journal.Advance(ctx, s, "1", 2) }, journal.ErrRaced},
		{"revert", func() error { return journal.Revert(ctx, s, "1", "", "r") }, nil},
		{"revert again", func() error { return journal.Revert(ctx, s, "1", "", "r") }, journal.ErrRaced},
		{"another migration", func() error { return journal.Start(ctx, s, journal.Entry{ID: "2", State: journal.Done}) }, nil},
		{"begin once more", func() error { return journal.Start(ctx, s, e) }, nil},
	} {
		if err := change.do(); !errors.Is(err, change.want) {
			t.Errorf("%s: %v, want %v", change.name, err, change.want)
		}
	}
	list := entries(t, s)
	if len(list) != 2 || list[1].ID != "1" || list[1].State != journal.Running || list[1].StepsDone != 0 || list[1].Attempt != 1 || !list[1].Finished.IsZero() {
		t.Errorf("the journal has %+v", list)
	}
}

// The states of the columns are those of the type, and every one can be reached and left.
func TestStates(t *testing.T) {
	ddl := strings.Join((store{}).Dialect().Create(), "\n")
	reached := map[journal.State]bool{}
	for _, from := range append(journal.States(), "") {
		for _, to := range from.Next() {
			reached[to] = true
		}
	}
	for _, s := range journal.States() {
		if !reached[s] || len(s.Next()) == 0 || !strings.Contains(ddl, "'"+string(s)+"'") {
			t.Errorf("%q: reached %t, next %q", s, reached[s], s.Next())
		}
	}
	if journal.State("unknown").Next() != nil {
		t.Error("an unknown state has a next one")
	}
}

// What was adopted once is not adopted again, and the log has each in its order.
func TestAdopt(t *testing.T) {
	s := open(t)
	list := []journal.Entry{{ID: "1", State: journal.Adopted, AppliedBy: "ann"}, {ID: "2", State: journal.Adopted, AppliedBy: "ann"}}
	for range 2 {
		if err := journal.Adopt(t.Context(), s, list); err != nil {
			t.Fatal(err)
		}
	}
	if err := journal.Log(t.Context(), s, journal.Event{ID: "3", Event: "failed", Error: "a\x00b"}); err != nil {
		t.Fatal(err)
	}
	events, err := journal.Events(t.Context(), s)
	if err != nil || len(events) != 3 || events[0].ID != "1" || events[1].AppliedBy != "ann" || events[2].Error != "ab" || events[0].At.IsZero() {
		t.Errorf("the log has %+v, %v", events, err)
	}
	if got := entries(t, s); len(got) != 2 || !got[0].In() {
		t.Errorf("the journal has %+v", got)
	}
}

func TestBackfills(t *testing.T) {
	s, ctx := open(t), t.Context()
	if _, err := journal.LockFill(ctx, s, "1", new(any)); err == nil {
		t.Error("a backfill that has not begun was read")
	}
	for range 2 {
		if err := journal.BeginFill(ctx, s, "1", "1_a", "c"); err != nil {
			t.Fatal(err)
		}
	}
	var cursor any
	f, err := journal.LockFill(ctx, s, "1", &cursor)
	if err != nil || cursor != nil || f.Done || f.Checksum != "c" {
		t.Errorf("at its beginning: %+v after %v, %v", f, cursor, err)
	}
	f.Rows, f.Batches = 10, 1
	if err := journal.SaveFill(ctx, s, f, int64(7)); err != nil {
		t.Fatal(err)
	}
	if f, err = journal.LockFill(ctx, s, "1", &cursor); err != nil || cursor != int64(7) || f.Rows != 10 {
		t.Errorf("after a batch: %+v after %v, %v", f, cursor, err)
	}
	f.Done = true
	if err := journal.SaveFill(ctx, s, f, cursor); err != nil {
		t.Fatal(err)
	}
	if list, err := journal.Fills(ctx, s); err != nil || len(list) != 1 || !list[0].Done || list[0].Cursor != "7" || list[0].Updated.IsZero() {
		t.Errorf("at its end: %+v, %v", list, err)
	}
}

// files are three migrations, and done is an entry of one as it stands in the folder.
func files() []folder.File {
	return folder.Of("m", map[string]string{"0001_a.sql": "SELECT 1;", "0002_b.sql": "SELECT 2;", "0003_c.sql": "SELECT 3;"}).Files
}

func done(f folder.File) journal.Entry {
	return journal.Entry{ID: f.ID, Checksum: f.Checksum, State: journal.Done}
}

func TestCompare(t *testing.T) {
	f := files()
	edited, running, reverted := done(f[0]), done(f[1]), done(f[1])
	edited.Checksum, running.State, reverted.State = "other", journal.Running, journal.RolledBack
	gone, goneReverted := journal.Entry{ID: "0009", State: journal.Done}, journal.Entry{ID: "0008", State: journal.RolledBack}
	for _, c := range []struct {
		name                                             string
		journal                                          []journal.Entry
		applied, pending, started, edited, missing, late int
	}{
		{"nothing", nil, 0, 3, 0, 0, 0, 0},
		{"all", []journal.Entry{done(f[0]), done(f[1]), done(f[2])}, 3, 0, 0, 0, 0, 0},
		{"the first", []journal.Entry{done(f[0])}, 1, 2, 0, 0, 0, 0},
		{"the last", []journal.Entry{done(f[2])}, 1, 2, 0, 0, 0, 2},
		{"another text", []journal.Entry{edited}, 1, 2, 0, 1, 0, 0},
		{"in part", []journal.Entry{done(f[0]), running}, 1, 2, 1, 0, 0, 0},
		{"reverted", []journal.Entry{done(f[0]), reverted}, 1, 2, 0, 0, 0, 0},
		{"not in the folder", []journal.Entry{gone, goneReverted}, 0, 3, 0, 0, 1, 3},
		{"an ID with other zeros", []journal.Entry{{ID: "1", Checksum: f[0].Checksum, State: journal.Done}}, 1, 2, 0, 0, 0, 0},
	} {
		s := journal.Compare(f, c.journal)
		got := [...]int{len(s.Applied), len(s.Pending), len(s.Started), len(s.Edited), len(s.Missing), len(s.Late)}
		if want := [...]int{c.applied, c.pending, c.started, c.edited, c.missing, c.late}; got != want {
			t.Errorf("%s: applied, pending, started, edited, missing and late are %v, want %v", c.name, got, want)
		}
	}
}

func TestAbsent(t *testing.T) {
	f := files()
	reverted := done(f[1])
	reverted.State = journal.RolledBack
	got := journal.Absent([]journal.Entry{done(f[0]), done(f[1]), done(f[2])}, []journal.Entry{done(f[0]), reverted})
	if len(got) != 2 || got[0].ID != "0002" || got[1].ID != "0003" {
		t.Errorf("absent are %+v", got)
	}
}
