package sqlite

// Remarks about what statements create: forms in views and triggers by their trees, and
// expressions that SQLite takes at first and refuses with every row.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// remarksOfBody are the remarks about a statement that creates a view or trigger.
func (r *actReader) remarksOfBody(kind schema.Kind, name string) []schema.Remark {
	t, err := tree.Parse(r.sql())
	if err != nil {
		return nil
	}
	out := r.remarks(t, name)
	if kind != schema.KindView {
		return out
	}
	for _, at := range t.Stars() {
		at += r.start()
		out = append(out, schema.Remark{Kind: schema.ViewStar, Pos: r.src.lines.Pos(at), At: at, End: at + 1, Text: "*", Object: name})
	}
	return out
}

// addVolatile adds remarks about expressions of tables and indexes whose value is another
// one at another time.
func addVolatile(all []*statement, to *schema.Schema, list []schema.Statement) {
	for i, s := range all {
		if w := s.word(0); w != "create" && w != "alter" || !mayBeVolatile(s.sql()) {
			continue
		}
		for _, a := range list[i].Acts {
			switch {
			case a.Verb == schema.Creates && a.Kind == schema.KindTable, a.Verb == schema.AddsColumn, a.Verb == schema.AddsConstraint:
				if t := litemodel.TableOf(to, a.On); t != nil {
					list[i].Remarks = append(list[i].Remarks, s.volatileInTable(t)...)
				}
			case a.Verb == schema.Creates && a.Kind == schema.KindIndex:
				if x, ok := to.Get(schema.Key{Kind: schema.KindIndex, Name: Fold(a.Name)}).(*litemodel.Index); ok {
					list[i].Remarks = append(list[i].Remarks, s.volatileInIndex(x)...)
				}
			}
		}
	}
}

// dateFunctions are the functions that give the present time without arguments or for 'now'
// (lang_datefunc.html). SQLite refuses all other functions of that sort by itself.
var dateFunctions = []string{"date", "time", "datetime", "julianday", "unixepoch", "strftime"}

func mayBeVolatile(sql string) bool {
	folded := Fold(sql)
	for _, f := range dateFunctions {
		if strings.Contains(folded, f) {
			return true
		}
	}
	return false
}

// volatileInTable are the remarks about the generated columns and CHECKs of a table that a
// statement spells.
func (s *statement) volatileInTable(t *litemodel.Table) []schema.Remark {
	var out []schema.Remark
	for _, c := range t.Columns {
		if c.IsGenerated() {
			out = append(out, s.volatile(c.Generated.Expr, t.Folded, t.Name+"."+c.Name)...)
		}
	}
	for _, c := range t.Checks {
		out = append(out, s.volatile(c.Expr, t.Folded, t.Name)...)
	}
	return out
}

func (s *statement) volatileInIndex(x *litemodel.Index) []schema.Remark {
	out := s.volatile(x.Where, x.Table.Name, x.Name)
	for _, p := range x.Parts {
		if p.Column == "" {
			out = append(out, s.volatile(p.Expr, x.Table.Name, x.Name)...)
		}
	}
	return out
}

// volatile are the remarks about an expression; at the words of the statement, if it has
// them.
func (s *statement) volatile(x litemodel.Expr, table, object string) []schema.Remark {
	if x.SQL == "" || !mayBeVolatile(x.SQL) {
		return nil
	}
	t, err := tree.ParseExpression(x.SQL, table)
	if err != nil {
		return nil
	}
	for _, f := range t.Calls() {
		if !readsClock(f) {
			continue
		}
		for i, word := range s.tokens {
			if Fold(word.name(s.src.Text)) == f.Name && i+1 < len(s.tokens) && s.tokens[i+1].is(s.src.Text, "(") {
				return []schema.Remark{{Kind: schema.Volatile, Pos: s.src.lines.Pos(word.start), At: word.start, End: word.end, Text: f.Name + "()", Object: object}}
			}
		}
	}
	return nil
}

// readsClock reports whether a call gives the present time.
func readsClock(f tree.Call) bool {
	for _, name := range dateFunctions {
		if f.Name == name {
			return f.Now || f.Args == 0 || name == "strftime" && f.Args == 1
		}
	}
	return false
}
