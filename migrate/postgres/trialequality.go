package postgres

// The operators by which two keys are the same. A foreign key has those of the index that it refers to, by the
// default operator class of the column's type (sql-createtable.html, REFERENCES), wherever they lie; a bare = would be
// looked for on the search_path, and of citext, say, find that of text.

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// equalityQuery has the operators of columns whose type, below all domains, brings an operator class of its own. Those of
// all other types, and of what is made of others, are in pg_catalog. What the server brings has an oid below 16384.
const equalityQuery = `WITH RECURSIVE own AS (
 SELECT c.opcintype AS type, o.oprname::text AS operator, n.nspname::text AS schema
 FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) c.opcmethod AND m.amname OPERATOR(pg_catalog.=) 'btree'
 JOIN pg_catalog.pg_amop a ON a.amopfamily OPERATOR(pg_catalog.=) c.opcfamily AND a.amopstrategy OPERATOR(pg_catalog.=) 3 AND a.amoplefttype OPERATOR(pg_catalog.=) c.opcintype AND a.amoprighttype OPERATOR(pg_catalog.=) c.opcintype
 JOIN pg_catalog.pg_operator o ON o.oid OPERATOR(pg_catalog.=) a.amopopr JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.oprnamespace
 WHERE c.opcdefault AND c.oid OPERATOR(pg_catalog.>=) 16384
 UNION SELECT t.oid, own.operator, own.schema FROM own JOIN pg_catalog.pg_type t ON t.typbasetype OPERATOR(pg_catalog.=) own.type)
SELECT n.nspname, c.relname, a.attname, own.schema, own.operator FROM own JOIN pg_catalog.pg_attribute a ON a.atttypid OPERATOR(pg_catalog.=) own.type
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid AND c.relkind IN ('r', 'p') JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE NOT a.attisdropped`

// builtinEquality is the operator of types that bring none.
const builtinEquality = "OPERATOR(pg_catalog.=)"

// setEqualities gives references the operators that compare their keys, by the types of the columns referred to.
func setEqualities(ctx context.Context, source *pgx.Conn, references []reference) error {
	rows, err := source.Query(ctx, equalityQuery)
	if err != nil {
		return serverError(err)
	}
	own := map[schema.Key]string{}
	column := schema.Key{Kind: schema.KindColumn}
	var in, operator string
	_, err = pgx.ForEachRow(rows, []any{&column.Schema, &column.Table, &column.Name, &in, &operator}, func() error {
		own[column] = "OPERATOR(" + pgmodel.Quote(in) + "." + operator + ")"
		return nil
	})
	if err != nil {
		return serverError(err)
	}
	for i, ref := range references {
		references[i].equal = make([]string, len(ref.target))
		for j, name := range ref.targets {
			references[i].equal[j] = builtinEquality
			if o, ok := own[schema.Key{Kind: schema.KindColumn, Schema: ref.to.ID.Schema, Table: ref.to.ID.Name, Name: name}]; ok {
				references[i].equal[j] = o
			}
		}
	}
	return nil
}
