package migrate

// What an execution says when it ends otherwise than it should decides what its user does next:
// the messages are tested for what stays, what is lost, and how to go on.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func TestErrorsSayWhatStays(t *testing.T) {
	cause := errors.New("the cause")
	for _, c := range []struct {
		err  error
		want []string
		not  string
	}{
		{&StepError{Step: 1, SQL: "SELECT 1", Err: cause}, []string{"step 2", "the cause", "everything was rolled back"}, "stay"},
		{&StepError{Step: 3, SQL: "SELECT 1", Err: cause, Committed: 2}, []string{"the first 2 steps stay"}, "everything"},
		{&FileError{File: "a.sql", Err: cause, Steps: 3}, []string{"the migration was rolled back"}, "stay"},
		{&FileError{File: "a.sql", Err: cause, Steps: 3, StepsDone: 1, Left: "an index is invalid"}, []string{"1 of the 3 steps", "goes on from there", "an index is invalid"}, "rolled back"},
		{&ProofError{What: "a row is missing", RolledBack: true}, []string{"a row is missing", "rolled back"}, ""},
		{&ProofError{What: "a row is missing"}, []string{"a row is missing"}, "rolled back"},
		{&WrongEndError{File: "a.sql", RolledBack: true, Differences: []string{"x"}}, []string{"a.sql", "it was rolled back", "x"}, "stays"},
		{&WrongEndError{File: "a.sql", Differences: []string{"x"}}, []string{"it stays applied"}, "rolled back"},
		{&InterruptedError{Done: "0 of 7 steps", GoOn: "run apply again"}, []string{"interrupted: 0 of 7 steps", "nothing has changed", "run apply again"}, "stay"},
		{&InterruptedError{Done: "3 of 7 steps", Stays: true, GoOn: "run apply again"}, []string{"are done and stay", "to go on from there"}, "nothing"},
		{&InterruptedError{Left: "an index is invalid"}, []string{"interrupted", "an index is invalid"}, "nothing"},
		{&DiskError{Database: "app.db", Needs: 2_500_000, Has: 900}, []string{"needs 2.5 MB", "900 B are free", "nothing was changed"}, ""},
		{&DiskError{Database: "app.db", Err: cause}, []string{"the disk is full", "rolled back"}, "needs"},
		{&MovedOnError{Database: "app.db", Want: "aa", Have: "bb"}, []string{"app.db", "aa", "bb", "nothing was changed"}, ""},
		{&EditedError{File: "a.sql", StepsDone: 1, Steps: 2}, []string{"edited after 1 of its 2 steps", "put its text back"}, ""},
		{&JournalError{Schema: "schemadiff", Role: "ann", Faults: []string{"x has a trigger"}, Fixes: []string{"DROP TRIGGER t"}}, []string{"x has a trigger", "DROP TRIGGER t", "nothing was written"}, "recreate"},
		{&JournalError{Schema: "schemadiff", Role: "ann", Faults: []string{"x is a view"}}, []string{"recreate it"}, ""},
	} {
		for _, part := range c.want {
			if !strings.Contains(c.err.Error(), part) {
				t.Errorf("%T lacks %q: %s", c.err, part, c.err)
			}
		}
		if c.not != "" && strings.Contains(c.err.Error(), c.not) {
			t.Errorf("%T says %q: %s", c.err, c.not, c.err)
		}
	}
}

// A long statement is cut between characters and stands on one line.
func TestShortenedStatement(t *testing.T) {
	got := shorten("SELECT\n  '" + strings.Repeat("ä", 300) + "'")
	if strings.Contains(got, "\n") || !strings.HasSuffix(got, "ä…") || len([]rune(got)) != 201 {
		t.Errorf("got %q", got)
	}
}

// Drift that is allowed is reported once and does not make the end of a migration wrong.
func TestAllowedDrift(t *testing.T) {
	list := []string{"a table is missing"}
	var warned []string
	files := &Files{Drift: DriftWarn, Warn: func(text string) { warned = append(warned, text) },
		Differences: func(_, _ *schema.Schema) []string { return slices.Clone(list) }}
	job := &FileJob{File: folder.File{Name: "0002_b", Path: "m/0002_b.sql"}}
	if err := files.Drifted("app.db", job, nil); err != nil || len(warned) != 1 {
		t.Errorf("drift that is allowed: %v, warned %q", err, warned)
	}
	if err := files.Wrong(job, nil, true); err != nil {
		t.Errorf("the end of a migration is wrong by what drifted before: %v", err)
	}
	list = append(list, "a column is missing")
	var end *WrongEndError
	if err := files.Wrong(job, nil, true); !errors.As(err, &end) || !slices.Equal(end.Differences, []string{"a column is missing"}) {
		t.Errorf("got %v", err)
	}
	var drifted *DriftedError
	files.Drift = DriftError
	if err := files.Drifted("app.db", job, nil); !errors.As(err, &drifted) || drifted.Before != "0002_b" {
		t.Errorf("got %v", err)
	}
	list = nil
	if err := files.Drifted("app.db", job, nil); err != nil {
		t.Errorf("a database without drift: %v", err)
	}
}

// A backfill goes on only with the text that it began with; until a batch is done any text will do.
func TestBackfillResumes(t *testing.T) {
	job := &BackfillRun{Backfill: folder.Backfill{File: folder.File{Path: "b.sql", Checksum: "now"}}}
	for _, c := range []struct {
		fill journal.Fill
		want string
	}{
		{journal.Fill{Checksum: "now", Batches: 3}, ""},
		{journal.Fill{Checksum: "before"}, ""},
		{journal.Fill{Checksum: "before", Batches: 3}, "after 3 of its batches"},
		{journal.Fill{Checksum: "before", Batches: 3, Done: true}, "after it was done"},
	} {
		err := job.Resumes(c.fill)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.fill, err, c.want)
		}
	}
	if err := job.Interrupted(journal.Fill{Batches: 2}, context.Canceled); !strings.Contains(err.Error(), "2 batches") || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func read(t *testing.T, statements ...string) *schema.Schema {
	t.Helper()
	s, err := parsepg.Load(t.Context(), []parse.Source{{Name: "schema.sql", Text: strings.Join(statements, ";\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What differs in casts and qualifiers alone is no difference of a database from its migrations.
func TestDifferences(t *testing.T) {
	have := read(t, "CREATE TABLE t (a text, b integer, CHECK (a <> 'x'::text))", "CREATE TABLE extra ()")
	want := read(t, "CREATE TABLE t (a text, b bigint, CHECK (a <> 'x'))", "CREATE TABLE missing ()")
	var got []string
	for _, c := range Differences(have, want) {
		got = append(got, Describe(c))
	}
	if len(got) != 3 || !strings.Contains(got[0], "extra is there and no migration") || !strings.Contains(got[1], `"integer" and should be "bigint"`) || !strings.Contains(got[2], "missing is missing") {
		t.Errorf("got %q", got)
	}
}

// fixed is an oracle that gives one answer to all.
type fixed plan.Answer

func (a fixed) Compare(_ context.Context, _, _ *schema.Schema, list []plan.Candidate) ([]plan.Answer, error) {
	return slices.Repeat([]plan.Answer{plan.Answer(a)}, len(list)), nil
}

func TestResolveEquivalence(t *testing.T) {
	const strict = "CREATE VIEW v AS SELECT 1 + 2 AS a"
	for _, c := range []struct {
		name           string
		oracle         plan.Equivalence
		from, to       string
		objects, notes int
	}{
		{"no oracle", nil, strict, "CREATE VIEW v AS SELECT 2 + 1 AS a", 0, 0},
		{"equivalent", fixed(plan.Equivalent), strict, "CREATE VIEW v AS SELECT 2 + 1 AS a", 1, 0},
		{"different", fixed(plan.Different), strict, "CREATE VIEW v AS SELECT 2 + 1 AS a", 0, 0},
		{"unknown", fixed(plan.Unknown), strict, "CREATE VIEW v AS SELECT 2 + 1 AS a", 0, 1},
	} {
		job := Job{From: read(t, c.from), To: read(t, c.to), Equivalence: c.oracle}
		got, err := resolveEquivalence(t.Context(), job, plan.Compare(job.From, job.To))
		if err != nil || len(got.objects) != c.objects || len(got.notes) != c.notes {
			t.Errorf("%s: %d objects and %d notes, want %d and %d; %v", c.name, len(got.objects), len(got.notes), c.objects, c.notes, err)
		}
		if changes := plan.Compare(job.From, job.To.WithReplacements(got.objects)); (len(changes) == 0) != (c.objects > 0) {
			t.Errorf("%s: %d changes are left", c.name, len(changes))
		}
	}
}

// An expression that calls a function which is new means something else afterwards, whatever the
// database makes of it now.
func TestNewFunctionIsNotEquivalent(t *testing.T) {
	body := func(name string) []string {
		return []string{"CREATE FUNCTION " + name + "(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'", "CREATE VIEW v AS SELECT " + name + "(1) AS a"}
	}
	job := Job{From: read(t, body("f")...), To: read(t, body("g")...), Equivalence: fixed(plan.Equivalent)}
	got, err := resolveEquivalence(t.Context(), job, plan.Compare(job.From, job.To))
	if err != nil || len(got.objects) != 0 {
		t.Errorf("%d objects are equivalent, %v", len(got.objects), err)
	}
}

func TestCounted(t *testing.T) {
	for want, got := range map[string]string{
		"1 row of users":     counted(1, "rows of users"),
		"2 rows of users":    counted(2, "rows of users"),
		"1 value of users.a": counted(1, "values of users.a"),
		"1 sheep":            counted(1, "sheep"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
