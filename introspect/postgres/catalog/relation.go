package catalog

// Tables as the catalog has them, while their columns and constraints are being read: what the rows of columns,
// constraints and indexes look up. Nothing in this file writes DDL.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// relations are the tables of users.
type relations struct {
	byOID   map[uint32]*tableRow
	inOrder []*tableRow
}

// tableRow is one table as the catalog has it.
type tableRow struct {
	oid                             uint32
	schema, name, kind, persistence string
	partitioned, bound, method      string
	tablespace                      string
	options, toast                  []string
	identity, identityIndex         string
	security, force                 bool
	ofType                          string
	partition                       bool
	parentOIDs                      []uint32
	server                          string
	serverOptions                   []string
	columns                         []*columnRow // by number
	constraints                     []string
	after                           []string // statements that follow
}

func (t *tableRow) qualified() string { return pgmodel.Qualified(t.schema, t.name) }

func (t *tableRow) key() schema.Key {
	kind := schema.KindTable
	if t.kind == "f" {
		kind = schema.KindForeignTable
	}
	return schema.Key{Kind: kind, Schema: t.schema, Name: t.name}
}

// column is the one of a number, or nil.
func (t *tableRow) column(number int16) *columnRow {
	i, found := slices.BinarySearchFunc(t.columns, number, func(c *columnRow, n int16) int { return cmp.Compare(c.number, n) })
	if !found {
		return nil
	}
	return t.columns[i]
}

// columnList writes the columns with these numbers in parentheses.
func (t *tableRow) columnList(numbers []int16) string {
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = pgmodel.Quote(t.column(n).name)
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// qualifiedName is the name of a table as DDL writes it.
func (r relations) qualifiedName(oid uint32) string {
	if t := r.byOID[oid]; t != nil {
		return t.qualified()
	}
	return "pg_catalog.unknown_parent"
}

// inherited is the column of that name of the first parent that has it.
func (r relations) inherited(t *tableRow, column string) *columnRow {
	for _, oid := range t.parentOIDs {
		p := r.byOID[oid]
		if p == nil {
			continue
		}
		if i := slices.IndexFunc(p.columns, func(c *columnRow) bool { return c.name == column }); i >= 0 {
			return p.columns[i]
		}
	}
	return nil
}

// createdNotNull reports whether the text of CREATE TABLE makes a column NOT NULL: its own
// definition, or that of the parent the column comes from. What ALTER TABLE ONLY makes of a
// parent after that does not reach the tables below it.
func (r relations) createdNotNull(t *tableRow, c *columnRow) bool {
	if !t.partition && t.ofType == "" && c.local {
		return c.notNull
	}
	for _, oid := range t.parentOIDs {
		p := r.byOID[oid]
		if p == nil {
			continue
		}
		if i := slices.IndexFunc(p.columns, func(o *columnRow) bool { return o.name == c.name }); i >= 0 {
			return r.createdNotNull(p, p.columns[i])
		}
	}
	return false
}

// createdDefault is the default that the text of CREATE TABLE gives a column: that of its own
// definition, else that of the parent the column comes from as it was created.
func (r relations) createdDefault(t *tableRow, c *columnRow) string {
	own := !t.partition && t.ofType == "" && c.local
	if own && c.value != "" {
		return c.value
	}
	for _, oid := range t.parentOIDs {
		p := r.byOID[oid]
		if p == nil {
			continue
		}
		for _, o := range p.columns {
			if o.name != c.name {
				continue
			}
			if value := r.createdDefault(p, o); value != "" {
				return value
			}
		}
	}
	return ""
}

// columnRow is one column as the catalog has it.
type columnRow struct {
	number         int16
	notNull, local bool
	collationOID   uint32
	name, typ      string
	value          string // default or generated expression
	rare           *columnExtra
}

// columnExtra holds the properties that few columns have. Large catalogs have so many
// columns that it is allocated only where needed.
type columnExtra struct {
	identity, generated  string
	sequence             string // definition of the identity's sequence, "" without one
	persistence          string // statement that gives this sequence another persistence than the table's; "" for the same
	collation            string // "" for that of the type
	storage, compression string
	statistics           string
	options, foreign     []string
}

// generated reports whether the column is computed.
func (c *columnRow) generated() bool { return c.rare != nil && c.rare.generated != "" }
