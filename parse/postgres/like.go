package postgres

// LIKE in CREATE TABLE: columns of another relation, and what INCLUDING asks for of what is on it.
// Copied keys, indexes and statistics get names made up for the new table; checks keep theirs
// (sql-createtable.html, LIKE source_table).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// like copies columns, and what INCLUDING asks for, of another relation.
func (b *tableBuilder) like(n *pg.TableLikeClause) error {
	k, err := b.l.relation(n.Relation)
	if err != nil {
		return err
	}
	source, ok := b.l.out.Get(k).(*pgmodel.Table)
	if !ok {
		return b.likeView(k, n)
	}
	b.l.finish() // what it copies must be known
	options := likeOptions(n.Options)
	for _, c := range source.Columns {
		b.t.Columns = append(b.t.Columns, b.likeColumn(c, options))
	}
	b.likeNotNull(source)
	return b.likeRest(source, options)
}

func (b *tableBuilder) likeView(k schema.Key, n *pg.TableLikeClause) error {
	columns := b.l.names().Columns(k)
	if columns == nil {
		return b.l.missingf(n.Relation.Location, "the columns of %s are not known", k)
	}
	for _, info := range columns {
		c := &pgmodel.Column{Table: b.t.ID, Type: info.Type}
		c.Name, c.At = info.Name, b.t.At
		b.t.Columns = append(b.t.Columns, c)
	}
	return nil
}

// likeSet holds what INCLUDING names (parsenodes.h, TableLikeOption).
type likeSet struct{ comments, compression, constraints, defaults, generated, identity, indexes, statistics, storage bool }

func likeOptions(bits uint32) likeSet {
	on := func(n int) bool { return bits&(1<<n) != 0 }
	return likeSet{on(0), on(1), on(2), on(3), on(4), on(5), on(6), on(7), on(8)}
}

func (b *tableBuilder) likeColumn(from *pgmodel.Column, o likeSet) *pgmodel.Column {
	c := &pgmodel.Column{Table: b.t.ID, Type: from.Type, NotNull: from.NotNull, Collation: from.Collation}
	c.Name, c.At = from.Name, b.t.At
	c.Use(from.Uses...)
	b.likeUses(&c.Shared, from.Table)
	if o.defaults {
		c.Default = from.Default
	}
	if o.generated {
		rare := c.EditExtra()
		rare.Generated, rare.Virtual = from.Extra().Generated, from.Extra().Virtual
	}
	if o.identity && from.Extra().Identity != "" {
		options := *from.Extra().Sequence
		rare := c.EditExtra()
		rare.Identity, rare.Sequence = from.Extra().Identity, &options
		c.EditExtra().SequenceKey = b.sequenceName(c.Name)
		b.l.copiesIdentity(c.Key())
	}
	if o.storage {
		c.EditExtra().Storage = from.Extra().Storage
	}
	if o.compression {
		c.EditExtra().Compression = from.Extra().Compression
	}
	if o.comments {
		c.Comment = from.Comment
	}
	return c
}

// likeRest copies checks, and the keys and indexes with newly generated names.
func (b *tableBuilder) likeRest(source *pgmodel.Table, o likeSet) error {
	for _, c := range source.Constraints {
		key := c.Kind.Has(schema.Indexed)
		if !(o.constraints && c.Kind == schema.KindCheck || o.indexes && key) {
			continue
		}
		copied := c.Clone().(*pgmodel.Constraint)
		copied.Table, copied.At = b.t.ID, b.t.At
		b.likeUses(&copied.Shared, source.ID)
		if key {
			columns := pgmodel.IndexColumns(copied.Columns, copied.Extra().Include)
			if c.Kind == schema.KindPrimary {
				columns = nil
			}
			copied.Name = b.l.indexName(b.t.ID, columns, keyLabel(c.Kind))
		}
		if !o.comments {
			copied.Comment = ""
		}
		b.t.Constraints = append(b.t.Constraints, copied)
	}
	for _, obj := range b.l.objectsOn(source.ID) {
		if x, ok := obj.(*pgmodel.Index); ok && o.indexes && x.Table == source.ID {
			b.made = append(b.made, b.likeIndex(x, o))
		}
		if x, ok := obj.(*pgmodel.Statistics); ok && o.statistics && x.Table == source.ID {
			b.made = append(b.made, b.likeStatistics(x, source, o))
		}
	}
	return nil
}

// likeUses has a copy need the new table where the original needs its own.
func (b *tableBuilder) likeUses(copied *pgmodel.Shared, source schema.Key) {
	f := &follower{from: source, to: b.t.ID}
	f.base(copied)
}

func (b *tableBuilder) likeIndex(from *pgmodel.Index, o likeSet) *pgmodel.Index {
	x := from.Clone().(*pgmodel.Index)
	x.Table, x.At = b.t.ID, b.t.At
	x.Name = b.l.indexName(b.t.ID, pgmodel.IndexColumns(pgmodel.PartNames(x.Parts), x.Extra().Include), "idx")
	x.ID = schema.Key{Kind: schema.KindIndex, Schema: b.t.ID.Schema, Name: x.Name}
	b.likeUses(&x.Shared, from.Table)
	if !o.comments {
		x.Comment = ""
	}
	return x
}

// likeStatistics copies extended statistics, named after the columns in the order of the table.
func (b *tableBuilder) likeStatistics(from *pgmodel.Statistics, source *pgmodel.Table, o likeSet) *pgmodel.Statistics {
	x := from.Clone().(*pgmodel.Statistics)
	x.Table, x.At, x.Target = b.t.ID, b.t.At, ""
	var names []string
	for _, c := range source.Columns {
		if slices.ContainsFunc(x.Parts, func(p pgmodel.Part) bool { return p.Column == c.Name }) {
			names = append(names, c.Name)
		}
	}
	for _, p := range x.Parts {
		if p.Column == "" {
			names = append(names, "expr")
		}
	}
	x.Name = b.l.madeStatistics(b.t.ID, names, b.made)
	x.ID = schema.Key{Kind: schema.KindStatistics, Schema: b.t.ID.Schema, Name: x.Name}
	b.likeUses(&x.Shared, from.Table)
	if !o.comments {
		x.Comment = ""
	}
	return x
}

// copiesIdentity notes that a column has a copied identity. The server makes its sequence one of
// bigint with the bounds of the other one (parse_utilcmd.c, transformTableLikeClause), which do not
// follow when the column gets another type.
func (l *loader) copiesIdentity(column schema.Key) {
	if l.bigints == nil {
		l.bigints = map[schema.Key]bool{}
	}
	l.bigints[column] = true
}
