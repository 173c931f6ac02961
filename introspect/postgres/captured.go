package postgres

// Names without a schema in statements that run with our rights. pg_catalog is searched
// first, but an operator or function of another schema of the path is chosen where its
// arguments fit better (typeconv-oper.html, typeconv-func.html): somebody who may create
// objects there could so have their code bound into a CHECK or an index.

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
)

// Captured says what the schemas of the search_path besides pg_catalog hold under names
// that statements use without a schema.
type Captured struct {
	Untrusted *introspect.UntrustedError // the first that belongs to a role that is not trusted; nil for none
	Shadows   *introspect.UntrustedError // the first of them with a name that pg_catalog has, too
	Meant     bool                       // there are others of these names, which may be meant
}

// CapturedIn looks for what names in statements could be taken for, in the transaction
// that is open.
func CapturedIn(ctx context.Context, conn *pgx.Conn, tx pgx.Tx, statements []string) (Captured, error) {
	var c Captured
	d, err := On(ctx, conn, tx)
	if err != nil {
		return c, err
	}
	if err := d.findForeignOwners(ctx); err != nil || d.trust.all {
		return c, err
	}
	names := expr.Unqualified(statements)
	kinds, list := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		kinds[i], list[i] = string(n.Kind), n.Name
	}
	err = d.trustQuery(ctx, []any{kinds, list, d.SearchPath}, capturedSQL, func(rows pgx.Rows) error {
		var safe, builtin bool
		e := &introspect.UntrustedError{Role: d.User, Run: true}
		err := rows.Scan(&e.Object, &e.Owner, &safe, &builtin)
		switch {
		case safe:
			c.Meant = true
		case c.Untrusted == nil:
			c.Untrusted = e
		}
		if !safe && builtin && c.Shadows == nil {
			c.Shadows = e
		}
		return err
	})
	return c, err
}

// capturedSQL is a row for each object: what it is, its owner, whether that is trusted,
// and whether pg_catalog has the name. The code of an operator is its function.
const capturedSQL = `, asked AS (SELECT k.kind, n.name FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY k (kind, i)
 JOIN pg_catalog.unnest($2::text[]) WITH ORDINALITY n (name, i) ON n.i = k.i),
named AS (
SELECT 'pg_catalog.pg_proc'::regclass AS class, p.oid AS obj, p.pronamespace AS space, p.proowner AS owner, p.proowner AS beside, p.proname AS name, 'function' AS kind FROM pg_catalog.pg_proc p
UNION ALL SELECT 'pg_catalog.pg_operator'::regclass, o.oid, o.oprnamespace, o.oprowner, coalesce(p.proowner, o.oprowner), o.oprname, 'operator'
 FROM pg_catalog.pg_operator o LEFT JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode::oid)
SELECT pg_catalog.pg_describe_object(o.class, o.obj, 0), (SELECT rolname::text FROM pg_catalog.pg_roles WHERE oid = CASE WHEN o.owner IN (SELECT oid FROM safe) THEN o.beside ELSE o.owner END),
 o.owner IN (SELECT oid FROM safe) AND o.beside IN (SELECT oid FROM safe),
 EXISTS (SELECT FROM named b WHERE b.space = 'pg_catalog'::regnamespace AND b.name = o.name AND b.kind = o.kind)
FROM asked a JOIN named o ON o.kind = a.kind AND o.name = a.name JOIN pg_catalog.pg_namespace n ON n.oid = o.space
WHERE n.nspname = ANY ($3::text[]) AND n.nspname <> 'pg_catalog' ORDER BY o.class, o.obj`
