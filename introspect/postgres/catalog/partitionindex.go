package catalog

// Indexes of partitions that belong to an index of the table above. Their definition is that of
// the index at the top, so no text is written for them: they are put into the model with their
// names and what they have of their own.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Indexes of partitions are the indexes in pg_inherits.
var _ = register(kind{
	names: []schema.Kind{schema.KindPartitionIndex},
	phase: indexesPhase,
	queries: func(target) []Query {
		return []Query{{"indexes of partitions", `
SELECT i.oid, i.relname, x.indrelid, h.inhparent, x.indisclustered, i.reloptions, coalesce(ts.spcname, ''), coalesce(k.oid, 0), coalesce(k.contype::text, ''), s.numbers, s.targets
FROM pg_catalog.pg_inherits h
JOIN pg_catalog.pg_index x ON x.indexrelid = h.inhrelid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.oid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN (SELECT attrelid, pg_catalog.array_agg(attnum ORDER BY attnum) AS numbers, pg_catalog.array_agg(attstattarget::int4 ORDER BY attnum) AS targets FROM pg_catalog.pg_attribute
 WHERE attstattarget >= 0 AND attnum > 0 GROUP BY attrelid) s ON s.attrelid = i.oid
ORDER BY x.indrelid, i.relname`, each[partitionIndexRow]}}
	},
})

// partitionIndexRow is the index of a partition as the catalog has it.
type partitionIndexRow struct {
	oid, table, parent  uint32
	name                string
	clustered           bool
	options             []string
	tablespace          string
	constraint          uint32 // the key that it is of
	constraintType      string
	statisticsNumbers   []int16
	statisticsOfNumbers []int32
}

func (x *partitionIndexRow) fields() []any {
	return []any{&x.oid, &x.name, &x.table, &x.parent, &x.clustered, &x.options, &x.tablespace, &x.constraint, &x.constraintType, &x.statisticsNumbers, &x.statisticsOfNumbers}
}

func (x *partitionIndexRow) write(r *Reader) {
	t := r.relations.byOID[x.table]
	if t == nil { // of an extension
		return
	}
	r.indexParents[x.oid] = x.parent
	r.setKey("pg_class", x.oid, schema.Key{Kind: schema.KindIndex, Schema: t.schema, Table: t.name, Name: x.name})
	own := &pgmodel.PartitionIndex{Table: t.key(), Kind: schema.KindIndex, Clustered: x.clustered, Tablespace: x.tablespace, Options: settingsOf(x.options)}
	own.Name = x.name
	if x.constraint != 0 {
		own.Kind = constraintKind(x.constraintType)
		r.setKey("pg_constraint", x.constraint, schema.Key{Kind: own.Kind, Schema: t.schema, Table: t.name, Name: x.name})
	}
	for i, n := range x.statisticsNumbers {
		own.Statistics = append(own.Statistics, pgmodel.Setting{Name: strconv.Itoa(int(n)), Value: strconv.Itoa(int(x.statisticsOfNumbers[i]))})
	}
	r.inModel(func(s *schema.Schema) {
		child, ok := s.Get(t.key()).(*pgmodel.Table)
		root, known := r.indexRoot(x.oid)
		if !ok || !known {
			return
		}
		own.Root = root
		own.Use(own.Table)
		child.PartitionIndexes = append(child.PartitionIndexes, own)
	})
}

// indexRoot is the index or key of the topmost table that an index of a partition belongs to.
func (r *Reader) indexRoot(oid uint32) (schema.Key, bool) {
	for parent := r.indexParents[oid]; parent != 0; parent = r.indexParents[oid] {
		oid = parent
	}
	if k, ok := r.indexesOfKeys[oid]; ok {
		return k, true
	}
	return r.key(objectID{"pg_class", oid, 0})
}

// settingsOf are storage parameters of the catalog, by name.
func settingsOf(options []string) []pgmodel.Setting {
	var list []pgmodel.Setting
	for _, o := range options {
		n, value, _ := strings.Cut(o, "=")
		list = append(list, pgmodel.Setting{Name: n, Value: value})
	}
	slices.SortFunc(list, func(a, b pgmodel.Setting) int { return strings.Compare(a.Name, b.Name) })
	return list
}
