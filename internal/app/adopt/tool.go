package adopt

// This file adopts what another tool has applied: its table is read where it is, its checksums
// are compared with the folder, and defects of its history refuse it. Nothing of the tool is
// changed.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// ToolOptions say which history is adopted.
type ToolOptions struct {
	Options
	Tool          string
	Table         string // of the tool, where it is not where the tool puts it; "" for there
	AcceptDefects bool   // adopt what is recorded as applied, whatever is wrong with the history
}

// ToolNames are the tools whose histories can be adopted.
func ToolNames() []string {
	var names []string
	for _, t := range history.Tools() {
		names = append(names, t.Name)
	}
	return names
}

// UnknownToolError is a tool whose history cannot be adopted.
type UnknownToolError struct{ Tool string }

// Error quotes it.
func (e *UnknownToolError) Error() string { return fmt.Sprintf("unknown tool %q", e.Tool) }

// NoTableError is a database without the table of a tool.
type NoTableError struct {
	Database, Tool string
	LookedFor      []string // the tables that do not exist; none where one exists and is another's
	Table, Misfit  string   // a table that exists, and why it is not the tool's
	Others         []string // the tools whose table it could be
}

// Error says what was looked for.
func (e *NoTableError) Error() string {
	text := fmt.Sprintf("%s has no table of %s: ", e.Database, e.Tool)
	if e.Table == "" {
		return text + "looked for " + strings.Join(e.LookedFor, " and ")
	}
	return text + e.Table + " is not one, " + e.Misfit
}

// ProgramsError is a folder whose migrations are programs, so that their effect is not known.
type ProgramsError struct {
	Tool, Folder, Database string
	Programs               int
}

// Error counts them.
func (e *ProgramsError) Error() string {
	return fmt.Sprintf("none of the %s of %s in %s is SQL; nothing was adopted", app.Count(e.Programs, "migration"), e.Tool, e.Folder)
}

// NoFilesError is a history whose files are all missing.
type NoFilesError struct {
	Database, Tool, Folder string
	Rows                   int
}

// Error counts the rows.
func (e *NoFilesError) Error() string {
	return fmt.Sprintf("%s has %s of %s, and %s holds no SQL file of any", e.Database, app.Count(e.Rows, "row"), e.Tool, e.Folder)
}

// DefectsError is a history that something is wrong with.
type DefectsError struct {
	Tool    string
	Defects []string
}

// Error lists the defects.
func (e *DefectsError) Error() string {
	return fmt.Sprintf("the history of %s has defects; nothing was adopted:\n  %s", e.Tool, strings.Join(e.Defects, "\n  "))
}

// Tool adopts what another tool has applied; nil where it has applied nothing.
func Tool(ctx context.Context, o ToolOptions) (*Result, error) {
	tools := history.Tools()
	i := slices.IndexFunc(tools, func(t history.Tool) bool { return t.Name == o.Tool })
	if i < 0 {
		return nil, &UnknownToolError{o.Tool}
	}
	table, err := o.table(ctx, &tools[i])
	if err != nil {
		return nil, err
	}
	if err := o.replayable(); err != nil {
		return nil, err
	}
	h, err := tools[i].Read(o.Folder, table.Rows)
	if err != nil {
		return nil, err
	}
	for _, n := range h.Notes {
		o.Notify.Note("%s", n)
	}
	return o.history(ctx, h, len(table.Rows))
}

// table reads the record of a tool.
func (o *ToolOptions) table(ctx context.Context, t *history.Tool) (*history.Table, error) {
	missing := &NoTableError{Database: o.Name, Tool: t.Name}
	for _, name := range t.Tables(o.Table) {
		missing.LookedFor = append(missing.LookedFor, name.String())
		table, err := o.Plan.Target.Journal().Record(ctx, o.Database, o.Plan.Patience, name)
		if err != nil {
			return nil, err
		}
		if table == nil {
			continue
		}
		misfit := t.Misfit(table)
		if misfit == "" {
			return table, nil
		}
		missing.Table, missing.Misfit, missing.Others = fmt.Sprint(name), misfit, nil
		for _, other := range history.Tools() {
			if slices.Contains(history.Owners(name, table.Columns), other.Name) && other.Misfit(table) == "" {
				missing.Others = append(missing.Others, other.Name)
			}
		}
	}
	return nil, missing
}

// replayable refuses a folder whose migrations are all programs: their effect is not known, and
// there is nothing that could be adopted.
func (o *ToolOptions) replayable() error {
	programs := 0
	for _, other := range o.Folder.Others {
		if !other.SQL() && other.ID() != "" {
			programs++
		}
	}
	if programs == 0 || len(o.Folder.Files) > 0 {
		return nil
	}
	return &ProgramsError{o.Tool, o.Folder.Path, o.Name, programs}
}

// history adopts what a history has as applied, unless something is wrong with it.
func (o *ToolOptions) history(ctx context.Context, h *history.History, rows int) (*Result, error) {
	if len(h.Applied) == 0 && len(h.Defects) == 0 {
		if rows > 0 && len(o.Folder.Files) == 0 {
			return nil, &NoFilesError{o.Name, o.Tool, o.Folder.Path, rows}
		}
		return nil, nil
	}
	files, err := o.files()
	if err != nil {
		return nil, err
	}
	h.Applied = slices.DeleteFunc(h.Applied, func(a folder.File) bool {
		return !slices.ContainsFunc(files, func(f folder.File) bool { return f.ID == a.ID })
	})
	have, differences, err := o.drift(ctx, h.Applied)
	switch {
	case err != nil || have == nil:
	case len(h.Failed) > 0 && len(differences) == 0:
		o.Notify.Note("the database has the schema that the others lead to: nothing of %s is left in its schema", strings.Join(h.Failed, ", "))
	case h.Last && len(differences) > 0:
		differences = o.withoutSkipped(ctx, h, have, differences)
	}
	if len(h.Defects) > 0 && !o.AcceptDefects {
		for _, d := range differences { // they show how much of a failed migration is there
			o.Notify.Note("drift: %s", d)
		}
		return nil, &DefectsError{o.Tool, h.Defects}
	}
	for _, d := range h.Defects {
		o.Notify.Warn("%s", d)
	}
	if errs := app.FileErrors(err); len(errs) > 0 && len(h.Defects) > 0 { // without the migrations that were never applied the rest may not work
		o.Notify.Warn("the database is not compared with the migrations: %v", errs[0])
		err = nil
	}
	if err != nil {
		return nil, err
	}
	for _, d := range differences {
		o.Notify.Warn("drift: %s", d)
	}
	return o.record(ctx, h.Applied)
}

// mostTried is how many migrations are left out in turn to find the one that never ran.
const mostTried = 200

// withoutSkipped looks for the migration that a tool with one row has skipped: the others lead to
// the schema of the database. It returns the differences that remain.
func (o *ToolOptions) withoutSkipped(ctx context.Context, h *history.History, have *schema.Schema, differences []string) []string {
	if len(h.Applied) > mostTried {
		return differences
	}
	for i, file := range h.Applied {
		rest := slices.Delete(slices.Clone(h.Applied), i, i+1)
		r, err := o.Plan.Replayer().Replay(ctx, nil, rest)
		if err != nil || r.Schema == nil || len(o.Plan.Differences(have, r.Schema)) > 0 {
			continue
		}
		h.Defects = append(h.Defects, fmt.Sprintf("%s was never applied, it seems: the database has the schema that the migrations lead to without it", file.Name))
		h.Applied = rest
		return nil
	}
	return differences
}
