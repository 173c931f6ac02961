package postgres

// Whose code a question may run. To plan a query the server evaluates functions in index
// expressions, predicates, CHECKs, policies and in the query itself, with the rights of
// who asks. A question is put only where everything that it reaches belongs to roles that
// gain nothing by that.

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/introspect/postgres/catalog"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// trustKey is that of the trusted roles in a context.
type trustKey struct{}

// WithTrust names the roles whose code may run with the rights of the role that connects.
func WithTrust(ctx context.Context, roles []string) context.Context {
	return context.WithValue(ctx, trustKey{}, roles)
}

// Trusted are the roles that WithTrust has named.
func Trusted(ctx context.Context) []string {
	roles, _ := ctx.Value(trustKey{}).([]string)
	return roles
}

// trustedSQL is the trusted roles as an array.
func trustedSQL(ctx context.Context) string {
	var list []string
	for _, r := range Trusted(ctx) {
		list = append(list, pgmodel.Literal(r))
	}
	return "ARRAY[" + strings.Join(list, ", ") + "]::pg_catalog.name[]"
}

// NotAsked is why Compare has not put questions, each reason once.
func (d *DB) NotAsked() []error { return d.notAsked }

// trust holds what is known of the owners in a database.
type trust struct {
	all   bool                                     // nothing belongs to a role that is not trusted
	known map[expr.Used]*introspect.UntrustedError // nil for what may be asked
}

// untrusted are, for each statement, why it may not be planned; nil where it may.
func (d *DB) untrusted(ctx context.Context, statements []string) ([]error, error) {
	reasons := make([]error, len(statements))
	if err := d.findForeignOwners(ctx); err != nil || d.trust.all {
		return reasons, err
	}
	uses := make([][]expr.Used, len(statements))
	var ask []expr.Used
	for i, sql := range statements {
		list, err := expr.UsedIn(sql)
		if err != nil {
			reasons[i] = &introspect.UntrustedError{Object: "not asked: it cannot be parsed, so whose code it runs is unknown: " + err.Error()}
			continue
		}
		uses[i] = list
		for _, u := range list {
			if _, known := d.trust.known[u]; !known {
				d.trust.known[u] = nil
				ask = append(ask, u)
			}
		}
	}
	if err := d.followNames(ctx, ask); err != nil {
		return nil, err
	}
	for i, list := range uses {
		for _, u := range list {
			if e := d.trust.known[u]; e != nil && reasons[i] == nil {
				reasons[i] = e
			}
		}
	}
	return reasons, nil
}

// MayAskIn is why a query may not be planned, an *introspect.UntrustedError; nil if it
// may. It asks in the transaction that is open.
func (d *DB) MayAskIn(ctx context.Context, query string) error {
	reasons, err := d.untrusted(ctx, []string{query})
	if err != nil {
		return err
	}
	return reasons[0]
}

// findForeignOwners looks for objects in the database that belong to other roles; most
// databases have none.
func (d *DB) findForeignOwners(ctx context.Context) error {
	if d.trust.known != nil {
		return nil
	}
	d.trust.known = map[expr.Used]*introspect.UntrustedError{}
	var checks []string
	for _, c := range catalog.Planned() {
		checks = append(checks, fmt.Sprintf("NOT EXISTS (SELECT FROM pg_catalog.%s o WHERE o.oid >= 16384 AND o.%s NOT IN (SELECT oid FROM safe))", c.Name, c.OwnerColumn))
	}
	return d.trustQuery(ctx, nil, "SELECT "+strings.Join(checks, " AND "), func(rows pgx.Rows) error { return rows.Scan(&d.trust.all) })
}

// safeRoles are the roles that gain nothing when their code runs with the rights of the
// session: superusers, the role itself, roles that may become it anyway, trusted
// roles, and roles that can do whatever it can. Both roles of a session count, for code
// can go back from the one that was set to the one that has connected.
//
// To be a member of an owner is no reason by itself, for a member can do more than the
// owner. It is one where the member has nothing else: no attribute, nothing that it owns
// or that was granted to it (pg_shdepend) but to connect, and no other role that the owner
// may not become.
const safeRoles = `WITH RECURSIVE
session AS (SELECT m.oid, NOT (m.rolsuper OR m.rolcreaterole OR m.rolcreatedb OR m.rolreplication OR m.rolbypassrls) AND NOT EXISTS (
 SELECT FROM pg_catalog.pg_shdepend s WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = m.oid
  AND NOT (s.classid = 'pg_catalog.pg_database'::regclass AND s.deptype = 'a' AND NOT EXISTS (
   SELECT FROM pg_catalog.pg_database b CROSS JOIN LATERAL pg_catalog.aclexplode(b.datacl) x
   WHERE b.oid = s.objid AND x.grantee = m.oid AND x.privilege_type NOT IN ('CONNECT', 'TEMPORARY')))) AS bare
 FROM pg_catalog.pg_roles m WHERE m.rolname IN (current_user, session_user)),
safe AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolsuper
 OR (SELECT pg_catalog.bool_and(pg_catalog.pg_has_role(r.oid, m.oid, '%[1]s') OR m.bare AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_auth_members a WHERE a.member = m.oid AND (a.admin_option OR NOT pg_catalog.pg_has_role(r.oid, a.roleid, '%[1]s')))) FROM session m)
 OR EXISTS (SELECT FROM pg_catalog.pg_roles t WHERE t.rolname = ANY (%[2]s) AND pg_catalog.pg_has_role(r.oid, t.oid, '%[1]s')))
`

// becomes is the privilege of one role to become another (functions-info.html).
func (d *DB) becomes() string {
	if d.Version >= 16 {
		return "SET"
	}
	return "MEMBER"
}

func (d *DB) trustQuery(ctx context.Context, args []any, query string, read func(pgx.Rows) error) error {
	rows, err := d.tx.Query(ctx, fmt.Sprintf(safeRoles, d.becomes(), trustedSQL(ctx))+query, args...)
	if err == nil {
		for err == nil && rows.Next() {
			err = read(rows)
		}
		rows.Close()
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		return fmt.Errorf("owners: %w", err)
	}
	return nil
}

// followNames follows each name to all that planning it may touch, and notes the first thing
// that belongs to a role that is not trusted.
func (d *DB) followNames(ctx context.Context, ask []expr.Used) error {
	if len(ask) == 0 {
		return nil
	}
	kinds, schemas, names := make([]string, len(ask)), make([]string, len(ask)), make([]string, len(ask))
	for i, u := range ask {
		kinds[i], schemas[i], names[i] = string(u.Kind), u.Schema, u.Name
	}
	return d.trustQuery(ctx, []any{kinds, schemas, names}, reachSQL(), func(rows pgx.Rows) error {
		var i int
		e := &introspect.UntrustedError{Role: d.User}
		err := rows.Scan(&i, &e.Object, &e.Owner)
		if err == nil && d.trust.known[ask[i-1]] == nil {
			d.trust.known[ask[i-1]] = e
		}
		return err
	})
}

// reachSQL begins with the objects of the names and goes on with what they refer to
// (pg_depend) and with what a planner looks at beside them.
func reachSQL() string {
	seed := func(kind schema.Kind, class, space, name string) string {
		return fmt.Sprintf("SELECT a.i, 'pg_catalog.%[1]s'::regclass::oid, o.oid FROM asked a JOIN pg_catalog.pg_namespace n ON n.nspname = a.space"+
			" JOIN pg_catalog.%[1]s o ON o.%[2]s = n.oid AND o.%[3]s = a.name WHERE a.kind = '%[4]s'", class, space, name, kind)
	}
	var owners []string
	for _, c := range catalog.Planned() {
		owners = append(owners, fmt.Sprintf("SELECT r.i, r.class, r.obj, o.%[2]s FROM reached r JOIN pg_catalog.%[1]s o ON o.oid = r.obj WHERE r.class = 'pg_catalog.%[1]s'::regclass", c.Name, c.OwnerColumn))
	}
	return `, asked (i, kind, space, name) AS (SELECT k.i, k.kind, s.space, n.name FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY k (kind, i)
 JOIN pg_catalog.unnest($2::text[]) WITH ORDINALITY s (space, i) ON s.i = k.i JOIN pg_catalog.unnest($3::text[]) WITH ORDINALITY n (name, i) ON n.i = k.i),
reached (i, class, obj) AS (SELECT x.i, x.class, x.obj FROM (
` + strings.Join([]string{
		seed(schema.KindTable, "pg_class", "relnamespace", "relname"), seed(schema.KindFunction, "pg_proc", "pronamespace", "proname"),
		seed(schema.KindOperator, "pg_operator", "oprnamespace", "oprname"), seed(schema.KindDomain, "pg_type", "typnamespace", "typname")}, "\nUNION ALL ") + `) x (i, class, obj)
UNION SELECT r.i, e.class, e.obj FROM reached r CROSS JOIN LATERAL (` + reachedBeside + `) e (class, obj) WHERE e.obj >= 16384)
SELECT DISTINCT ON (o.i) o.i, pg_catalog.pg_describe_object(o.class, o.obj, 0), (SELECT rolname FROM pg_catalog.pg_roles WHERE oid = o.owner)
FROM (` + strings.Join(owners, "\nUNION ALL ") + `) o (i, class, obj, owner) WHERE o.owner NOT IN (SELECT oid FROM safe) ORDER BY o.i, o.class <> 'pg_catalog.pg_class'::regclass, o.class, o.obj`
}

// reachedBeside returns what one object leads to: what it refers to; of a relation its
// indexes, CHECKs, policies, statistics, virtual columns, children, query and row type;
// of a type its rules, its parts and its casts.
const reachedBeside = `
SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend d WHERE d.classid = r.class AND d.objid = r.obj AND d.deptype = 'n'
 AND d.refclassid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_type'::regclass, 'pg_catalog.pg_operator'::regclass,
  'pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass, 'pg_catalog.pg_foreign_server'::regclass, 'pg_catalog.pg_foreign_data_wrapper'::regclass)
 AND NOT (d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass)
UNION ALL SELECT 'pg_catalog.pg_class'::regclass, h.inhrelid FROM pg_catalog.pg_inherits h WHERE r.class = 'pg_catalog.pg_class'::regclass AND h.inhparent = r.obj
UNION ALL SELECT 'pg_catalog.pg_class'::regclass, x.indexrelid FROM pg_catalog.pg_index x WHERE r.class = 'pg_catalog.pg_class'::regclass AND x.indrelid = r.obj
UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM pg_catalog.pg_constraint c WHERE r.class = 'pg_catalog.pg_class'::regclass AND c.conrelid = r.obj AND c.contype = 'c'
UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, c.oid FROM pg_catalog.pg_constraint c WHERE r.class = 'pg_catalog.pg_type'::regclass AND c.contypid = r.obj
UNION ALL SELECT 'pg_catalog.pg_policy'::regclass, p.oid FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class t ON t.oid = p.polrelid AND t.relrowsecurity
 WHERE r.class = 'pg_catalog.pg_class'::regclass AND p.polrelid = r.obj
UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid FROM pg_catalog.pg_statistic_ext s WHERE r.class = 'pg_catalog.pg_class'::regclass AND s.stxrelid = r.obj
UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, w.oid FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class t ON t.oid = w.ev_class AND t.relkind = 'v'
 WHERE r.class = 'pg_catalog.pg_class'::regclass AND w.ev_class = r.obj AND w.ev_type = '1'
UNION ALL SELECT 'pg_catalog.pg_attrdef'::regclass, f.oid FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated = 'v'
 WHERE r.class = 'pg_catalog.pg_class'::regclass AND f.adrelid = r.obj
UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.reltype FROM pg_catalog.pg_class t WHERE r.class = 'pg_catalog.pg_class'::regclass AND t.oid = r.obj
UNION ALL SELECT 'pg_catalog.pg_type'::regclass, p.oid FROM pg_catalog.pg_type t CROSS JOIN LATERAL (VALUES (t.typelem), (t.typbasetype)) p (oid)
 WHERE r.class = 'pg_catalog.pg_type'::regclass AND t.oid = r.obj
UNION ALL SELECT 'pg_catalog.pg_class'::regclass, t.typrelid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class s ON s.oid = t.typrelid AND s.relkind = 'c'
 WHERE r.class = 'pg_catalog.pg_type'::regclass AND t.oid = r.obj
UNION ALL SELECT 'pg_catalog.pg_proc'::regclass, k.castfunc FROM pg_catalog.pg_cast k WHERE r.class = 'pg_catalog.pg_type'::regclass AND r.obj IN (k.castsource, k.casttarget)`

// Foreign is why nothing of the database may be run elsewhere with the rights of the
// current role: a function in it that belongs to somebody else; nil if there is none.
func (d *DB) Foreign(ctx context.Context) error {
	const query = `SELECT pg_catalog.pg_describe_object('pg_catalog.pg_proc'::regclass, p.oid, 0), (SELECT rolname FROM pg_catalog.pg_roles WHERE oid = p.proowner)
FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.proowner NOT IN (SELECT oid FROM safe) ORDER BY p.oid LIMIT 1`
	var found *introspect.UntrustedError
	err := d.inTransaction(ctx, "a lock to look at owners", func(ctx context.Context, _ pgx.Tx) error {
		return d.trustQuery(ctx, nil, query, func(rows pgx.Rows) error {
			found = &introspect.UntrustedError{Role: d.User}
			return rows.Scan(&found.Object, &found.Owner)
		})
	})
	if err == nil && found != nil {
		return found
	}
	return err
}
