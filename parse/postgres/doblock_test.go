package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// TestDoBlocks: what stands as it is in a block is read with its place, what is made when it runs leaves
// the block opaque.
func TestDoBlocks(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"DO $$ BEGIN\n CREATE TYPE a AS ENUM ('x');\nEXCEPTION WHEN duplicate_object THEN null;\nEND $$;", "2:2 CREATE TYPE a AS ENUM ('x')"},
		{"DO $x$\nDECLARE n int := 1;\nBEGIN\n  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'a; THEN') THEN\n    -- make it\n    CREATE TABLE t (a int);\n  ELSIF n = 2 THEN\n    ALTER TABLE t ADD b int;\n  ELSE DROP TABLE u; END IF;\nEND $x$",
			"6:5 CREATE TABLE t (a int)|8:5 ALTER TABLE t ADD b int|9:8 DROP TABLE u"},
		{"DO $$ BEGIN EXECUTE 'CREATE TABLE t (a int)'; END $$", "1:22 CREATE TABLE t (a int)"},
		{"DO $$ BEGIN EXECUTE format('CREATE TABLE %I (a int)', 't'); DROP TABLE x; END $$", "1:61 DROP TABLE x|opaque"},
		{"DO $$ BEGIN PERFORM f(); END $$", "opaque"},
		{"DO $$ BEGIN UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END; END $$", "1:13 UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END"},
		{"DO LANGUAGE plpython3u $$ drop = 1; $$", "opaque"},
		{"DO 'BEGIN CREATE TABLE t (a int); END'", "opaque"},
	} {
		got, err := Analyze(context.Background(), nil, []parse.Source{{Name: "m.sql", Text: c.sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		opaque := false
		for _, s := range got.Flat().Statements {
			opaque = opaque || s.Opaque != "" && !s.Whole
			if s.Nested {
				list = append(list, strings.TrimPrefix(s.Pos.String(), "m.sql:")+" "+s.SQL)
			}
		}
		if opaque {
			list = append(list, "opaque")
		}
		if s := strings.Join(list, "|"); s != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sql, s, c.want)
		}
	}
}

// TestDoBlocksAreFolded: what a block makes is there for the statements after it, and what cannot be
// made in it is no mistake.
func TestDoBlocksAreFolded(t *testing.T) {
	sql := `CREATE TABLE t (a int);
DO $$ BEGIN CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (b int); ALTER TABLE none ADD a int; EXCEPTION WHEN OTHERS THEN null; END $$;
ALTER TABLE t ADD b e;`
	got, err := Analyze(context.Background(), &schema.Schema{}, []parse.Source{{Name: "m.sql", Text: sql}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Broken) > 0 {
		t.Error(got.Broken)
	}
	if got.To.Get(schema.Key{Kind: schema.KindEnum, Schema: "public", Name: "e"}) == nil {
		t.Error("the type is not there")
	}
}
