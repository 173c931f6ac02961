package sqlite

import (
	"context"
	"reflect"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// What statements do by their text is what Analyze reports of them, but for what only running them
// tells.
func TestReadStatements(t *testing.T) {
	src := parse.Source{Name: "m.sql", Text: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);
ALTER TABLE t ADD COLUMN b INT DEFAULT 1;
INSERT INTO t (a) VALUES ('x');
UPDATE t SET a = 'y' WHERE id = 1;
CREATE INDEX i ON t (a);
DROP INDEX IF EXISTS i;
PRAGMA foreign_keys = ON;`}
	got, ok := ReadStatements(src)
	judged, err := Analyze(context.Background(), nil, []parse.Source{src}, true)
	if err != nil || !ok || len(got) != len(judged.Statements) {
		t.Fatalf("%d statements, %v, %v", len(got), ok, err)
	}
	for i := range got {
		if !reflect.DeepEqual(got[i].Acts, judged.Statements[i].Acts) {
			t.Errorf("%s\n%+v\n%+v", got[i].SQL, got[i].Acts, judged.Statements[i].Acts)
		}
	}
	if _, ok := ReadStatements(parse.Source{Text: "DELETE FROM t ORDER BY a LIMIT 1 ! 2;"}); ok {
		t.Error("a statement without a tree counts as read")
	}
}
