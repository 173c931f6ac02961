// Package history reads what other tools record of migrations, so that their histories
// can be taken over.
//
// The rows of a tool's table and a folder come in; which migrations are applied, and
// what is wrong with that, goes out. It opens no database, and nothing of another tool
// is ever written.
package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// Table is the record of a tool as it stands in a database.
type Table struct {
	Columns []string
	Rows    []Row // in no order
}

// Row is a row of it: texts by the names of their columns, NULLs left out.
type Row map[string]string

// Name is the name of a table: its schema, "" for the default one, and its own.
type Name struct{ Schema, Table string }

// Tool is a tool whose history can be taken over: a row of the list of what tools keep.
type Tool struct {
	Name string
	Keep
}

// History holds the migrations of a folder that another tool has applied.
type History struct {
	Applied []folder.File
	Defects []string // what makes it uncertain which migrations are applied
	Notes   []string // what else is odd
	Failed  []string // names of migrations applied to an unknown extent; they are not among Applied
	Last    bool     // the table has the last one alone: which of those before it ran is not recorded
	told    map[string]bool
}

// Tools are the tools whose histories can be taken over.
func Tools() []Tool {
	var out []Tool
	for _, k := range Keeps() {
		if k.read != nil {
			out = append(out, Tool{k.Owner, k})
		}
	}
	return out
}

// Tables are the names under which a tool's record may stand, the likelier first.
// A configured name is schema.table or table, "" for what the tool does by itself.
func (t *Tool) Tables(configured string) []Name {
	names := []Name{{"", t.Table}}
	if t.Home != "" {
		names = []Name{{t.Home, t.Table}, {"", t.Table}}
	}
	if configured == "" {
		return names
	}
	if schema, table, ok := strings.Cut(configured, "."); ok {
		return []Name{{schema, table}}
	}
	var out []Name
	for _, n := range names {
		out = append(out, Name{n.Schema, configured})
	}
	return out
}

// String is the name as people write it.
func (n Name) String() string {
	if n.Schema == "" {
		return n.Table
	}
	return n.Schema + "." + n.Table
}

// Misfit says why a table cannot be the tool's, "" if it can.
func (t *Tool) Misfit(table *Table) string {
	if c, lacks := t.lacks(table.Columns); lacks {
		return "it has no column " + c
	}
	if c, more := t.foreignColumn(table.Columns); more {
		return fmt.Sprintf("it has a column %s, which that of %s has not", c, t.Name)
	}
	return ""
}

// Read reports which migrations of a folder are applied by the rows of a tool's table.
func (t *Tool) Read(f *folder.Folder, rows []Row) (*History, error) {
	h := &History{told: map[string]bool{}}
	if err := t.read(h, f, rows); err != nil {
		return nil, fmt.Errorf("history of %s: %w", t.Name, err)
	}
	slices.SortFunc(h.Applied, func(a, b folder.File) int { return folder.Order(a.ID, b.ID) })
	h.gaps(f)
	return h, nil
}

func (h *History) defect(format string, args ...any) {
	h.Defects = append(h.Defects, fmt.Sprintf(format, args...))
}

func (h *History) note(format string, args ...any) {
	h.Notes = append(h.Notes, fmt.Sprintf(format, args...))
}

// gaps reports files that were never run although later ones were.
func (h *History) gaps(f *folder.Folder) {
	if len(h.Applied) == 0 {
		return
	}
	last := h.Applied[len(h.Applied)-1]
	for _, file := range f.Files {
		if folder.Order(file.ID, last.ID) < 0 && !h.told[file.ID] && !h.has(file.ID) {
			h.defect("%s was never applied, and %s after it was", file.Name, last.Name)
		}
	}
}

func (h *History) has(id string) bool {
	return slices.ContainsFunc(h.Applied, func(a folder.File) bool { return a.ID == id })
}

// addApplied counts a file as applied.
func (h *History) addApplied(file *folder.File) {
	if !h.has(file.ID) {
		h.Applied = append(h.Applied, *file)
	}
}

// takeUpTo counts all files up to a number as applied.
func (h *History) takeUpTo(f *folder.Folder, id string) {
	for i := range f.Files {
		if folder.Order(f.Files[i].ID, id) <= 0 {
			h.addApplied(&f.Files[i])
		}
	}
}

// failed reports a migration that was applied to an unknown extent.
func (h *History) failed(f *folder.Folder, key, why string) {
	name := "version " + key
	if file := f.Find(key); file != nil {
		name = file.Name
		h.told[file.ID] = true
	}
	h.Failed = append(h.Failed, name)
	h.defect("%s %s: how much of it was applied is unknown", name, why)
}

// lacking reports a migration that was applied and is not among the files.
func (h *History) lacking(f *folder.Folder, key string) {
	i := slices.IndexFunc(f.Others, func(o folder.Other) bool { return o.ID() != "" && folder.Order(o.ID(), key) == 0 })
	switch {
	case i >= 0 && !f.Others[i].SQL():
		h.defect("%s was applied: %s, and the folder does not lead to what the database is", f.Others[i].Name, f.Others[i].Why)
	case i >= 0:
		h.note("%s was applied: %s", f.Others[i].Name, f.Others[i].Why)
	default:
		h.note("version %s was applied and the folder lacks it", key)
	}
}

// compare reports whether a file is another than the one that was applied, by the hash
// that the tool has of it. Tools hash the bytes, and git may have changed the ends of
// the lines: that alone is no edit.
func (h *History) compare(file *folder.File, hash string, sum func(text string) string) {
	if hash == "" || sum(file.Text) == hash {
		return
	}
	lf := strings.ReplaceAll(file.Text, "\r\n", "\n")
	if sum(lf) == hash || sum(strings.ReplaceAll(lf, "\n", "\r\n")) == hash {
		h.note("%s differs from what was applied in the ends of its lines alone", file.Name)
		return
	}
	h.edited(file)
}

func (h *History) edited(file *folder.File) {
	h.defect("%s was edited after it was applied: its checksum is another one", file.Name)
}

// yes reads a truth value as either engine spells it.
func yes(text string) bool { return text == "1" || text == "t" || text == "true" }
