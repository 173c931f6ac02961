package rules

// Rows that stand in the text are compared with one another: two that have the same key make a statement fail, the INSERT
// of the second one or what makes the key later. Values that are no literals, defaults among them, can be anything, and so can
// rows after an UPDATE or DELETE.

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed repeated-key.md
var repeatedKeyPage string

func repeatedKey() *lint.Rule {
	return &lint.Rule{Name: "repeated-key", Category: "data", Severity: lint.Error, Page: repeatedKeyPage, NoChange: "a plan writes no rows of its own", Check: func(p *lint.Pass) {
		if slices.ContainsFunc(p.Acts, func(a lint.Act) bool { return a.Verb == schema.RollsBack }) {
			return
		}
		done := map[schema.Key]bool{}
		p.Each(func(a *lint.Act) {
			t := p.Now(a.On)
			if len(a.Rows) == 0 || t == nil || done[a.On] {
				return
			}
			done[a.On] = true
			for _, x := range keysOf(t) {
				checkKey(p, a.On, x)
			}
		}, schema.Inserts)
	}}
}

// keysOf are the keys and unique indexes of a table that no two of its rows can share.
func keysOf(t *lint.Table) []*lint.Index {
	keys := slices.Clone(t.Uniques)
	if t.Primary != nil {
		keys = append(keys, t.Primary)
	}
	keys = append(keys, t.Indexes...)
	return slices.DeleteFunc(keys, func(x *lint.Index) bool {
		return !x.Unique || x.Partial || x.Lenient || x.Invalid || len(x.Columns) == 0 || slices.Contains(x.Columns, "")
	})
}

// checkKey looks for rows of a table that repeat a key.
func checkKey(p *lint.Pass, table schema.Key, x *lint.Index) {
	seen, broken, file := map[string]*lint.Act{}, "", ""
	p.EachOn(table, func(a *lint.Act) {
		if p.Kind == lint.Schema && a.Pos.File != file {
			seen, file = map[string]*lint.Act{}, a.Pos.File
		}
		switch a.Verb {
		case schema.Inserts:
			if repeated := addRows(p, a, x, seen); repeated != "" && broken == "" {
				if broken = repeated; !madeAfter(p, a, x) {
					p.At(a, "give each row a key of its own, or say ON CONFLICT", "%s: the statement fails", broken)
				}
			}
		case schema.Updates, schema.Deletes, schema.Truncates, schema.Renames, schema.Drops:
			seen, broken = map[string]*lint.Act{}, ""
		case schema.Creates, schema.AddsConstraint:
			if broken != "" && makesKey(a, x) {
				p.At(a, "remove the rows that repeat it first", "%s: the statement fails", broken)
			}
		}
	})
}

// makesKey reports whether an act makes an index or key of a table that is there.
func makesKey(a *lint.Act, x *lint.Index) bool {
	if a.Verb == schema.Creates {
		return a.Kind == schema.KindIndex && strings.EqualFold(a.Name, x.Name)
	}
	return a.Verb == schema.AddsConstraint && (a.Kind == schema.KindPrimary || a.Kind == schema.KindUnique) && slices.EqualFunc(a.Columns, x.Columns, strings.EqualFold)
}

func madeAfter(p *lint.Pass, a *lint.Act, x *lint.Index) bool {
	return p.Later(a, func(o *lint.Act) bool { return makesKey(o, x) })
}

// addRows adds the keys of the rows that an act writes, and describes the first one that repeats a key; "" for none.
func addRows(p *lint.Pass, a *lint.Act, x *lint.Index, seen map[string]*lint.Act) (repeated string) {
	columns := a.Columns
	if len(columns) == 0 {
		columns = columnsBefore(p, a.On, a.Index)
	}
	at := make([]int, len(x.Columns))
	for i, c := range x.Columns {
		at[i] = slices.IndexFunc(columns, func(n string) bool { return strings.EqualFold(n, c) })
	}
	if slices.Contains(at, -1) || p.Analyzed.Statements[a.Statement].Nested {
		return ""
	}
	for _, row := range a.Rows {
		var values []string
		for _, n := range at {
			if n < len(row) && row[n] != "" && row[n] != schema.NullLiteral {
				values = append(values, row[n])
			}
		}
		key := strings.Join(values, ", ")
		if len(values) < len(at) {
			continue
		}
		if first, ok := seen[key]; ok && !a.OnConflict && repeated == "" {
			repeated = "rows of " + tableSQL(a) + " repeat " + strings.Join(x.Columns, ", ") + " = " + shortened(key)
			if first != a {
				repeated += fmt.Sprintf(", which line %d writes", first.Pos.Line)
			}
		}
		seen[key] = a
	}
	return repeated
}

// shortened is a value for a message.
func shortened(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
