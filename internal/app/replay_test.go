package app

import (
	"errors"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
)

func TestReplay(t *testing.T) {
	r := planOptions().Replayer()
	f := migrationFiles(t, "0001_a.sql", first, "0002_b.sql", "ALTER TABLE a ADD COLUMN y;\nINSERT INTO a VALUES (1, 2);\n")
	out, err := r.Replay(ctx, nil, f.Files)
	if err != nil || out.Opaque != nil || len(out.Statements) != 3 || len(out.Schema.Notes) != 0 {
		t.Fatalf("got %+v, %v", out, err)
	}
	known, err := r.Known(ctx, f.Files)
	if err != nil || known.Fingerprint() != ddl(t, "CREATE TABLE a (x, y);").Schema.Fingerprint() {
		t.Errorf("got %v", err)
	}
	split, err := r.Split(ctx, f.Files[1])
	if err != nil || len(split.Statements) != 2 {
		t.Errorf("got %+v, %v", split, err)
	}
	if _, err := r.Replay(ctx, nil, f.Files[1:]); len(FileErrors(err)) == 0 || FileErrors(err)[0].Pos.File != f.Files[1].Path {
		t.Errorf("a migration without the one before: %v", err)
	}
}

// What a DO block creates is not known without a server for trials.
func TestReplayOfUnknownEffect(t *testing.T) {
	r := Replayer{Target: postgres.Server{}}
	files := []folder.File{{ID: "0001", Path: "0001_do.sql", SQL: "SELECT 1;\nDO $$ BEGIN EXECUTE 'CREATE TABLE a ()'; END $$;\n"}}
	out, err := r.Replay(ctx, nil, files)
	if err != nil || out.Schema != nil || out.Opaque == nil || out.Opaque.Pos.Line != 2 {
		t.Fatalf("got %+v, %v", out, err)
	}
	var unknown *UnknownEffectError
	_, err = r.Known(ctx, files)
	if !errors.As(err, &unknown) || !strings.HasPrefix(err.Error(), "0001_do.sql:2:1") || len(FileErrors(err)) != 1 {
		t.Errorf("got %v", err)
	}
	var place *parse.Error
	if !errors.As(err, &place) {
		t.Errorf("the place is not in %v", err)
	}
	if errs := FileErrors(errors.New("another")); errs != nil {
		t.Errorf("got %v", errs)
	}
}
