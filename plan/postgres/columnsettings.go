package postgres

// What CREATE TABLE and ADD COLUMN have no clause for on every version: storage, compression,
// statistics target and options of a column. Each is an ALTER COLUMN of its own
// (sql-altertable.html).

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func columnName(c *pgmodel.Column) string {
	return "COLUMN " + ddl.Qualified(c.Table) + "." + ddl.Quote(c.Name)
}

// columnApart are the attributes that need an ALTER on every version.
func columnApart(t *pgmodel.Table, c *pgmodel.Column) []statement {
	var out []statement
	kind := "TABLE"
	if t.ID.Kind == schema.KindForeignTable {
		kind = "FOREIGN TABLE"
	}
	alter := func(format string, args ...any) {
		out = append(out, statement{Do: ddl.Text("ALTER " + kind + " " + ddl.Qualified(c.Table) + " ALTER COLUMN " + ddl.Quote(c.Name) + " " + fmt.Sprintf(format, args...))})
	}
	if c.Extra().Storage != "" {
		alter("SET STORAGE %s", strings.ToUpper(c.Extra().Storage))
	}
	if c.Extra().Compression != "" {
		alter("SET COMPRESSION %s", c.Extra().Compression)
	}
	if c.Extra().Statistics != "" {
		alter("SET STATISTICS %s", c.Extra().Statistics)
	}
	if len(c.Extra().Options) > 0 {
		alter("SET (%s)", ddl.Options(c.Extra().Options))
	}
	if c.Extra().Persistence != "" {
		out = append(out, identityPersistence(c, c.Extra().Persistence, ""))
	}
	if c.Extra().SequenceText != "" {
		out = append(out, identityComment(c, ""))
	}
	return append(out, sharedCreate(columnName(c), c)...)
}

// identityPersistence sets whether the sequence of an identity column is logged, which is as its
// table otherwise (sql-altersequence.html, SET LOGGED). Without a former persistence no
// statement reverts it.
func identityPersistence(c *pgmodel.Column, persistence, former string) statement {
	set := func(word string) ddl.Text {
		return ddl.Text("ALTER SEQUENCE " + ddl.Qualified(c.Extra().SequenceKey) + " SET " + strings.ToUpper(word))
	}
	s := statement{Do: set(persistence), Form: locks.Of(locks.LogsSequence)}
	if former != "" {
		s.Undo = set(former)
	}
	return s
}

// identityComment sets the comment of the sequence of an identity column.
func identityComment(c *pgmodel.Column, former string) statement {
	name := ddl.Qualified(c.Extra().SequenceKey)
	comment := func(text string) ddl.Comment { return ddl.Comment{Object: "SEQUENCE " + name, Text: text} }
	return statement{Do: comment(c.Extra().SequenceText), Undo: comment(former), Form: locks.Of(locks.Comments), On: name}
}

// persistenceOf is that of the sequence of an identity column.
func (w *planner) persistenceOf(c *pgmodel.Column, side *objects) string {
	if own := c.Extra().Persistence; own != "" {
		return own
	}
	t, _ := side.get(c.Table).(*pgmodel.Table)
	return ddl.If(t != nil && t.Unlogged, "unlogged", "logged")
}

// sequencesApart sets the persistence of the sequences of a table's columns that do not follow the
// table when its own is set.
func (w *planner) sequencesApart(t *pgmodel.Table) []statement {
	var out []statement
	for _, c := range t.Columns {
		if c.Extra().Persistence != "" {
			out = append(out, identityPersistence(c, c.Extra().Persistence, ""))
		}
	}
	for o := range w.to.All() {
		if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy.Schema == t.ID.Schema && s.OwnedBy.Table == t.ID.Name && s.Unlogged != t.Unlogged && w.version >= 15 {
			out = append(out, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + ddl.If(s.Unlogged, " SET UNLOGGED", " SET LOGGED")), Form: locks.Of(locks.LogsSequence)})
		}
	}
	return out
}
