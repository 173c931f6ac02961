package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
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

// Many files lead to the same schema and the same errors as few, which are folded at once.
func TestReplayOfManyFiles(t *testing.T) {
	for _, target := range []engine.Target{sqlite.File{}, postgres.Server{}} {
		var files []folder.File
		var all strings.Builder
		for i := range 2 * manyFiles {
			sql := fmt.Sprintf("CREATE TABLE t%d (id bigint PRIMARY KEY, a text, b bigint REFERENCES t0 (id)); CREATE INDEX i%d ON t%d (a); CREATE VIEW v%d AS SELECT a FROM t%d;\n", i, i, i, i, i)
			if i > 10 && i%3 == 0 {
				sql += fmt.Sprintf("ALTER TABLE t%d RENAME COLUMN b TO c; ALTER TABLE t%d RENAME TO u%d; DROP VIEW v%d;\n", i-7, i-7, i-7, i-5)
			}
			files = append(files, folder.File{Path: fmt.Sprintf("%04d.sql", i), SQL: sql})
			all.WriteString(sql)
		}
		r := Replayer{Target: target}
		many, err := r.Replay(t.Context(), nil, files)
		if err != nil {
			t.Fatal(err)
		}
		once, err := r.Replay(t.Context(), nil, []folder.File{{Path: "all.sql", SQL: all.String()}})
		if err != nil {
			t.Fatal(err)
		}
		if many.Schema.Fingerprint() != once.Schema.Fingerprint() || len(many.Statements) != len(once.Statements) {
			t.Errorf("%s: another schema", target.Language().Name())
		}
	}
}

func TestReplayOfManyFilesLooksAtTheLastSchema(t *testing.T) {
	var files []folder.File
	for i := range 2 * manyFiles {
		files = append(files, folder.File{Path: fmt.Sprintf("%04d.sql", i), SQL: fmt.Sprintf("CREATE TABLE t%d (x);", i)})
	}
	files[3].SQL = "CREATE VIEW v AS SELECT x FROM t100;"
	r := Replayer{Target: sqlite.File{}}
	if _, err := r.Replay(t.Context(), nil, files); err != nil {
		t.Error(err)
	}
	files[4].SQL = "CREATE VIEW w AS SELECT nothing FROM t1;"
	if _, err := r.Replay(t.Context(), nil, files); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Error(err)
	}
	files[5].SQL = "ALTER TABLE t900 ADD COLUMN y;"
	if _, err := r.Replay(t.Context(), nil, files); err == nil || !strings.Contains(err.Error(), "t900") {
		t.Error(err)
	}
}
