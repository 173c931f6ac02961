package property

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	introspect "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
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
		Fold: fold,
	})
}

func fold(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
	e, err := parser.NewEngine(ctx, from)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Exec(ctx, statements...); err != nil {
		return nil, err
	}
	return e.Schema(ctx)
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

func TestPairs(t *testing.T) {
	ctx := context.Background()
	dirs, _ := filepath.Glob("../../../shared/corpus/pairs/sqlite/*")
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			from, _ := os.ReadFile(dir + "/old.sql")
			to, _ := os.ReadFile(dir + "/new.sql")
			if err := create(path, string(from)); err != nil {
				t.Fatal(err)
			}
			p, err := prepare(ctx, path, string(to), "", "")
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.Steps {
				t.Logf("%s %s %v why=%s", s.Kind, s.Key, s.Reasons, s.Why)
			}
			for _, f := range p.Findings {
				t.Logf("finding %s %s | %s", f.Rule, f.Message, f.Hint)
			}
			if _, err := executor.Apply(ctx, p, executor.Options{Path: path, Wait: time.Second}); err != nil {
				t.Fatal(err)
			}
			again, err := prepare(ctx, path, string(to), "", "")
			if err != nil {
				t.Fatal(err)
			}
			if len(again.Steps) > 0 {
				t.Errorf("second plan: %v", again.Steps)
			}
		})
	}
}
