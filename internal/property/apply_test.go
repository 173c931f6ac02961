// Package property holds tests of what must be true of any pair of schemas, on
// generated ones: the plan arrives, a second plan is empty, rows survive.
package property

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	introspect "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
)

// prepare plans the way from the database file to the DDL.
func prepare(ctx context.Context, path, ddl, target, runner string) (*plan.Plan, error) {
	to, err := parser.Load(ctx, []parse.Source{{Name: "to.sql", Text: ddl}})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	db, err := introspect.Open(ctx, path, time.Second)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	from, err := db.Schema(ctx)
	if err != nil {
		return nil, err
	}
	p, err := planner.New(target, runner, false)
	if err != nil {
		return nil, err
	}
	return migrate.Prepare(ctx, migrate.Job{
		From: from, To: to, Live: db, Planner: p, Rehearse: executor.Rehearse, Broken: parser.Broken,
		Fold: parser.Execute,
	})
}

// create makes a database file from SQL.
func create(path, ddl string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(ddl)
	return err
}
