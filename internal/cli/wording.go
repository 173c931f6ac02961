package cli

// This file words the typed errors of internal/app for people at a terminal: with the flags and
// commands that help. An error without such advice keeps its own text.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/adopt"
	"github.com/schemadiff/schemadiff/internal/app/check"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/app/rebase"
	"github.com/schemadiff/schemadiff/internal/app/revert"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
)

// inWords is the error of a command as it is printed.
func inWords(err error, command string, target engine.Target) error {
	if err == nil {
		return nil
	}
	var parser *parse.MissingParserError
	if errors.As(err, &parser) { // both sides of a comparison say so
		return &usage{msg: parser.Error(), hint: howToGetParser}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range joined.Unwrap() {
			out = append(out, inWords(e, command, target))
		}
		return errors.Join(out...)
	}
	for _, words := range []func(error) error{planWords, migrateWords, folderWords, rebaseWords, adoptWords} {
		if worded := words(err); worded != nil {
			return worded
		}
	}
	var noDatabase *app.NoDatabaseError
	var rehearsal *app.NoRehearsalError
	var interrupted *migrate.InterruptedError
	switch {
	case errors.As(err, &noDatabase) && noDatabase.Verify:
		return &usage{msg: "--verify copies the schema of a database, and there is none", hint: "--db " + target.Example()}
	case errors.As(err, &noDatabase) && noDatabase.Rehearse:
		return &usage{msg: "--rehearse copies the rows of a database, and there is none", hint: "--db " + target.Example()}
	case errors.As(err, &noDatabase):
		return &usage{msg: command + " needs a database to change", hint: "--db " + target.Example()}
	case errors.As(err, &rehearsal):
		return &usage{msg: "--rehearse: " + rehearsal.Error()}
	case errors.As(err, &interrupted) && interrupted.GoOn == "":
		interrupted.GoOn = "run " + command + " again"
	}
	return err
}

// howToGetParser is the advice for a program without a parser that is C.
const howToGetParser = "one that has it: npx schemadiff, or a binary from https://github.com/schemadiff/schemadiff/releases, or, with a C compiler\n" +
	"  (Debian: apt install gcc libc6-dev), CGO_ENABLED=1 go install github.com/schemadiff/schemadiff/cmd/schemadiff@latest"

// planWords are the errors of a comparison and its plan.
func planWords(err error) error {
	var pattern *app.PatternError
	var form *app.FormError
	var unsupported *app.UnsupportedError
	var refused *app.RefusedError
	var unused *app.UnusedAllowError
	var changed *app.ChangedMeanwhileError
	var database *app.ChangedDatabaseError
	var text *app.NotADatabaseError
	switch {
	case errors.As(err, &pattern):
		return &usage{msg: fmt.Sprintf("--exclude %q: %v", pattern.Pattern, pattern.Err)}
	case errors.As(err, &form):
		return &usage{msg: form.Error()}
	case errors.As(err, &unsupported):
		return fmt.Errorf("--strict: %w", err)
	case errors.As(err, &refused):
		return refusedPlan(refused)
	case errors.As(err, &unused):
		return unusedAllow(unused)
	case errors.As(err, &changed):
		return &refusal{changed.Error()}
	case errors.As(err, &database):
		return &refusal{database.Error()}
	case errors.As(err, &text):
		return &usage{msg: text.Error()}
	}
	return nil
}

// refusedPlan is a plan that does not run, with the flags that permit it.
func refusedPlan(e *app.RefusedError) error {
	first := "refused; nothing was changed:"
	if e.Migration != "" {
		first = e.Migration + ": " + first
	}
	lines := []string{first}
	for _, f := range e.Findings {
		line := fmt.Sprintf("  %s: %s", f.Rule, render.Escape(f.Message))
		switch {
		case f.Allow != "":
			line += " (" + render.AllowFlag(f.Allow, f.Key) + ")"
		case !f.Pos.IsZero(): // it must be corrected there
			line += " (" + render.Escape(f.Pos.String()) + ")"
		}
		lines = append(lines, line)
	}
	for _, hint := range e.Hints {
		lines = append(lines, "  hint: "+render.Escape(hint))
	}
	return &refusal{strings.Join(lines, "\n")}
}

// unusedAllow is an item of --allow that matches nothing.
func unusedAllow(e *app.UnusedAllowError) error {
	text := fmt.Sprintf("refused; nothing was changed:\n  --allow %q matches nothing in this plan", e.Item)
	var items []string
	for _, item := range e.Could {
		items = append(items, render.Escape(item))
	}
	if len(items) > 0 {
		text += ", where it can be: " + strings.Join(items, ", ")
	}
	return &refusal{text}
}

// migrateWords are the errors by which migrations do not run, or are not reverted.
func migrateWords(err error) error {
	var changed *app.ChangedFilesError
	var missing *app.MissingFilesError
	var late *app.LateFilesError
	var none *app.NoMigrationError
	var drift *migrate.DriftedError
	var part *revert.PartlyAppliedError
	var order *revert.UnknownOrderError
	var absent *revert.NotAppliedError
	var rows *revert.RowsError
	switch {
	case errors.As(err, &changed):
		return changedFiles(changed)
	case errors.As(err, &missing) && missing.Pending != "":
		return &refusal{missing.Error() + "\n  and " + missing.Pending + " is pending: the two come from different branches. Merge them, and give the pending one the next number (schemadiff rebase)"}
	case errors.As(err, &missing):
		return &refusal{missing.Error()}
	case errors.As(err, &late):
		return &refusal{late.Error() + "\n  give it the next number (schemadiff rebase), or --out-of-order if-commutes, or --out-of-order apply"}
	case errors.As(err, &none):
		return &usage{msg: none.Error()}
	case errors.As(err, &drift):
		return fmt.Errorf("%w\n  schemadiff generate --db takes up what was changed by hand; schemadiff adopt takes over a database that was made without migrations; --on-drift warn goes on", err)
	case errors.As(err, &part):
		return &refusal{part.Error() + ": schemadiff migrate brings it to its end first"}
	case errors.As(err, &order):
		return &refusal{order.Error()}
	case errors.As(err, &absent):
		return &usage{msg: absent.Error()}
	case errors.As(err, &rows):
		return &refusal{rows.Error()}
	}
	return nil
}

// changedFiles are edited migrations, each with the difference.
func changedFiles(e *app.ChangedFilesError) error {
	var lines []string
	for i, path := range e.Paths {
		name := app.Slashed(path)
		text := fmt.Sprintf("%s was edited after it was applied", name)
		if e.Applied[i] != "" {
			text += ":\n" + render.EscapeText(udiff.Unified("applied", name, e.Applied[i], e.Now[i]))
		}
		lines = append(lines, text)
	}
	return &refusal{strings.Join(lines, "\n") + "\n  put the text back, and write a new migration for what is to change"}
}

// folderWords are the errors of a folder of migrations.
func folderWords(err error) error {
	var unknown *app.UnknownEffectError
	var disorder *generate.DisorderError
	var name *generate.NameError
	var backfill *app.NoBackfillError
	var sums *check.ChecksumsError
	var result *check.UnknownResultError
	var accept *check.NotAcceptableError
	switch {
	case errors.As(err, &unknown):
		unknown.Statement.Hint = "--dev-db postgres://… names a server to run the migrations on, in a database that is dropped again; " +
			"if it changes rows alone, write -- schemadiff:step rows-only above it"
		return parse.Errors{unknown.Statement}
	case errors.As(err, &disorder):
		return &refusal{disorder.Error() + " (schemadiff check reports all; schemadiff rebase corrects what a merge left)"}
	case errors.As(err, &name):
		return &usage{msg: name.Error(), hint: "letters, digits and underscores"}
	case errors.As(err, &backfill):
		return &usage{msg: backfill.Error(), hint: "schemadiff backfill --list shows all"}
	case errors.As(err, &sums):
		return &refusal{sums.Error()}
	case errors.As(err, &result):
		return &refusal{result.Error()}
	case errors.As(err, &accept) && accept.Order:
		return &refusal{accept.Error() + " (schemadiff rebase corrects what a merge left)"}
	case errors.As(err, &accept):
		return &refusal{accept.Error()}
	}
	return nil
}

// rebaseWords are the reasons for which a rebase is refused, each with advice.
func rebaseWords(err error) error {
	var e *rebase.RefusedError
	if !errors.As(err, &e) {
		return nil
	}
	advice := ""
	switch e.Reason {
	case rebase.NoRepository:
		return &usage{msg: e.Error(), hint: "it puts migrations after the ones of another branch: run it inside the repository that holds the folder"}
	case rebase.NoBranch:
		return &usage{msg: e.Error(), hint: "--onto REF names the commit or branch whose migrations come first"}
	case rebase.SameNumber:
		advice = "--onto names the commit whose migrations come first: after a merge, --onto HEAD^1"
	case rebase.Changed:
		advice = fmt.Sprintf("put it back (git checkout %s -- %s), and write a new migration for what is to change: schemadiff generate", e.Onto, e.File)
	case rebase.Removed:
		advice = fmt.Sprintf("merge %s, or remove it here too", e.Onto)
	case rebase.AlreadyRun:
		advice = "a database for trials: create it again after the rebase; one that counts: keep the number, and apply the migrations of " + e.Onto + " with migrate --out-of-order if-commutes"
	case rebase.NoSchema:
		advice = "--schema names the desired schema, for which generated ones are written again"
	case rebase.NotMerged:
		advice = "merge " + e.Onto + " first, so that the desired schema has what both want; then run schemadiff rebase"
	case rebase.ByHand:
		advice = "change the file so that it works after them, or remove it and let schemadiff generate write another; then run schemadiff rebase again"
	case rebase.DownByHand:
		advice = "change it, or remove it"
	default:
		return &refusal{e.Error()}
	}
	return &refusal{e.Error() + "\n  " + advice}
}

// adoptWords are the errors by which nothing is adopted.
func adoptWords(err error) error {
	var different *adopt.DifferentError
	var incomplete *adopt.IncompleteError
	var tool *adopt.UnknownToolError
	var table *adopt.NoTableError
	var programs *adopt.ProgramsError
	var files *adopt.NoFilesError
	var defects *adopt.DefectsError
	switch {
	case errors.As(err, &different):
		return &refusal{fmt.Sprintf("%v\n  --to ID adopts the first migrations alone; schemadiff plan --from %s --to migrations:%s shows the difference", different, different.Database, different.Folder)}
	case errors.As(err, &incomplete):
		return &refusal{incomplete.Error() + "\n  --exclude leaves objects alone, as exclude in schemadiff.toml does"}
	case errors.As(err, &tool):
		return &usage{msg: fmt.Sprintf("--from %q", tool.Tool), hint: suggestion(tool.Tool, adopt.ToolNames())}
	case errors.As(err, &table):
		return missingTable(table)
	case errors.As(err, &programs):
		return &refusal{fmt.Sprintf("%v\n  schemadiff adopt --db %s --migrations FOLDER, with an empty folder, writes a baseline from the database; run what is pending with %s first", programs, programs.Database, programs.Tool)}
	case errors.As(err, &files):
		return &refusal{files.Error() + ": adopt without --from writes a baseline from the database into an empty folder"}
	case errors.As(err, &defects):
		return &refusal{defects.Error() + "\n  --accept-defects adopts what is recorded as applied"}
	}
	return nil
}

// missingTable is a database without the table of a tool.
func missingTable(e *adopt.NoTableError) error {
	text := e.Error()
	for _, other := range e.Others {
		text += fmt.Sprintf(" (--from %s?)", other)
	}
	if e.Table == "" {
		text += ", --table names another"
	}
	return &refusal{text}
}
