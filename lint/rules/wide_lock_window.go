package rules

// A transaction that locks one table after another keeps the first while it waits for the second,
// and can deadlock with sessions that lock in the other order. Tables created by the same
// migration are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed wide-lock-window.md
var wideLockWindowPage string

func wideLockWindow() *lint.Rule {
	return &lint.Rule{Name: "wide-lock-window", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: wideLockWindowPage, NoChange: "it is about how statements share transactions; the planner sees to that", Check: func(p *lint.Pass) {
		held := map[int]string{}
		for i := range p.Acts {
			a := &p.Acts[i]
			if a.Tx == 0 || a.New || !blocksOthers(p, a) {
				continue
			}
			table := lockedTable(p, a) // of an index that is not known it may be any
			if table.Name == "" || p.Made(table) && a.On != table {
				continue
			}
			if first := held[a.Tx]; first == "" {
				held[a.Tx] = table.Name
			} else if first != table.Name {
				p.At(a, "COMMIT between the tables", "%s stays locked while this statement waits for %s", first, table.Name)
				held[a.Tx] = table.Name
			}
		}
	}}
}
