package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

func toolNames() []string {
	var names []string
	for _, t := range foreign.Tools() {
		names = append(names, t.Name)
	}
	return names
}

// adoptTool adopts what another tool has applied.
func (m *migrator) adoptTool(ctx context.Context) error {
	tools := foreign.Tools()
	i := slices.IndexFunc(tools, func(t foreign.Tool) bool { return t.Name == m.String("from") })
	if i < 0 {
		return &usage{msg: fmt.Sprintf("--from %q", m.String("from")), hint: suggestion(m.String("from"), toolNames())}
	}
	table, err := m.foreignTable(ctx, &tools[i])
	if err != nil {
		return err
	}
	if err := m.replayable(tools[i].Name); err != nil {
		return err
	}
	h, err := tools[i].Read(m.folder, table.Rows)
	if err != nil {
		return err
	}
	for _, n := range h.Notes {
		fmt.Fprintf(m.App.ErrWriter, "note: %s\n", render.Escape(n))
	}
	return m.adoptHistory(ctx, &tools[i], h, len(table.Rows))
}

// foreignTable reads the record of a tool.
func (m *migrator) foreignTable(ctx context.Context, t *foreign.Tool) (*foreign.Table, error) {
	why := ""
	for _, name := range t.Tables(m.String("table")) {
		table, err := m.target.Journal().Record(ctx, m.database, m.patience(), name)
		if err != nil {
			return nil, err
		}
		if table == nil {
			continue
		}
		if why = t.Misfit(table); why == "" {
			return table, nil
		}
		why = fmt.Sprintf(": %s is not one, %s", name, why)
		for _, other := range foreign.Tools() {
			if slices.Contains(foreign.Owners(name, table.Columns), other.Name) && other.Misfit(table) == "" {
				why += fmt.Sprintf(" (--from %s?)", other.Name)
			}
		}
	}
	if why == "" {
		var names []string
		for _, name := range t.Tables(m.String("table")) {
			names = append(names, name.String())
		}
		why = fmt.Sprintf(": looked for %s, --table names another", strings.Join(names, " and "))
	}
	return nil, &refusal{fmt.Sprintf("%s has no table of %s%s", m.name, t.Name, why)}
}

// replayable refuses a folder whose migrations are all programs: what they do is not
// known, and there is nothing that could be adopted.
func (m *migrator) replayable(tool string) error {
	programs := 0
	for _, o := range m.folder.Others {
		if !o.SQL() && o.ID() != "" {
			programs++
		}
	}
	if programs == 0 || len(m.folder.Files) > 0 {
		return nil
	}
	return &refusal{fmt.Sprintf("none of the %s of %s in %s is SQL; nothing was adopted\n  schemadiff adopt --db %s --migrations FOLDER, with an empty folder, writes a baseline from the database; run what is pending with %s first",
		count(programs, "migration"), tool, m.folder.Path, m.name, tool)}
}

// adoptHistory adopts what a history has as applied, unless something is wrong with it.
func (m *migrator) adoptHistory(ctx context.Context, t *foreign.Tool, h *foreign.History, rows int) error {
	if len(h.Applied) == 0 && len(h.Defects) == 0 {
		return m.nothingOf(t.Name, rows)
	}
	files, err := m.upTo()
	if err != nil {
		return err
	}
	h.Applied = slices.DeleteFunc(h.Applied, func(a folder.File) bool {
		return !slices.ContainsFunc(files, func(f folder.File) bool { return f.ID == a.ID })
	})
	have, differences, err := m.adoptedDrift(ctx, h.Applied)
	switch {
	case err != nil || have == nil:
	case len(h.Failed) > 0 && len(differences) == 0:
		fmt.Fprintf(m.App.ErrWriter, "note: the database is what the others lead to: nothing of %s is left in its schema\n", render.Escape(strings.Join(h.Failed, ", ")))
	case h.Last && len(differences) > 0:
		differences = m.passedOver(ctx, h, have, differences)
	}
	if len(h.Defects) > 0 && !m.Bool("accept-defects") {
		for _, d := range differences { // they tell how much of what failed is there
			fmt.Fprintf(m.App.ErrWriter, "note: drift: %s\n", render.Escape(d))
		}
		return &refusal{fmt.Sprintf("the history of %s has defects; nothing was adopted:\n  %s\n  --accept-defects adopts what is recorded as applied", t.Name, strings.Join(h.Defects, "\n  "))}
	}
	for _, d := range h.Defects {
		fmt.Fprintf(m.App.ErrWriter, "warning: %s\n", render.Escape(d))
	}
	var errs parse.Errors
	if errors.As(err, &errs) && len(h.Defects) > 0 { // without what was never applied the rest may not work
		fmt.Fprintf(m.App.ErrWriter, "warning: the database is not compared with the migrations: %s\n", render.Escape(errs[0].Error()))
		err = nil
	}
	if err != nil {
		return err
	}
	for _, d := range differences {
		fmt.Fprintf(m.App.ErrWriter, "warning: drift: %s\n", render.Escape(d))
	}
	return m.record(ctx, h.Applied)
}

// mostTried is how many migrations are left out in turn to find the one that never ran.
const mostTried = 200

// passedOver looks for the migration that a tool with one row has passed over: the
// database is what the others lead to. It returns the differences that remain.
func (m *migrator) passedOver(ctx context.Context, h *foreign.History, have *schema.Schema, differences []string) []string {
	if len(h.Applied) > mostTried {
		return differences
	}
	for i, file := range h.Applied {
		rest := slices.Delete(slices.Clone(h.Applied), i, i+1)
		r, err := m.replay(ctx, nil, rest)
		if err != nil || r.Schema == nil || len(m.differences(have.Clone(), r.Schema)) > 0 {
			continue
		}
		h.Defects = append(h.Defects, fmt.Sprintf("%s was never applied, it seems: the database is what the migrations lead to without it", file.Name))
		h.Applied = rest
		return nil
	}
	return differences
}

func (m *migrator) nothingOf(tool string, rows int) error {
	if rows > 0 && len(m.folder.Files) == 0 {
		return &refusal{fmt.Sprintf("%s has %s of %s, and %s holds no SQL file of any: adopt without --from writes a baseline from the database into an empty folder",
			m.name, count(rows, "row"), tool, m.folder.Path)}
	}
	_, err := fmt.Fprintf(m.App.Writer, "Nothing to adopt: %s has applied no migration of %s.\n", tool, render.Escape(m.folder.Path))
	return err
}
