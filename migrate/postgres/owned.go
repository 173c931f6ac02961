package postgres

// Whether the tables that record what was applied are ours. Somebody else could have
// made the schema before us: a trigger would run with our rights, and what the rows say
// would be hers. They are looked at before they are read and before they are written.

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ourRoles are the roles that the schema and its tables may belong to: the current role,
// roles it may become, superusers, and roles that are trusted by name. That a
// superuser may become any role is no reason: it has to be a member like every other role.
const ourRoles = `WITH RECURSIVE mine AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
 UNION SELECT m.roleid FROM mine JOIN pg_catalog.pg_auth_members m ON m.member = mine.oid%s),
ours AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolsuper OR r.oid IN (SELECT oid FROM mine) OR r.rolname = ANY (%s)),
journal AS (SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '` + pgmodel.Journal + `' AND c.relname IN (%s)),
`

// faults are the defects of the journal, each with the statement that repairs it.
const faults = `faults (what, fix, owner) AS (
SELECT pg_catalog.format('schema %I belongs to %s', n.nspname, o.rolname), pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', n.nspname, current_user), true
 FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles o ON o.oid = n.nspowner WHERE n.nspname = '` + pgmodel.Journal + `' AND n.nspowner NOT IN (SELECT oid FROM ours)
UNION ALL SELECT pg_catalog.format('%s belongs to %s', c.relname, o.rolname), pg_catalog.format('ALTER TABLE ` + pgmodel.Journal + `.%I OWNER TO %I', c.relname, current_user), true
 FROM journal c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner WHERE c.relowner NOT IN (SELECT oid FROM ours)
UNION ALL SELECT pg_catalog.format('%s is no plain table', c.relname), NULL, false FROM journal c WHERE c.relkind <> 'r' OR c.relpersistence <> 'p' OR c.relispartition OR c.reloftype <> 0
UNION ALL SELECT pg_catalog.format('%s inherits or is inherited from', c.relname), NULL, false FROM journal c
 WHERE EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid OR h.inhparent = c.oid)
UNION ALL SELECT pg_catalog.format('%s has a trigger %I', c.relname, t.tgname), pg_catalog.format('DROP TRIGGER %I ON ` + pgmodel.Journal + `.%I', t.tgname, c.relname), false
 FROM journal c JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
UNION ALL SELECT pg_catalog.format('%s has a foreign key or is referred to by one', c.relname), NULL, false FROM journal c
 WHERE EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND (k.conrelid = c.oid OR k.confrelid = c.oid))
UNION ALL SELECT pg_catalog.format('%s has a rule %I', c.relname, w.rulename), pg_catalog.format('DROP RULE %I ON ` + pgmodel.Journal + `.%I', w.rulename, c.relname), false
 FROM journal c JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid WHERE c.relkind = 'r'
UNION ALL SELECT pg_catalog.format('%s has row security', c.relname), pg_catalog.format('ALTER TABLE ` + pgmodel.Journal + `.%I DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', c.relname), false
 FROM journal c WHERE c.relrowsecurity OR c.relforcerowsecurity OR EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid)
UNION ALL SELECT DISTINCT pg_catalog.format('%s has a default or a generated column', c.relname), NULL, false FROM journal c JOIN pg_catalog.pg_attrdef f ON f.adrelid = c.oid
UNION ALL SELECT DISTINCT pg_catalog.format('%s uses %s', c.relname, pg_catalog.pg_describe_object(d.refclassid, d.refobjid, 0)), NULL, false
 FROM journal c CROSS JOIN LATERAL (SELECT 'pg_catalog.pg_class'::regclass, c.oid
  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, x.indexrelid FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, k.oid FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid
  UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = c.oid) p (class, obj)
 JOIN pg_catalog.pg_depend d ON d.classid = p.class AND d.objid = p.obj AND d.refobjid >= 16384
 WHERE c.relkind = 'r' AND d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_type'::regclass,
  'pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass))
SELECT what, coalesce(fix, ''), owner FROM faults ORDER BY 1`

// ours fails where the schema of the journal or one of its tables is not ours alone, as
// a *migrate.JournalError; where owners do not count, only if code of others would run.
// It is asked in a transaction whose names are found in pg_catalog.
func ours(ctx context.Context, tx pgx.Tx, owners bool) error {
	var user string
	var version int
	if err := tx.QueryRow(ctx, "SELECT current_user, pg_catalog.current_setting('server_version_num')::int").Scan(&user, &version); err != nil {
		return fmt.Errorf("journal: %w", serverError(err))
	}
	becomes := ""
	if version >= 160000 { // who has created a role is a member that can do nothing
		becomes = " AND (m.set_option OR m.inherit_option)"
	}
	rows, err := tx.Query(ctx, fmt.Sprintf(ourRoles, becomes, nameArray(introspect.Trusted(ctx)), tableList())+faults)
	if err != nil {
		return fmt.Errorf("journal: %w", serverError(err))
	}
	defer rows.Close()
	e := &migrate.JournalError{Schema: pgmodel.Journal, Role: user}
	for rows.Next() {
		var what, fix string
		var owner bool
		if err := rows.Scan(&what, &fix, &owner); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		if owner && !owners {
			continue
		}
		e.Faults = append(e.Faults, what)
		if fix != "" {
			e.Fixes = append(e.Fixes, fix)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("journal: %w", serverError(err))
	}
	if len(e.Faults) > 0 {
		return e
	}
	return nil
}

// tableList is the names of the tables that record something, as literals.
func tableList() string {
	var list []string
	for _, name := range journal.Tables() {
		list = append(list, pgmodel.Literal(name))
	}
	return strings.Join(list, ", ")
}

func nameArray(names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = pgmodel.Literal(n)
	}
	return "ARRAY[" + strings.Join(list, ", ") + "]::pg_catalog.name[]"
}
