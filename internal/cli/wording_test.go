package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/adopt"
	"github.com/schemadiff/schemadiff/internal/app/check"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/app/rebase"
	"github.com/schemadiff/schemadiff/internal/app/revert"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// What an app refuses ends with the exit status of a refusal, a wrong use with that of a
// failure, and each names the flag or command that helps.
func TestWording(t *testing.T) {
	key := schema.Key{Kind: schema.KindTable, Name: "a"}
	for _, c := range []struct {
		err  error
		code int
		want string // in the message or its hint
	}{
		{&app.PatternError{Pattern: "["}, exitFailed, `--exclude "["`},
		{&app.FormError{Err: errors.New("no version 1")}, exitFailed, "no version 1"},
		{&app.UnsupportedError{Objects: []string{"a: why"}}, exitFailed, "--strict: a: why"},
		{&app.NoDatabaseError{}, exitFailed, "apply needs a database to change"},
		{&app.NoDatabaseError{Verify: true}, exitFailed, "--verify"},
		{&app.NotADatabaseError{Name: "x.sql"}, exitFailed, "x.sql is no database"},
		{&app.RefusedError{Findings: []plan.Finding{{Rule: "drop-table", Allow: "drop-table", Key: key}}, Hints: []string{"keep it"}}, exitRefused, "--allow drop-table:a)\n  hint: keep it"},
		{&app.RefusedError{Migration: "0001_a"}, exitRefused, "0001_a: refused"},
		{&app.UnusedAllowError{Item: "x", Could: []string{"drop-table:a"}}, exitRefused, `--allow "x" matches nothing in this plan, where it can be: drop-table:a`},
		{&app.ChangedMeanwhileError{Database: "app.db"}, exitRefused, "apply again"},
		{&app.ChangedDatabaseError{Database: "app.db", Plan: "plan.sql"}, exitRefused, "plan.sql"},
		{&app.ChangedFilesError{Paths: []string{"0001.sql"}, Applied: []string{"a\n"}, Now: []string{"b\n"}}, exitRefused, "-a\n+b\n"},
		{&app.MissingFilesError{Database: "app.db", Names: []string{"0003"}, Pending: "0002"}, exitRefused, "0002 is pending"},
		{&app.MissingFilesError{Database: "app.db", Names: []string{"0003"}}, exitRefused, "app.db has 1 migration that the folder lacks: 0003"},
		{&app.LateFilesError{Names: []string{"0002"}}, exitRefused, "--out-of-order"},
		{&app.NoMigrationError{Folder: "m", ID: "9"}, exitFailed, "m has no migration 9"},
		{&app.NoBackfillError{Folder: "m", Name: "9"}, exitFailed, "backfill --list"},
		{&app.UnknownEffectError{Statement: &parse.Error{Msg: "m"}}, exitFailed, "--dev-db"},
		{&migrate.DriftedError{Database: "app.db"}, exitRefused, "--on-drift warn"},
		{&migrate.InterruptedError{}, exitFailed, "run apply again"},
		{&revert.PartlyAppliedError{Migration: "0001"}, exitRefused, "schemadiff migrate"},
		{&revert.UnknownOrderError{Migration: "0001"}, exitRefused, "0001"},
		{&revert.NotAppliedError{ID: "9"}, exitFailed, "9"},
		{&revert.RowsError{Down: "0001.down.sql"}, exitRefused, "0001.down.sql"},
		{&generate.DisorderError{File: "0001"}, exitRefused, "schemadiff rebase"},
		{&generate.NameError{Name: "!"}, exitFailed, "letters"},
		{&check.ChecksumsError{Err: errors.New("bad")}, exitRefused, "bad"},
		{&check.UnknownResultError{Folder: "m", Reason: "why"}, exitRefused, "not known: why"},
		{&check.NotAcceptableError{File: "0001", Order: true}, exitRefused, "schemadiff rebase"},
		{&check.NotAcceptableError{File: "0001", Problem: "gone"}, exitRefused, "0001: gone"},
		{&adopt.DifferentError{Database: "app.db", Folder: "m"}, exitRefused, "--to migrations:m"},
		{&adopt.IncompleteError{Database: "app.db"}, exitRefused, "--exclude"},
		{&adopt.UnknownToolError{Tool: "dbmat"}, exitFailed, "did you mean dbmate?"},
		{&adopt.NoTableError{Tool: "dbmate", LookedFor: []string{"t"}}, exitRefused, "--table"},
		{&adopt.NoTableError{Tool: "dbmate", Table: "t", Others: []string{"goose"}}, exitRefused, "(--from goose?)"},
		{&adopt.ProgramsError{Tool: "knex"}, exitRefused, "baseline"},
		{&adopt.NoFilesError{Tool: "knex"}, exitRefused, "without --from"},
		{&adopt.DefectsError{Tool: "dbmate"}, exitRefused, "--accept-defects"},
		{errors.Join(errors.New("first"), &app.LateFilesError{}), exitRefused, "first"},
		{fmt.Errorf("further: %w", &app.NoMigrationError{ID: "9"}), exitFailed, "no migration 9"},
		{errors.New("another"), exitFailed, "another"},
	} {
		got := inWords(c.err, "apply", engines.All()[0])
		if code := exitCode(context.Background(), got); code != c.code {
			t.Errorf("%T: exit status %d, want %d", c.err, code, c.code)
		}
		if text := asPrinted(got); !strings.Contains(text, c.want) {
			t.Errorf("%T: the message lacks %q:\n%s", c.err, c.want, text)
		}
	}
	if err := inWords(nil, "apply", engines.All()[0]); err != nil {
		t.Errorf("no error has words: %v", err)
	}
}

// asPrinted is an error as report prints it.
func asPrinted(err error) string {
	var b strings.Builder
	report(&b, newApp(nil, &b, &b), err)
	return b.String()
}

// Each reason of a rebase has its advice.
func TestWordingOfRebase(t *testing.T) {
	for reason := rebase.NoRepository; reason <= rebase.Occupied; reason++ {
		e := &rebase.RefusedError{Reason: reason, Onto: "main", File: "a.sql", Other: "b.sql", Err: errors.New("cause")}
		text := asPrinted(inWords(e, "rebase", engines.All()[0]))
		if lines := strings.Count(strings.TrimSpace(text), "\n"); reason != rebase.Occupied && lines != 1 {
			t.Errorf("reason %d has %d lines of advice:\n%s", reason, lines, text)
		}
	}
}
