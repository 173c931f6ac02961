// Package foreign reads what other tools record of migrations, so that their histories
// can be taken over.
//
// The rows of a tool's table and a folder come in; which migrations are applied, and
// what is wrong with that, goes out. It opens no database, and nothing of another tool
// is ever written.
package foreign

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

// Row is a row of it: texts by the names of their columns, without those that are NULL.
type Row map[string]string

// Name is the name of a table: its schema, "" for the default one, and its own.
type Name struct{ Schema, Table string }

// Tool is a tool whose history can be taken over.
type Tool struct {
	Name    string
	tables  []Name
	columns []string // that its table has
	others  []string // that its table has not: it is another tool's of the same name
	read    func(h *History, f *folder.Folder, rows []Row) error
}

// History is what another tool has applied of a folder.
type History struct {
	Applied []folder.File
	Defects []string // what makes it uncertain which migrations are applied
	Notes   []string // what else is odd
	Failed  []string // names of those of which nobody knows how much was applied; they are not among Applied
	Last    bool     // the table has the last one alone: which of those before it ran is not recorded
	told    map[string]bool
}

// Tools are the tools whose histories can be taken over.
func Tools() []Tool {
	return []Tool{
		{"drizzle", []Name{{"drizzle", "__drizzle_migrations"}, {"", "__drizzle_migrations"}}, []string{"hash", "created_at"}, nil, drizzle},
		{"prisma", []Name{{"", "_prisma_migrations"}}, []string{"migration_name", "checksum", "finished_at", "rolled_back_at"}, nil, prisma},
		{"goose", []Name{{"", "goose_db_version"}}, []string{"id", "version_id", "is_applied"}, nil, goose},
		{"golang-migrate", []Name{{"", "schema_migrations"}}, []string{"version", "dirty"}, nil, golangMigrate},
		{"dbmate", []Name{{"", "schema_migrations"}}, []string{"version"}, []string{"dirty"}, each},
		{"rails", []Name{{"", "schema_migrations"}}, []string{"version"}, []string{"dirty"}, each},
		{"tern", []Name{{"", "schema_version"}}, []string{"version"}, nil, tern},
		{"flyway", []Name{{"", "flyway_schema_history"}}, []string{"installed_rank", "version", "type", "script", "checksum", "success"}, nil, flyway},
		{"atlas", []Name{{"atlas_schema_revisions", "atlas_schema_revisions"}, {"", "atlas_schema_revisions"}}, []string{"version", "type", "applied", "total", "hash"}, nil, atlas},
	}
}

// Owners are the tools whose record a table is by its name.
func Owners(name Name) []string {
	var out []string
	for _, t := range Tools() {
		if slices.ContainsFunc(t.tables, func(n Name) bool {
			return n.Table == name.Table && (n.Schema == name.Schema || n.Schema == "" && (name.Schema == "public" || name.Schema == "main"))
		}) {
			out = append(out, t.Name)
		}
	}
	return out
}

// Tables are the names under which a tool's record may stand, the likelier first.
// A configured name is schema.table or table, "" for what the tool does by itself.
func (t *Tool) Tables(configured string) []Name {
	if configured == "" {
		return t.tables
	}
	if schema, table, ok := strings.Cut(configured, "."); ok {
		return []Name{{schema, table}}
	}
	var out []Name
	for _, n := range t.tables {
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
	for _, c := range t.columns {
		if !slices.Contains(table.Columns, c) {
			return "it has no column " + c
		}
	}
	for _, c := range t.others {
		if slices.Contains(table.Columns, c) {
			return fmt.Sprintf("it has a column %s, which that of %s has not", c, t.Name)
		}
	}
	return ""
}

// Read tells what the rows of a tool's table say of a folder.
func (t *Tool) Read(f *folder.Folder, rows []Row) (*History, error) {
	h := &History{told: map[string]bool{}}
	if err := t.read(h, f, rows); err != nil {
		return nil, fmt.Errorf("history of %s: %w", t.Name, err)
	}
	slices.SortFunc(h.Applied, func(a, b folder.File) int { return folder.Order(a.ID, b.ID) })
	h.gaps(f)
	return h, nil
}

// Bookkeeping says whether a table or schema is one that a tool keeps its record in.
func Bookkeeping(space, name string) bool {
	if space == "drizzle" || space == "atlas_schema_revisions" || space == "" && (name == "drizzle" || name == "atlas_schema_revisions") {
		return true
	}
	return slices.ContainsFunc([]string{"__drizzle_migrations", "_prisma_migrations", "goose_db_version", "schema_migrations", "schema_version",
		"ar_internal_metadata", "flyway_schema_history", "atlas_schema_revisions"}, func(t string) bool { return name == t || strings.HasPrefix(name, t+"_") })
}

func (h *History) defect(format string, args ...any) {
	h.Defects = append(h.Defects, fmt.Sprintf(format, args...))
}

func (h *History) note(format string, args ...any) {
	h.Notes = append(h.Notes, fmt.Sprintf(format, args...))
}

// gaps tells of files that were never run although later ones were.
func (h *History) gaps(f *folder.Folder) {
	if len(h.Applied) == 0 {
		return
	}
	last := h.Applied[len(h.Applied)-1]
	for _, file := range f.Files {
		if folder.Order(file.ID, last.ID) < 0 && !h.told[file.ID] && !h.has(file.ID) {
			h.defect("%s was never applied, and %s behind it was", file.Name, last.Name)
		}
	}
}

func (h *History) has(id string) bool {
	return slices.ContainsFunc(h.Applied, func(a folder.File) bool { return a.ID == id })
}

// take counts a file as applied.
func (h *History) take(file *folder.File) {
	if !h.has(file.ID) {
		h.Applied = append(h.Applied, *file)
	}
}

// takeUpTo counts all files up to a number as applied.
func (h *History) takeUpTo(f *folder.Folder, id string) {
	for i := range f.Files {
		if folder.Order(f.Files[i].ID, id) <= 0 {
			h.take(&f.Files[i])
		}
	}
}

// failed tells of a migration of which nobody knows how much was applied.
func (h *History) failed(f *folder.Folder, key, why string) {
	name := "version " + key
	if file := f.Find(key); file != nil {
		name = file.Name
		h.told[file.ID] = true
	}
	h.Failed = append(h.Failed, name)
	h.defect("%s %s: nobody knows how much of it was applied", name, why)
}

// lacking tells of a migration that was applied and is not among the files.
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

// compare tells whether a file is another than the one that was applied, by the hash
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
