package sqlite

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
)

// The schema is the same in whatever state the file is, and reading it leaves
// that state alone.
func TestSchema(t *testing.T) {
	const ddl = tableT + `CREATE TABLE u (t_id REFERENCES t); CREATE INDEX i ON u (t_id); CREATE VIEW v AS SELECT a FROM t;
CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END; CREATE VIRTUAL TABLE f USING fts5(x);`
	for name, prepare := range map[string]func(path string){
		"rollback": func(path string) { create(t, path, ddl) },
		"wal":      func(path string) { create(t, path, `PRAGMA journal_mode = wal;`+ddl) },
		"live wal": func(path string) { start(t, path, `PRAGMA journal_mode = wal;`+ddl) },
		"killed wal": func(path string) {
			start(t, path, `PRAGMA journal_mode = wal;`+ddl)()
			remove(t, path+shmSuffix)
		},
		"hot journal": func(path string) {
			create(t, path, ddl+rows(1000))
			start(t, path, spill+`CREATE TABLE never (a);`)()
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.db")
			prepare(path)
			unchanged(t, dir, func() {
				db := opened(t, path)
				defer closing(t, db)
				s, err := db.Schema(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{"index i", "table t", "table u", "trigger g", "view v", "virtual table f"}, objects(s)); diff != "" {
					t.Errorf("objects (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func objects(s *schema.Schema) []string {
	var names []string
	for o := range s.All() {
		names = append(names, o.Key().String())
	}
	return names
}

func TestSchemaOfNothing(t *testing.T) {
	db := opened(t, Memory)
	defer closing(t, db)
	if s, err := db.Schema(context.Background()); err != nil || s.Len() != 0 {
		t.Errorf("%v, %v", s, err)
	}
}
