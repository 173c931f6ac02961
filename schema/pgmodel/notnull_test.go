package pgmodel

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// A NOT NULL is called as it says itself, else as that of the parent, else after its table.
func TestNotNullName(t *testing.T) {
	s := &schema.Schema{Dialect: schema.Postgres}
	key := func(n string) schema.Key { return schema.Key{Kind: schema.KindTable, Schema: "public", Name: n} }
	add := func(n, parent string, named map[string]string, columns ...string) {
		table := &Table{ID: key(n)}
		if parent != "" {
			table.PartitionOf = key(parent)
		}
		for _, c := range columns {
			column := &Column{Table: table.ID, NotNull: true}
			column.Name = c
			if n := named[c]; n != "" {
				column.EditExtra().NotNullName = n
			}
			table.Columns = append(table.Columns, column)
		}
		s.Put(table)
	}
	add("top", "", map[string]string{"b": "top_b_not_null7"}, "a", "b")
	add("mid", "top", nil, "a", "b")
	add("low", "mid", map[string]string{"a": "mine"}, "a", "b", "c")
	own := &Constraint{Kind: schema.KindNotNull, Table: key("top"), Columns: []string{"d"}, NoInherit: true}
	own.Name = "only_here"
	top := s.Get(key("top")).(*Table)
	d := &Column{Table: top.ID, NotNull: true}
	d.Name = "d"
	top.Columns, top.Constraints = append(top.Columns, d), append(top.Constraints, own)
	for _, c := range []struct{ table, column, want, inherited string }{
		{"top", "a", "top_a_not_null", ""},
		{"top", "d", "only_here", ""},
		{"mid", "a", "top_a_not_null", "top_a_not_null"},
		{"low", "a", "mine", "top_a_not_null"},
		{"low", "b", "top_b_not_null7", "top_b_not_null7"},
		{"low", "c", "low_c_not_null", ""},
		{"mid", "d", "", ""},
	} {
		table := s.Get(key(c.table)).(*Table)
		if got := NotNullName(s, table, c.column); got != c.want {
			t.Errorf("NOT NULL of %s.%s is called %q, want %q", c.table, c.column, got, c.want)
		}
		if got := InheritedNotNull(s, table, c.column); got != c.inherited {
			t.Errorf("%s.%s inherits %q, want %q", c.table, c.column, got, c.inherited)
		}
	}
}
