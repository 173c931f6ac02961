package pgcases

// What the rules about locks, rewrites and reading say of a statement is what servers do: the
// flagged examples of their pages hold the lock and read or write the rows that the rule tells of,
// and the allowed ones do not.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// effect is what a rule says that a statement does while it holds a lock.
type effect string

const (
	locksOnly effect = "locks"
	reads     effect = "reads" // or writes
	rewrites  effect = "rewrites"
)

// lintClaims is the weakest lock under which a statement does what a rule says.
var lintClaims = map[string]struct {
	lock string
	does effect
}{
	"volatile-default":               {"AccessExclusiveLock", rewrites},
	"add-serial-column":              {"AccessExclusiveLock", rewrites},
	"add-stored-generated":           {"AccessExclusiveLock", rewrites},
	"add-domain-column":              {"AccessExclusiveLock", rewrites},
	"lock-table":                     {"ShareLock", locksOnly},
	"type-change-rewrites":           {"AccessExclusiveLock", rewrites},
	"full-rewrite-command":           {"", rewrites},
	"refresh-matview-not-concurrent": {"AccessExclusiveLock", rewrites},
	"set-not-null":                   {"AccessExclusiveLock", reads},
	"add-check-existing":             {"AccessExclusiveLock", reads},
	"add-fk-existing":                {"ShareRowExclusiveLock", reads},
	"pk-builds-index":                {"AccessExclusiveLock", reads},
	"unique-constraint-builds-index": {"AccessExclusiveLock", reads},
	"exclusion-constraint":           {"AccessExclusiveLock", reads},
	"index-not-concurrent":           {"ShareLock", reads},
	"domain-constraint-scan":         {"ShareLock", reads},
	"attach-partition-scan":          {"AccessExclusiveLock", reads},
	"drop-index-not-concurrent":      {"AccessExclusiveLock", locksOnly},
	"detach-not-concurrent":          {"AccessExclusiveLock", locksOnly},
	"trigger-lock":                   {"ShareRowExclusiveLock", locksOnly},
}

// TestLintClaims runs the examples of the pages on tables with rows.
func TestLintClaims(t *testing.T) {
	rows := 300_000
	if testing.Short() {
		rows = 3_000
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, r := range rules.All() {
			if _, claims := lintClaims[r.Name]; claims {
				t.Run(r.Name, func(t *testing.T) { judgedRight(t, p, r, rows) })
			}
		}
	})
}

func judgedRight(t *testing.T, p *dbtest.PG, r *lint.Rule, rows int) {
	flagged, allowed, _ := strings.Cut(r.Page, "\n## Allowed\n")
	shown := false
	for _, sql := range dbtest.Examples(flagged, schema.Postgres) {
		does, err := doesAsClaimed(t, p, r.Name, sql, rows)
		switch {
		case err != nil && isElsewhere(err): // what it names stands nowhere, or the version lacks it
		case err != nil:
			t.Errorf("%v\n%s", err, sql)
		case !does:
			t.Errorf("the statement does not do what the rule says:\n%s", sql)
		default:
			shown = true
		}
	}
	if !shown && !(r.Name == "detach-not-concurrent" && p.Major < 14) {
		t.Error("no example ran")
	}
	for _, sql := range dbtest.Examples(allowed, schema.Postgres) {
		switch does, err := doesAsClaimed(t, p, r.Name, sql, rows); {
		case err != nil && !isElsewhere(err):
			t.Errorf("%v\n%s", err, sql)
		case does:
			t.Errorf("the rule allows what does the same:\n%s", sql)
		}
	}
}

// isElsewhere reports whether a statement fails because of what an example leaves out: an extension
// or a table of another file; or because the version does not know its form.
func isElsewhere(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && slices.Contains([]string{"42601", "0A000", "42883", "3F000", "42P01", "42704"}, e.Code)
}

// doesAsClaimed runs an example and reports whether one of its statements does what the rule says.
func doesAsClaimed(t *testing.T, p *dbtest.PG, rule, example string, rows int) (bool, error) {
	before, migration, ok := strings.Cut(example, "-- migration\n")
	if !ok {
		return false, nil
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, p.Database(t, before))
	if err != nil {
		return false, err
	}
	defer conn.Close(ctx)
	// What parallel workers read is counted in their own transactions.
	if _, err := conn.Exec(ctx, "SET max_parallel_maintenance_workers = 0; SET max_parallel_workers_per_gather = 0"); err != nil {
		return false, err
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf(fill, rows), pgx.QueryExecModeSimpleProtocol); err != nil {
		return false, err
	}
	known := storageOf(t, conn)
	statements, _, errs := syntax.Statements(ctx, parse.Source{Name: "example.sql", Text: migration}, nil)
	if len(errs) > 0 {
		return false, errs
	}
	does := false
	for _, st := range statements {
		one, err := measuredClaim(t, conn, rule, st, known, int64(rows))
		if err != nil {
			return does, err
		}
		does = does || one
	}
	return does, nil
}

// storage is where a relation's rows are, and how many of them this transaction has read.
type storage struct {
	node, kind string
	read, size int64
}

// storageOf are the relations of the user.
func storageOf(t *testing.T, conn interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}) map[uint32]storage {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT c.oid, c.relfilenode::text, c.relkind::text, coalesce(s.seq_tup_read + s.idx_tup_fetch, s.seq_tup_read, 0), CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) ELSE 0 END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_xact_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'm', 'p', 'i', 'I') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'`)
	if err != nil {
		t.Fatal(err)
	}
	list := map[uint32]storage{}
	for rows.Next() {
		var oid uint32
		var s storage
		if err := rows.Scan(&oid, &s.node, &s.kind, &s.read, &s.size); err != nil {
			t.Fatal(err)
		}
		list[oid] = s
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return list
}

// measuredClaim runs one statement in a transaction of its own, if it can be in one, and reports
// whether it does what the rule says of one of the tables.
func measuredClaim(t *testing.T, conn *pgx.Conn, rule string, st *syntax.Statement, known map[uint32]storage, rows int64) (bool, error) {
	ctx := context.Background()
	claim := lintClaims[rule]
	run := func(tx interface {
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	}) error {
		_, err := tx.Exec(ctx, st.SQL, pgx.QueryExecModeSimpleProtocol)
		return err
	}
	if alone(st.SQL) {
		before := storageOf(t, conn)
		err := run(conn)
		return claim.lock == "" && rewritten(before, storageOf(t, conn)), err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	before := storageOf(t, tx)
	if err := run(tx); err != nil {
		return false, err
	}
	after, held := storageOf(t, tx), false
	if claim.does == locksOnly {
		before = known // no session waits for what the example makes itself
	}
	for oid, mode := range locksHeld(t, tx) {
		_, there := before[oid]
		held = held || there && slices.Index(modes(), mode) >= slices.Index(modes(), claim.lock)
	}
	does := held
	switch claim.does {
	case rewrites:
		does = held && rewritten(before, after)
	case reads:
		read := rewritten(before, after)
		for oid, was := range before {
			read = read || after[oid].read-was.read >= rows/2
		}
		does = held && read
	}
	return does, tx.Commit(ctx)
}

// alone reports whether a statement can be in no transaction.
func alone(sql string) bool {
	sql = strings.ToUpper(sql)
	return strings.Contains(sql, "CONCURRENTLY") && !strings.HasPrefix(sql, "REFRESH") || strings.HasPrefix(sql, "VACUUM")
}

// rewritten reports whether a table is rewritten.
func rewritten(before, after map[uint32]storage) bool {
	for oid, was := range before {
		if is, there := after[oid]; there && is.node != was.node && is.size > 0 {
			return true
		}
	}
	return false
}

// locksHeld are the strongest locks that the session holds on relations.
func locksHeld(t *testing.T, tx pgx.Tx) map[uint32]string {
	t.Helper()
	rows, err := tx.Query(t.Context(), "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted")
	if err != nil {
		t.Fatal(err)
	}
	list := map[uint32]string{}
	for rows.Next() {
		var oid uint32
		var mode string
		if err := rows.Scan(&oid, &mode); err != nil {
			t.Fatal(err)
		}
		if was, there := list[oid]; !there || slices.Index(modes(), mode) > slices.Index(modes(), was) {
			list[oid] = mode
		}
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return list
}

// fill gives every table of the database rows of their own, parents and children the same numbers.
const fill = `
DO $$
DECLARE t record; list text; vals text;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOR t IN SELECT c.oid, c.oid::regclass AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace LOOP
		EXECUTE format('TRUNCATE %%s CASCADE', t.name);
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), string_agg(CASE
			WHEN a.attname = 'k' AND b.typname IN ('int4', 'int8') THEN '(g %% 5)::' || format_type(a.atttypid, NULL)
			WHEN b.typname IN ('int2') THEN '(g %% 30000)::int2'
			WHEN b.typname IN ('int4', 'int8', 'float4', 'float8', 'oid') THEN 'g::' || format_type(a.atttypid, NULL)
			WHEN b.typname = 'numeric' THEN '(g %% 900)::numeric'
			WHEN b.typname IN ('text', 'varchar', 'bpchar') THEN 'right(g::text, ' || CASE WHEN a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 40 END || ')::' || format_type(a.atttypid, a.atttypmod)
			WHEN b.typname = 'uuid' THEN 'md5(g::text)::uuid'
			WHEN b.typname IN ('timestamp', 'timestamptz', 'date') THEN '(timestamp ''2020-01-01'' + g * interval ''1 second'')::' || format_type(a.atttypid, NULL)
			WHEN b.typname IN ('json', 'jsonb') THEN '''{}''::' || format_type(a.atttypid, NULL)
			WHEN b.typname = 'int4range' THEN 'int4range(g, g + 1)'
			WHEN b.typname = 'bool' THEN 'true'
			WHEN b.typtype = 'e' THEN quote_literal((SELECT enumlabel FROM pg_enum WHERE enumtypid = b.oid ORDER BY enumsortorder LIMIT 1)) || '::' || format_type(a.atttypid, NULL)
			ELSE 'NULL' END, ', ' ORDER BY a.attnum)
		INTO list, vals
		FROM pg_attribute a JOIN pg_class p ON p.oid = a.attrelid JOIN pg_type y ON y.oid = a.atttypid JOIN pg_type b ON b.oid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END
		WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
		IF list IS NOT NULL AND NOT (SELECT relkind = 'p' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = t.oid) FROM pg_class WHERE oid = t.oid) THEN
			EXECUTE format('INSERT INTO %%s (%%s) OVERRIDING SYSTEM VALUE SELECT %%s FROM generate_series(1, %d) AS g', t.name, list, vals);
		END IF;
	END LOOP;
END$$`
