package postgres

// Bodies of new and changed functions. Steps run with check_function_bodies off, since functions may
// name what a later step makes; at the end the server compiles the bodies, as it would have done with
// the setting on. Compiling runs nothing of them. Names are looked up in the path that the function sets for
// itself; else in the one of its file, that of the session, and then in all other schemas, since a name that is nowhere is a
// mistake in each (sql-createfunction.html, plhandler.html).

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// validators are the functions that compile a body, by language.
var validators = map[string]string{"sql": "pg_catalog.fmgr_sql_validator", "plpgsql": "pg_catalog.plpgsql_validator"}

// compileBodies has the server compile the bodies that the plan has made, and leaves the settings of
// the transaction as they are. A body that does not compile is the failure of its step.
func (r *run) compileBodies(ctx context.Context, tx pgx.Tx) error {
	if len(r.plan.Bodies) == 0 {
		return nil
	}
	inner, err := tx.Begin(ctx)
	if err != nil {
		return fmt.Errorf("savepoint: %w", serverError(err))
	}
	defer func() { _ = inner.Rollback(context.WithoutCancel(ctx)) }()
	batch := &pgx.Batch{}
	batch.Queue("SET LOCAL check_function_bodies = on")
	batch.Queue("SELECT pg_catalog.set_config('schemadiff.path', pg_catalog.concat_ws(', ', NULLIF(" + pgmodel.Literal(r.path) + `, ''),
  (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(nspname), ', ' ORDER BY nspname) FROM pg_catalog.pg_namespace
   WHERE nspname OPERATOR(pg_catalog.!~) '^pg_' AND pg_catalog.has_schema_privilege(oid, 'usage'))), true)`)
	settings := batch.Len()
	for _, b := range r.plan.Bodies {
		batch.Queue(validation(b))
	}
	results := inner.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	for i := range batch.Len() {
		_, err := results.Exec()
		var server *pgconn.PgError
		switch {
		case err == nil:
		case i >= settings && errors.As(err, &server) && isMistake(server.Code):
			return r.uncompiled(r.plan.Bodies[i-settings], server)
		default:
			return fmt.Errorf("compile the bodies of functions: %w", err)
		}
	}
	return nil
}

// validation is the statement that compiles one body, in the path that the function sets for itself if
// it does. A role that may not execute a function may not have it compiled either.
func validation(b plan.Body) string {
	return "SELECT " + validators[b.Language] + `(q.oid) FROM (SELECT p.oid, pg_catalog.set_config('search_path', COALESCE(
    (SELECT pg_catalog.substr(c, 13) FROM pg_catalog.unnest(p.proconfig) c WHERE pg_catalog.left(c, 12) OPERATOR(pg_catalog.=) 'search_path='),
    pg_catalog.concat_ws(', ', ` + authorsPath(b) + `pg_catalog.current_setting('schemadiff.path'))), true) AS path
  FROM pg_catalog.pg_proc p WHERE p.oid OPERATOR(pg_catalog.=) pg_catalog.to_regprocedure(` + pgmodel.Literal(b.Name) + `)
   AND pg_catalog.has_function_privilege(p.oid, 'execute') AND pg_catalog.has_language_privilege(p.prolang, 'usage') OFFSET 0) q WHERE q.path IS NOT NULL`
}

// authorsPath are the schemas of a body's author as the first argument of a call.
func authorsPath(b plan.Body) string {
	if len(b.Path) == 0 {
		return ""
	}
	names := make([]string, len(b.Path))
	for i, s := range b.Path {
		names[i] = pgmodel.Quote(s)
	}
	return pgmodel.Literal(strings.Join(names, ", ")) + ", "
}

// isMistake reports whether an error is about what was compiled, not about the connection, a lock, a limit or the state
// of the server (errcodes-appendix.html).
func isMistake(code string) bool {
	return !slices.ContainsFunc([]string{"08", "40", "53", "55", "57", "58", "XX"}, func(class string) bool { return strings.HasPrefix(code, class) })
}

// uncompiled is the error of the step that has made a body: the first one about the function that does not drop it.
func (r *run) uncompiled(b plan.Body, err *pgconn.PgError) error {
	step := max(0, slices.IndexFunc(r.plan.Steps, func(s plan.Step) bool { return s.Key == b.Key && !strings.HasPrefix(string(s.Kind), "drop") }))
	where := lineOf(err)
	if where != "" {
		where = " at " + where
	}
	said := fmt.Errorf("the body does not compile%s: %w; correct it, or let it be made as it is with --allow '%s'", where, r.explained(err), plan.Item(plan.BodyRule, b.Key))
	watchedBy(r.steps).failed(step, said)
	return &migrate.StepError{Step: step, Key: b.Key, SQL: "check of the body", Err: said, Committed: r.done}
}

// lineOf is the line of a body that the server names in an error; "" where it names none.
func lineOf(e *pgconn.PgError) string {
	if n := int(e.InternalPosition); n > 0 && e.InternalQuery != "" {
		before := []rune(e.InternalQuery)
		before = before[:min(n-1, len(before))]
		return fmt.Sprintf("line %d", 1+strings.Count(string(before), "\n"))
	}
	_, line, _ := strings.Cut(e.Where, " near line ")
	line, _, _ = strings.Cut(line, "\n")
	if line == "" {
		return ""
	}
	return "line " + line
}
