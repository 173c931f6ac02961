package history_test

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// TestOwnersOfAnUnknownTableCostNothing keeps the list of tools from being made for each
// table of a comparison.
func TestOwnersOfAnUnknownTableCostNothing(t *testing.T) {
	name, columns := history.Name{Table: "orders"}, []string{"id", "total"}
	if n := testing.AllocsPerRun(100, func() { history.Owners(name, columns) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkKept1000(b *testing.B) {
	s := &schema.Schema{Dialect: schema.SQLite}
	for i := range 1000 {
		name := fmt.Sprintf("t%d", i)
		s.Put(&litemodel.Table{Folded: name, Source: litemodel.Source{Origin: schema.Origin{Name: name}}})
	}
	none := &schema.Schema{Dialect: schema.SQLite}
	b.ReportAllocs()
	for b.Loop() {
		if kept := history.Kept(s, none); len(kept) > 0 {
			b.Fatal(kept)
		}
	}
}
