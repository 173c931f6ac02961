package postgres

// The search_path of statements that are not ours. Those of a plan qualify what is not in
// pg_catalog, so that they run with pg_catalog alone where somebody else has made
// something that would fit better. Files are written by people for the path of the
// session; where a name of pg_catalog could mean the code of a role that is not trusted
// they are refused.

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	pgread "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// catalogPath finds what the server itself brings, and nothing else.
const catalogPath = "pg_catalog, pg_temp"

// statementsOf are the statements of some steps.
func statementsOf(steps []plan.Step) []string {
	var list []string
	for _, s := range steps {
		for _, st := range s.Statements {
			list = append(list, st.SQL)
		}
	}
	return list
}

// unpinSteps gives the steps of a plan the path that they are to run with.
func (r *run) unpinSteps(ctx context.Context, tx pgx.Tx, steps []plan.Step) error {
	path, err := r.pathOf(ctx, tx, steps)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, pgread.PathSQL(path)); err != nil {
		return fmt.Errorf("search_path: %w", serverError(err))
	}
	return nil
}

// pathOf is the path for steps: that of the session, or for those of a plan pg_catalog
// alone where an operator or function of a role that is not trusted has a name that they
// use. Where others have the same name, too, it cannot be known which one is meant.
func (r *run) pathOf(ctx context.Context, tx pgx.Tx, steps []plan.Step) (string, error) {
	captured, err := pgread.CapturedIn(ctx, r.conn, tx, statementsOf(steps))
	switch {
	case err != nil:
		return "", serverError(err)
	case r.byHand && captured.Shadows != nil:
		return "", fmt.Errorf("a name of pg_catalog in this file could mean code of another role, write pg_catalog.NAME or OPERATOR(pg_catalog.SIGN) where it does not: %w", captured.Shadows)
	case r.byHand, captured.Untrusted == nil:
		return r.path, nil
	case captured.Meant, slices.ContainsFunc(steps, func(s plan.Step) bool { return s.Key.Kind == schema.KindExtension }): // which goes where the path says
		return "", fmt.Errorf("a name in the plan could mean code of another role: %w", captured.Untrusted)
	}
	return catalogPath, nil
}

// aloneOn runs a step that no transaction can hold with the path that it is to run with.
func (r *run) aloneOn(ctx context.Context, path string, do func() error) error {
	if path == r.path {
		return do()
	}
	if !r.direct {
		return errors.New("operators or functions of another role could be meant by this statement, and a pooler keeps the search_path: connect to the server itself")
	}
	if _, err := r.conn.Exec(ctx, sessionPath(path)); err != nil {
		return fmt.Errorf("search_path: %w", serverError(err))
	}
	err := do()
	if r.conn.IsClosed() {
		return err
	}
	if _, back := r.conn.Exec(context.WithoutCancel(ctx), sessionPath(r.path)); back != nil && err == nil {
		err = fmt.Errorf("search_path: %w", serverError(back))
	}
	return err
}

func sessionPath(path string) string {
	return "SELECT pg_catalog.set_config('search_path', " + pgmodel.Literal(path) + ", false)"
}
