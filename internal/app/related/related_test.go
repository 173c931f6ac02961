package related

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// What a statement does to a part must be what it does to the whole: for statements of many
// kinds about each table of real schemas.
func TestPartIsEnough(t *testing.T) {
	for _, target := range []engine.Target{sqlite.File{}, postgres.Server{}} {
		language := target.Language()
		t.Run(string(language.Name()), func(t *testing.T) {
			for _, e := range dbtest.Corpus(t, string(language.Name()), "schema") {
				t.Run(e.Name, func(t *testing.T) {
					text, err := os.ReadFile(e.Path)
					if err != nil {
						t.Fatal(err)
					}
					whole := fold(t, language, nil, string(text))
					taken, list := 0, statementsOn(whole.To, testing.Short())
					for _, sql := range list {
						taken += same(t, language, whole.To, sql)
					}
					t.Logf("%d statements, %d of %d objects", len(list), taken/max(1, len(list)), whole.To.Len())
				})
			}
		})
	}
}

func TestPartIsEnoughByHand(t *testing.T) {
	for _, c := range []struct{ schema, sql string }{
		{"CREATE TABLE a (x, y); CREATE VIEW v AS SELECT x FROM a; CREATE VIEW w AS SELECT * FROM v; CREATE TABLE c (x REFERENCES a (x))", "ALTER TABLE a RENAME TO b"},
		{"CREATE TABLE a (x, y); CREATE VIEW v AS SELECT nothing FROM c; CREATE TABLE c (x)", "ALTER TABLE a RENAME COLUMN x TO z"},
		{"CREATE TABLE a (x, y); CREATE TABLE log (t); CREATE TRIGGER tr AFTER INSERT ON a BEGIN INSERT INTO log VALUES (new.y); END", "ALTER TABLE a DROP COLUMN y"},
		{"CREATE TABLE a (x, y); CREATE TABLE log (t); CREATE TRIGGER tr AFTER INSERT ON a BEGIN INSERT INTO log VALUES (new.y); END", "DROP TABLE log; CREATE INDEX i ON a (y)"},
		{`CREATE TABLE "two words" (x, "!" , "?" UNIQUE); CREATE TABLE "!" (x REFERENCES "two words"); CREATE INDEX "+" ON "!" (x)`, `ALTER TABLE "two words" RENAME TO "-"; DROP INDEX "+"`},
		{"CREATE TABLE d (body); CREATE VIRTUAL TABLE f USING fts5(body, content='d')", "ALTER TABLE d RENAME COLUMN body TO b; CREATE TABLE f_data (x)"},
		{"CREATE TABLE a (x); CREATE INDEX i ON a (x)", "CREATE TABLE b (y); CREATE INDEX i ON b (y)"},
	} {
		language := sqlite.File{}.Language()
		same(t, language, fold(t, language, nil, c.schema+";").To, c.sql+";")
	}
}

func fold(t *testing.T, language engine.Language, from *schema.Schema, sql string) *parse.Analysis {
	t.Helper()
	a, err := language.Analyze(context.Background(), from, []parse.Source{{Name: "m.sql", Text: sql}}, from != nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// same compares what a migration does to a schema with what it does to the part that it is
// about.
func same(t *testing.T, language engine.Language, from *schema.Schema, sql string) (taken int) {
	t.Helper()
	s := New(from, language.Name())
	s.small = 0
	want := fold(t, language, from, sql)
	part := s.Part(sql)
	got := fold(t, language, part, sql)
	s.Replace(part, got.To)
	if a, b := fmt.Sprint(got.Broken, got.Uncertain, got.Quoted), fmt.Sprint(want.Broken, want.Uncertain, want.Quoted); a != b {
		t.Errorf("%s\nof a part: %s\nof all:    %s", sql, a, b)
	}
	if s.Schema().Fingerprint() != want.To.Fingerprint() {
		t.Errorf("%s\nleads to another schema: of %d objects %d were taken", sql, from.Len(), part.Len())
	}
	return part.Len()
}

// statementsOn are changes of many kinds to the tables of a schema and what stands beside them.
func statementsOn(s *schema.Schema, few bool) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for o := range s.All() {
		name := quoted(o.Key())
		switch o.Key().Kind {
		case schema.KindTable:
			add("ALTER TABLE %s ADD COLUMN zz bigint; CREATE INDEX zi ON %[1]s (zz);", name)
			add("ALTER TABLE %s RENAME TO zzz;", name)
			add("DROP TABLE %s;", name)
			add("CREATE TABLE zt (a bigint REFERENCES %s); CREATE VIEW zv AS SELECT * FROM %[1]s;", name)
			if c, ok := o.(schema.Composite); ok {
				for _, p := range c.Parts() {
					if p.Key().Kind == schema.KindColumn {
						add("ALTER TABLE %s RENAME COLUMN %s TO zz;", name, quote(p.Display()))
						add("ALTER TABLE %s DROP COLUMN %s;", name, quote(p.Display()))
						add("ALTER TABLE %s ALTER COLUMN %s TYPE text;", name, quote(p.Display()))
						break
					}
				}
			}
		case schema.KindView, schema.KindIndex, schema.KindSequence, schema.KindMatView:
			add("DROP %s %s;", o.Key().Kind, name)
		case schema.KindEnum, schema.KindDomain, schema.KindComposite:
			add("DROP TYPE %s;", name)
			add("ALTER TYPE %s RENAME TO zz;", name)
			add("CREATE TABLE zt (a %s);", name)
		case schema.KindTrigger:
			if on := schema.RelationOf(o); o.Key().Schema != "" {
				add("DROP TRIGGER %s ON %s;", quote(o.Key().Name), quoted(on))
			} else {
				add("DROP TRIGGER %s;", quote(o.Key().Name))
			}
		}
	}
	limit := 100
	if few {
		limit = 20
	}
	if len(out) > limit { // some of each sort
		var some []string
		for i := range limit {
			some = append(some, out[i*len(out)/limit])
		}
		return some
	}
	return out
}

func quoted(k schema.Key) string {
	if k.Schema == "" {
		return quote(k.Name)
	}
	return quote(k.Schema) + "." + quote(k.Name)
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
