// Package diagram draws the tables of a schema and the references between them: tables as the linter
// sees them come in, text for mermaid and Graphviz or a picture in SVG goes out. Names of others are
// escaped for each format; no dialect is known and nothing is read here.
package diagram

// The graph that all formats draw: tables with their columns, and a link for each foreign key.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// Graph is tables and the references between them.
type Graph struct {
	Tables []*Table
	Links  []Link
	Left   int // tables that are not shown
}

// Table is a box.
type Table struct {
	Key     schema.Key
	Name    string // for people
	Columns []Column
	Class   string // how it is drawn: one of the Class constants, or ""
}

// The classes of tables in the picture of a plan.
const (
	ClassNew     = "new"
	ClassChanged = "changed"
	ClassDropped = "dropped"
)

// Column is a row of a box.
type Column struct {
	Name, Type               string
	Primary, Foreign, Unique bool
	NotNull                  bool
}

// Link is a foreign key, by the indexes of its tables.
type Link struct {
	From, To            int
	Name                string
	Columns, Referenced []string
	One                 bool // at most one row refers to another
	Optional            bool // a row need not refer to one
}

// New makes a graph of tables. A reference to what is not among them is left out.
func New(tables []*lint.Table) *Graph {
	g := &Graph{}
	at := map[schema.Key]int{}
	for i, t := range tables {
		at[t.Key] = i
		g.Tables = append(g.Tables, describe(t))
	}
	for i, t := range tables {
		for _, f := range t.ForeignKeys {
			if to, ok := at[f.References]; ok {
				g.Links = append(g.Links, Link{From: i, To: to, Name: f.Name, Columns: f.Columns, Referenced: f.Referenced, One: isKey(t, f.Columns), Optional: nullable(t, f.Columns)})
			}
		}
	}
	return g
}

func describe(t *lint.Table) *Table {
	out := &Table{Key: t.Key, Name: t.Display()}
	for _, c := range t.Columns {
		column := Column{Name: c.Name, Type: c.Type, NotNull: c.NotNull, Primary: t.Primary != nil && slices.Contains(t.Primary.Columns, c.Name), Unique: isKey(t, []string{c.Name})}
		for _, f := range t.ForeignKeys {
			column.Foreign = column.Foreign || slices.Contains(f.Columns, c.Name)
		}
		out.Columns = append(out.Columns, column)
	}
	return out
}

// isKey reports whether a table has a key of some of these columns and no others.
func isKey(t *lint.Table, columns []string) bool {
	return slices.ContainsFunc(t.Keys(), func(k *lint.Index) bool {
		return len(k.Columns) > 0 && !slices.ContainsFunc(k.Columns, func(c string) bool { return !slices.Contains(columns, c) })
	})
}

func nullable(t *lint.Table, columns []string) bool {
	return slices.ContainsFunc(columns, func(name string) bool {
		c := t.Column(name)
		primary := t.Primary != nil && slices.Contains(t.Primary.Columns, name)
		return c != nil && !c.NotNull && !primary
	})
}

// Find are the tables that a name means: with its schema or without, in whatever case if none has it as it is.
func (g *Graph) Find(name string) []schema.Key {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		var found []schema.Key
		for _, t := range g.Tables {
			if same(t.Key.Object(), name) || same(t.Key.Name, name) || same(t.Name, name) {
				found = append(found, t.Key)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// Around is the part of a graph that is at most so many references away from some tables, and the
// references within it.
func (g *Graph) Around(keys []schema.Key, depth int) *Graph {
	near := make([]bool, len(g.Tables))
	for i, t := range g.Tables {
		near[i] = slices.Contains(keys, t.Key)
	}
	for range depth {
		next := slices.Clone(near)
		for _, l := range g.Links {
			next[l.From] = next[l.From] || near[l.To]
			next[l.To] = next[l.To] || near[l.From]
		}
		near = next
	}
	return g.keep(near)
}

// keep is the part of a graph that is marked.
func (g *Graph) keep(marked []bool) *Graph {
	out := &Graph{Left: g.Left}
	at := make([]int, len(g.Tables))
	for i, t := range g.Tables {
		if !marked[i] {
			out.Left++
			continue
		}
		at[i] = len(out.Tables)
		out.Tables = append(out.Tables, t)
	}
	for _, l := range g.Links {
		if marked[l.From] && marked[l.To] {
			l.From, l.To = at[l.From], at[l.To]
			out.Links = append(out.Links, l)
		}
	}
	return out
}

// First is a graph of at most so many tables, the first ones.
func (g *Graph) First(most int) *Graph {
	if len(g.Tables) <= most {
		return g
	}
	marked := make([]bool, len(g.Tables))
	for i := range most {
		marked[i] = true
	}
	return g.keep(marked)
}
