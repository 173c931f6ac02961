package rules

// The rewritings of a column's definition: its type, a CHECK or a default beside it. They change what
// the schema says, so that they are unsafe, and only what the statement itself defines is touched: the
// type of a column that is there stays.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// columnDefinition is a column as a statement defines it.
type columnDefinition struct {
	*rewriter
	act      *lint.Act
	typ, end int // the first and the last token of its type; end is typ-1 where it has none
}

// definitionOf is where the statements define a column; nil where they do not, or change its type
// later.
func definitionOf(p *lint.Pass, table schema.Key, column string) *columnDefinition {
	var defined *lint.Act
	changed := false
	p.EachOn(table, func(a *lint.Act) {
		if a.On != table || a.Name != column {
			return
		}
		switch a.Verb {
		case schema.DefinesColumn, schema.AddsColumn:
			defined = a
		case schema.SetsType, schema.RenamesColumn, schema.DropsColumn:
			changed = true
		}
	})
	if defined == nil || changed || defined.Kind != schema.KindColumn {
		return nil
	}
	w := newRewriter(p, defined.Statement)
	if w == nil {
		return nil
	}
	i := w.tokenAt(defined.At)
	if i < 0 || !w.tokens[i].IsName() && w.tokens[i].Kind != schema.StringToken {
		return nil
	}
	d := &columnDefinition{rewriter: w, act: defined, typ: i + 1}
	d.end = w.typeEnd(i + 1)
	return d
}

// added reports whether the column is added to a table that is there.
func (d *columnDefinition) added() bool { return d.act.Verb == schema.AddsColumn && !d.act.New }

// typeWords are the words of the names of types that have several.
var typeWords = []string{"varying", "precision", "with", "without", "time", "zone", "local", "large", "object"}

// typeEnd is the last token of the type that begins at a token; the one before it where none does.
func (w *rewriter) typeEnd(i int) int {
	last := w.partEnd(i)
	if i > last || !w.tokens[i].IsName() || w.tokens[i].Is(constraintWords...) {
		return i - 1
	}
	end := i
	for end+1 <= last {
		next := w.tokens[end+1]
		switch {
		case next.Is("."):
			end += 2
		case next.Is(typeWords...), w.tokens[end].Is("national") && next.Is("character", "char"), w.tokens[end].Is("unsigned", "long") && next.Kind == schema.WordToken && !next.Is(constraintWords...), next.Is("unsigned"):
			end++
		case next.Is("("):
			if end = w.closing(end + 1); end < 0 {
				return i - 1
			}
		case next.Is("["):
			for end++; end < last && !w.tokens[end].Is("]"); end++ {
			}
		case next.Is("array"):
			end++
		default:
			return end
		}
	}
	return end
}

// constraintWords begin what can follow the type of a column.
var constraintWords = []string{"constraint", "primary", "not", "null", "unique", "check", "default", "collate", "references", "generated", "as",
	"storage", "compression", "on", "deferrable", "initially", "autoincrement", "options"}

// spelled is the type as it stands, in lower case with single blanks.
func (d *columnDefinition) spelled() string {
	var words []string
	for i := d.typ; i <= d.end; i++ {
		words = append(words, strings.ToLower(d.tokens[i].Text))
	}
	return strings.Join(words, " ")
}

// retype gives a column another type, in the schema that is wanted or by the migration that makes
// the column.
func retype(p *lint.Pass, f *lint.Finding, table schema.Key, column string, typ func(spelled string) string) {
	d := definitionOf(p, table, column)
	if d == nil {
		return
	}
	to := typ(d.spelled())
	switch {
	case to == "":
	case d.end < d.typ:
		f.Unsafe = []lint.Edit{d.insertAfter(d.typ-1, to)}
	default:
		f.Unsafe = []lint.Edit{d.replace(d.typ, d.end, to)}
	}
}

// always is a type whatever the one before it is.
func always(typ string) func(string) string { return func(string) string { return typ } }

// bigType is the type of eight bytes for a type of integers.
func bigType(spelled string) string {
	switch spelled {
	case "int", "integer", "int4", "smallint", "int2":
		return "bigint"
	case "serial", "serial4", "smallserial", "serial2":
		return "bigserial"
	}
	return ""
}

// zonedType is timestamptz for a timestamp, its precision and its dimensions kept.
func zonedType(spelled string) string {
	rest, ok := strings.CutPrefix(spelled, "timestamp")
	if !ok {
		return ""
	}
	return "timestamptz" + strings.ReplaceAll(strings.ReplaceAll(rest, " without time zone", ""), " ", "")
}

// binaryType is jsonb for json, its dimensions kept.
func binaryType(spelled string) string {
	rest, ok := strings.CutPrefix(spelled, "json")
	if !ok || rest != "" && !strings.HasPrefix(rest, " [") && !strings.HasPrefix(rest, " array") {
		return ""
	}
	return "jsonb" + strings.NewReplacer(" [", "[", "[ ", "[", " ]", "]").Replace(rest)
}

// limitByCheck gives a column of a new table the type text and a CHECK of the length that its type
// had. A column that is added keeps its type: the CHECK would read all rows.
func limitByCheck(p *lint.Pass, f *lint.Finding, table schema.Key, column string, text string) {
	d := definitionOf(p, table, column)
	if d == nil || d.added() || d.end < d.typ || d.tokens[d.end].Is("]") {
		return
	}
	length := "1" // of character
	if open := d.find(d.typ, "("); open >= 0 && open < d.end {
		if d.closing(open) != open+2 {
			return
		}
		length = d.tokens[open+1].Text
	}
	after := ""
	for i := d.end + 1; d.follows(i, "storage") || d.follows(i, "compression"); i += 2 { // come before all constraints
		after = " " + d.source(d.end+1, min(i+1, len(d.tokens)-1))
		if i+1 >= len(d.tokens) {
			return
		}
	}
	check := fmt.Sprintf(" CHECK (length(%s) <= %s)", d.tokens[d.typ-1].Text, length)
	if after == "" {
		f.Unsafe = []lint.Edit{d.replace(d.typ, d.end, text+check)}
		return
	}
	end := d.end + len(strings.Fields(after))
	f.Unsafe = []lint.Edit{d.replace(d.typ, d.end, text), {Start: d.tokens[end].End, End: d.tokens[end].End, Text: check}}
}

// addToColumn writes a clause after the definition of a column.
func addToColumn(p *lint.Pass, f *lint.Finding, table schema.Key, column, clause string) {
	if d := definitionOf(p, table, column); d != nil {
		f.Unsafe = []lint.Edit{d.insertAfter(max(d.end, d.typ-1), clause)}
	}
}
