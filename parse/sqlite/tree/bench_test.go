package tree_test

import (
	"testing"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
)

func BenchmarkParseTrigger(b *testing.B) {
	const sql = `CREATE TRIGGER "items_after_insert" AFTER INSERT ON items FOR EACH ROW WHEN new.parent_id IS NOT NULL BEGIN
	UPDATE parents SET count = count + 1, changed = datetime('now') WHERE id = new.parent_id;
	INSERT INTO log (kind, item, at) VALUES ('insert', new.id, CURRENT_TIMESTAMP);
END`
	b.SetBytes(int64(len(sql)))
	for b.Loop() {
		if _, err := tree.Parse(sql); err != nil {
			b.Fatal(err)
		}
	}
}
