package access_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// What a role can do, as facts: a list of sentences, each of which is true or not. More
// facts are more access.

// hostile is what roles bring along: a function that tells the rows it is called with,
// and one that shadows answer.
const hostile = `
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE FUNCTION evil.answer() RETURNS SETOF text LANGUAGE sql STABLE AS $$ SELECT 'evil' $$;
CREATE FUNCTION evil.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'leaked %', $1; RETURN true; END $$;
`

// rows are those of every table with these columns.
const rows = `
DO $$ DECLARE r regclass; BEGIN
	FOR r IN SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'tenant' WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
		EXECUTE format('INSERT INTO %s (id, tenant, body) SELECT n + %s, (ARRAY[''app'', ''anon'', ''keeper'', ''x''])[n %% 4 + 1], ''%s'' || n FROM generate_series(1, 8) n',
			r, CASE r::text WHEN 'docs' THEN 0 WHEN 'bare' THEN 10 WHEN 'open' THEN 20 ELSE 30 END, r);
	END LOOP;
	FOR r IN SELECT oid::regclass FROM pg_class WHERE relkind = 'm' LOOP EXECUTE format('REFRESH MATERIALIZED VIEW %s', r); END LOOP;
END $$;
`

// facts are what each role can do where the statements have run.
func (s *server) facts(t *testing.T, about, setup, plan string) map[string]bool {
	t.Helper()
	ctx := context.Background()
	tx, err := s.conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	for _, sql := range []string{"SET LOCAL ROLE keeper", setup, "RESET ROLE", hostile, rows, plan, rows2(plan)} {
		if _, err := s.conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
	}
	a := &asker{t: t, s: s, tx: tx, facts: map[string]bool{}}
	for _, role := range roles {
		a.role = role
		a.privileges()
		for _, r := range a.list(`SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace ORDER BY 1`) {
			if strings.Contains(about, r) { // the others are as they were
				a.relation(r)
			}
		}
		for _, f := range a.list(`SELECT p.oid::regproc::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND pronargs = pronargdefaults AND proname <> 'one' ORDER BY 1`) {
			a.routine(f)
		}
	}
	a.future()
	return a.facts
}

// rows2 gives materialized views their rows, which a plan has made without being asked.
func rows2(plan string) string {
	if !strings.Contains(plan, "MATERIALIZED") {
		return ""
	}
	return "DO $$ DECLARE r regclass; BEGIN FOR r IN SELECT oid::regclass FROM pg_class WHERE relkind = 'm' LOOP EXECUTE format('REFRESH MATERIALIZED VIEW %s', r); END LOOP; END $$"
}

type asker struct {
	t     *testing.T
	s     *server
	tx    pgx.Tx
	role  string
	facts map[string]bool
	bases []string // tables with a body
	all   []string // and their rows
}

func (a *asker) fact(format string, args ...any) {
	a.facts[a.role+" "+fmt.Sprintf(format, args...)] = true
}

// list is a column of a query of the superuser.
func (a *asker) list(query string) []string {
	a.t.Helper()
	rows, err := a.tx.Query(context.Background(), query)
	if err != nil {
		a.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		a.t.Fatalf("%v\n%s", err, query)
	}
	return out
}

// try runs a statement as the role and then asks the superuser; all is taken back. It
// gives nothing where the statement fails.
func (a *asker) try(sql, then string) []string {
	a.t.Helper()
	text := "SAVEPOINT s; SET LOCAL ROLE " + a.role + "; " + sql
	if then != "" {
		text += "; RESET ROLE; " + then
	}
	results, err := a.s.conn.PgConn().Exec(context.Background(), text).ReadAll()
	if _, back := a.s.conn.PgConn().Exec(context.Background(), "ROLLBACK TO s").ReadAll(); back != nil {
		a.t.Fatal(back)
	}
	if err != nil {
		return nil
	}
	out := []string{"done"}
	for _, row := range results[len(results)-1].Rows {
		out = append(out, string(row[0]))
	}
	return out
}

// privileges are those that no statement here needs.
func (a *asker) privileges() {
	for _, q := range []string{
		`SELECT p || ' of ' || c.oid::regclass FROM pg_class c, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER', 'SELECT WITH GRANT OPTION', 'UPDATE WITH GRANT OPTION']) p
			WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace AND has_table_privilege('%s', c.oid, p)`,
		`SELECT p || ' of ' || c.oid::regclass FROM pg_class c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) p
			WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace AND has_sequence_privilege('%s', c.oid, p)`,
		`SELECT p || ' in ' || nspname FROM pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) p WHERE nspname IN ('public', 'side') AND has_schema_privilege('%s', n.oid, p)`,
		`SELECT 'USAGE of ' || typname FROM pg_type t WHERE typname = 'mood' AND has_type_privilege('%s', t.oid, 'USAGE')`,
		`SELECT 'owner of ' || c.oid::regclass FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i' AND relkind <> 'I' AND relowner = '%s'::regrole`,
		`SELECT 'EXECUTE of ' || proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND has_function_privilege('%s', p.oid, 'EXECUTE')`,
	} {
		for _, p := range a.list(fmt.Sprintf(q, a.role)) {
			if strings.HasSuffix(p, "fresh") || strings.HasPrefix(p, "owner of v") || strings.HasPrefix(p, "EXECUTE of one") { // new, and the maker's
				continue
			}
			if a.role == "keeper" && !strings.HasPrefix(p, "owner") { // what it owns it has
				continue
			}
			a.fact("has %s", p)
		}
	}
}

const stored = `SELECT tableoid::regclass || ' ' || id FROM %s WHERE %s`

// relation tries to read and write rows.
func (a *asker) relation(r string) {
	columns := a.list(`SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '` + r + `'::regclass AND attnum > 0 AND attname IN ('id', 'tenant', 'body') ORDER BY 1`)
	for _, c := range columns {
		for _, row := range a.try("SELECT "+c+"::text FROM "+r, "") {
			a.fact("reads %s %s", c, row)
		}
	}
	for _, c := range columns[:min(1, len(columns))] {
		a.s.leaked = nil
		a.try("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SELECT "+c+"::text FROM "+r+" WHERE evil.leak("+c+"::text)", "")
		for _, l := range a.s.leaked {
			a.fact("reads %s %s", c, strings.TrimPrefix(l, "leaked "))
		}
	}
	for _, tenant := range []string{"app", "anon", "x"} {
		for _, id := range []string{"100", "2000"} {
			for _, row := range a.try(fmt.Sprintf("INSERT INTO %s (id, tenant, body) VALUES (%s, '%s', 'new') ", r, id, tenant), "SELECT 'bare' FROM bare WHERE body = 'rule'") {
				a.fact("inserts into %s %s %s %s", base(r), tenant, id, row)
			}
		}
		for _, row := range a.try(fmt.Sprintf("UPDATE %s SET tenant = '%s', body = 'zz'", r, tenant), changed(a, "body = 'zz'")) {
			if row != "done" { // of no row that may be seen
				a.fact("moves to %s %s", tenant, row)
			}
		}
	}
	for _, row := range a.try(fmt.Sprintf("UPDATE %s SET body = 'zz'", r), changed(a, "body = 'zz'")) {
		a.fact("updates %s", row)
	}
	if a.all == nil {
		a.all = a.list(changed(a, "true"))
	}
	all := a.all
	left := map[string]bool{}
	rest := a.try("DELETE FROM "+r, changed(a, "true"))
	for _, row := range rest {
		left[row] = true
	}
	for _, row := range all {
		if rest != nil && !left[row] {
			a.fact("deletes %s", row)
		}
	}
}

// base is what a relation is called in facts: rows written through a view are those of
// its table.
func base(r string) string {
	if r == "v" {
		return "bare"
	}
	return r
}

// changed asks for the rows of all tables with a condition.
func changed(a *asker, where string) string {
	if a.bases == nil {
		a.bases = a.list(`SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'body' WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	}
	var parts []string
	for _, r := range a.bases {
		parts = append(parts, fmt.Sprintf(stored, r, where))
	}
	return strings.Join(parts, " UNION ALL ")
}

// routine calls a function, also where the caller shadows what it calls.
func (a *asker) routine(f string) {
	for _, row := range a.try("SELECT * FROM "+f+"()", "") {
		a.fact("gets %s from %s", row, f)
	}
	for _, row := range a.try("SET LOCAL search_path = evil, public; SELECT * FROM public."+f+"()", "") {
		if row == "evil" {
			a.fact("decides what %s calls", f)
		}
	}
}

// future is what roles may do with what the owner makes next.
func (a *asker) future() {
	a.role = "keeper"
	for _, row := range a.try(`DO $$ BEGIN CREATE TABLE later (id int); CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'; END $$`,
		`SELECT rolname || ' reads later tables' FROM pg_roles WHERE rolname NOT LIKE 'pg%' AND has_table_privilege(oid, 'later', 'SELECT')
		UNION ALL SELECT rolname || ' calls later functions' FROM pg_roles WHERE rolname NOT LIKE 'pg%' AND has_function_privilege(oid, 'later()', 'EXECUTE')`) {
		if row != "done" {
			a.facts[row] = true
		}
	}
}
