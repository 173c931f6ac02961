package sqlite

// The rebuild for runners that cannot switch foreign keys off: they enforce them always, or
// wrap the script in a transaction of their own, where PRAGMA foreign_keys does nothing
// (pragma.html). Rows that DROP TABLE would delete or change are moved to scratch tables and
// copied back. rebuild.go has the shorter form for the other runners.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// copyBack is the shape for a connection whose foreign keys may be on, where
// DROP TABLE deletes the rows it drops one by one and every ON DELETE acts
// (foreignkeys.html, section 5). So the rows of the table, and of all tables
// that an action would reach, go into copies without keys first; the tables are
// dropped, children first, recreated, parents first, and filled again. What
// refers to them without an action is checked at COMMIT.
func (r *rebuilding) copyBack(s *plan.Step) {
	group := r.reached()
	s.Statements = append(s.Statements, plan.Statement{SQL: "PRAGMA defer_foreign_keys = ON"})
	copies := make(map[schema.Key]*plan.Copy, len(group))
	for _, t := range group {
		copies[t.Key()] = r.copyOf(t, s.Copy)
		s.Statements = append(s.Statements, r.copyOut(t, copies[t.Key()])...)
	}
	s.Copy.CopyAt = len(s.Statements) - 1
	for _, t := range group {
		s.Probes = append(s.Probes, r.orphanProbes(t)...)
	}
	for i := len(group) - 1; i >= 0; i-- {
		s.Statements = append(s.Statements, exists("DROP TABLE "+quote(group[i].Name), "table", group[i].Name, 0))
	}
	for _, t := range group { // all before the first row: a missing parent table is an error, not a deferred one
		to := r.becomes(t)
		s.Statements = append(s.Statements, exists(create(&to.Source), "table", to.Name, 1))
	}
	r.changeKeys(s)
	for _, t := range group {
		s.Statements = append(s.Statements, r.keysOf(t.Key())...)
	}
	for _, t := range group {
		s.Statements = append(s.Statements, r.copyIn(t, copies[t.Key()])...)
	}
	for _, t := range group {
		s.Statements = append(s.Statements, r.attached(t.Key())...)
	}
	if len(group) > 1 {
		names := make([]string, 0, len(group)-1)
		for _, t := range group[1:] {
			names = append(names, t.Name)
			r.analyzeAgain(s.Copy, t)
		}
		s.Reasons = append(s.Reasons, fmt.Sprintf("with foreign keys on, dropping %s would act on rows of %s: they are copied too",
			r.to.Name, strings.Join(names, ", ")))
	}
}

// orphanProbes ask for rows whose parent is missing already: with foreign keys on
// they could not be put back. A foreign key that goes with the rebuild asks nothing of them.
func (r *rebuilding) orphanProbes(t *litemodel.Table) []plan.Probe {
	var out []plan.Probe
	for _, fk := range t.ForeignKeys {
		if t == r.from && !holdsKey(r.to, fk.Key()) {
			continue
		}
		for _, p := range r.foreignProbes(t, t, fk) {
			p.Pos = schema.Pos{}
			p.Message += " already, and with foreign keys on they cannot be copied back"
			out = append(out, p)
		}
	}
	return out
}

// reached are the tables whose rows dropping this one would delete or change:
// itself first, then the others, each after those it refers to where that is possible.
func (r *rebuilding) reached() []*litemodel.Table {
	group := []*litemodel.Table{r.from}
	in := map[schema.Key]bool{r.from.Key(): true}
	for i := 0; i < len(group); i++ {
		for _, child := range r.children(group[i].Key()) {
			if !in[child.Key()] && actsOn(child, group[i].Key()) {
				in[child.Key()] = true
				group = append(group, child)
			}
		}
	}
	return group
}

// actsOn reports whether deleting rows of parent deletes or changes rows of child.
func actsOn(child *litemodel.Table, parent schema.Key) bool {
	for _, fk := range child.ForeignKeys {
		if fk.References == parent && fk.OnDelete != "" && fk.OnDelete != "restrict" {
			return true
		}
	}
	return false
}

// copyOf says what of a table of the group is copied: what the rebuild itself
// keeps, or for the others everything.
func (r *rebuilding) copyOf(t *litemodel.Table, own *plan.Copy) *plan.Copy {
	if t == r.from {
		own.Scratch = r.scratch("copy_")
		return own
	}
	other := &rebuilding{work: r.work, from: t, to: t}
	c := other.copy()
	if c == nil {
		c = &plan.Copy{Table: t.Name}
	}
	c.Scratch = other.scratch("copy_")
	return c
}

// copyOut puts rows, and the AUTOINCREMENT counter, into tables of their own.
func (r *rebuilding) copyOut(t *litemodel.Table, c *plan.Copy) []plan.Statement {
	table, scratch := quote(t.Name), quote(c.Scratch)
	columns := lists(c)
	if c.RowID != "" && !hasName(c, c.RowID) {
		columns = c.RowID + " AS " + rowIDColumn + strings.TrimPrefix(columns, c.RowID)
	}
	if columns == "" {
		columns = "1"
	}
	out := []plan.Statement{{
		SQL:   fmt.Sprintf("CREATE TABLE %s AS SELECT %s FROM %s", scratch, columns, table),
		What:  "all rows of " + t.Name + " are put aside",
		Check: fmt.Sprintf("SELECT (SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)", table, scratch),
	}}
	if c.Counter {
		out = append(out, exists(fmt.Sprintf("CREATE TABLE %s AS SELECT seq FROM sqlite_sequence WHERE name = %s", quote(c.Scratch+"_seq"), literal(t.Name)),
			"table", c.Scratch+"_seq", 1))
	}
	return out
}

// becomes is the definition that a table of the group gets.
func (r *rebuilding) becomes(t *litemodel.Table) *litemodel.Table {
	if t == r.from {
		return r.to
	}
	return t
}

// copyIn fills a table of the group again.
func (r *rebuilding) copyIn(t *litemodel.Table, c *plan.Copy) []plan.Statement {
	to := r.becomes(t)
	table, scratch := quote(to.Name), quote(c.Scratch)
	into := lists(c)
	from := into
	if c.RowID != "" && !hasName(c, c.RowID) {
		from = rowIDColumn + strings.TrimPrefix(into, c.RowID)
	}
	out := []plan.Statement{
		{SQL: fmt.Sprintf("INSERT OR ABORT INTO %s (%s) SELECT %s FROM %s", table, into, from, scratch),
			What:  "all rows of " + to.Name + " are back",
			Check: fmt.Sprintf("SELECT (SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)", table, scratch)},
		exists("DROP TABLE "+scratch, "table", c.Scratch, 0),
	}
	if c.Counter {
		out = append(out, counterBack(to.Name, c.Scratch+"_seq")...)
	}
	return out
}

func counterBack(table, kept string) []plan.Statement {
	return []plan.Statement{
		{SQL: "DELETE FROM sqlite_sequence WHERE name = " + literal(table)},
		{SQL: fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT %s, seq FROM %s", literal(table), quote(kept)),
			What: "the AUTOINCREMENT counter of " + table + " is carried over",
			Check: fmt.Sprintf("SELECT (SELECT seq FROM sqlite_sequence WHERE name = %s) IS (SELECT seq FROM %s)",
				literal(table), quote(kept))},
		exists("DROP TABLE "+quote(kept), "table", kept, 0),
	}
}
