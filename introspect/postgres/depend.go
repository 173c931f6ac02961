package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// dependencyQueries reads what the text of views does not say: the columns,
// functions and operators that they were bound to when they were made.
func dependencyQueries(int) []query {
	return []query{{what: "dependencies", sql: `
SELECT DISTINCT w.ev_class, d.refclassid::pg_catalog.regclass::text, d.refobjid, d.refobjsubid
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
JOIN pg_catalog.pg_class c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')
WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.deptype = 'n' AND d.refobjid >= 16384 AND d.refobjid <> w.ev_class
ORDER BY 1, 2, 3, 4`, read: readDependencies}}
}

func readDependencies(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var view, refOID uint32
		var class string
		var sub int32
		if err := rows.Scan(&view, &class, &refOID, &sub); err != nil {
			return err
		}
		r.depends = append(r.depends, dependency{objectID{"pg_class", view, 0}, objectID{bareClass(class), refOID, sub}})
	}
	return rows.Err()
}

// bareClass is the name of a catalog without its schema.
func bareClass(class string) string {
	const prefix = "pg_catalog."
	if len(class) > len(prefix) && class[:len(prefix)] == prefix {
		return class[len(prefix):]
	}
	return class
}

// addDependencies adds what pg_depend holds to the model.
func (r *reader) addDependencies(s *schema.Schema) {
	for _, d := range r.depends {
		from, ok := r.key(d.from)
		to, ok2 := r.key(d.to)
		if !ok || !ok2 {
			continue
		}
		if o, ok := s.Get(from).(pgmodel.Object); ok {
			o.Common().Use(to)
		}
	}
}
