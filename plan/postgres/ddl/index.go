package ddl

// CREATE INDEX, with the elements that partition keys and exclusion constraints have in common
// with it. The statement is a struct, since the online forms print the same index with
// CONCURRENTLY or ONLY.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Parts are the elements of an index or a partition key.
func Parts(parts []pgmodel.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = partText(p)
	}
	return strings.Join(texts, ", ")
}

func partText(p pgmodel.Part) string {
	text := Quote(p.Column)
	if p.Column == "" {
		text = "(" + p.Expr.SQL + ")"
	}
	if p.Collation != "" {
		text += " COLLATE " + p.Collation
	}
	if p.OpClass != "" {
		text += " " + p.OpClass
	}
	if len(p.ClassOpts) > 0 {
		text += " (" + Options(p.ClassOpts) + ")"
	}
	switch {
	case p.Desc:
		text += " DESC" + If(p.NullsFirst, "", " NULLS LAST")
	case p.NullsFirst:
		text += " NULLS FIRST"
	}
	return text
}

// CreateIndex is CREATE INDEX.
type CreateIndex struct {
	Index        *pgmodel.Index
	Concurrently bool // beside those who write the table
	Only         bool // of a partitioned table without its partitions
}

// SQL renders CREATE INDEX.
func (i CreateIndex) SQL() string {
	x, w := i.Index, &strings.Builder{}
	w.WriteString("CREATE ")
	if x.Unique {
		w.WriteString("UNIQUE ")
	}
	w.WriteString("INDEX ")
	if i.Concurrently {
		w.WriteString("CONCURRENTLY ")
	}
	w.WriteString(Quote(x.Name) + " ON ")
	if x.Only || i.Only {
		w.WriteString("ONLY ")
	}
	w.WriteString(Qualified(x.Table))
	if x.Method != "btree" {
		w.WriteString(" USING " + Quote(x.Method))
	}
	w.WriteString(" (" + Parts(x.Parts) + ")")
	extra := x.Extra()
	if len(extra.Include) > 0 {
		w.WriteString(" INCLUDE (" + Names(extra.Include) + ")")
	}
	if x.NullsNotDistinct {
		w.WriteString(" NULLS NOT DISTINCT")
	}
	if len(extra.Options) > 0 {
		w.WriteString(" WITH (" + Options(extra.Options) + ")")
	}
	if extra.Tablespace != "" {
		w.WriteString(" TABLESPACE " + Quote(extra.Tablespace))
	}
	if !extra.Where.IsZero() {
		w.WriteString(" WHERE " + extra.Where.SQL)
	}
	return w.String()
}
