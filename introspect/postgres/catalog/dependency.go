package catalog

// What the text of a view does not say: the columns, functions and operators that it was bound to when it was
// created. They come from pg_depend and are put into the model as they are.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// dependenciesQuery asks what views and materialized views depend on.
func dependenciesQuery() Query {
	return Query{"dependencies of views", `
SELECT DISTINCT w.ev_class, d.refclassid::pg_catalog.regclass::text, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
JOIN pg_catalog.pg_class c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')
WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.deptype = 'n' AND d.refobjid >= 16384 AND d.refobjid <> w.ev_class
ORDER BY 1, 2, 3, 4`, each[dependencyRow]}
}

// dependencyRow is an object that a view was bound to as the catalog has it.
type dependencyRow struct {
	view, refOID uint32
	class        string
	sub          int32
}

func (row *dependencyRow) fields() []any {
	return []any{&row.view, &row.class, &row.refOID, &row.sub}
}

func (row *dependencyRow) write(r *Reader) {
	r.inWholeModel(func(s *schema.Schema) {
		from, ok := r.key(objectID{"pg_class", row.view, 0})
		to, ok2 := r.key(objectID{bareClass(row.class), row.refOID, row.sub})
		if !ok || !ok2 {
			return
		}
		if o, ok := s.Get(from).(pgmodel.Object); ok {
			o.Common().Use(pgmodel.PartKey(s, to))
		}
	})
}
