package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-index.md
var dropIndexPage string

func dropIndex() *lint.Rule {
	return &lint.Rule{Name: "drop-index", Category: "destructive", Severity: lint.Warning, Page: dropIndexPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind != schema.KindIndex || p.Absent(a) || p.Replaced(a) || p.Later(a, creates) {
				return
			}
			t, x := p.Index(a.Name)
			if t != nil && (coveredNow(p, t, x) || columnGone(p, t, x)) {
				return
			}
			if t != nil && p.Now(t.Key) == nil { // it goes with its table
				return
			}
			p.At(a, "look at pg_stat_user_indexes.idx_scan, on replicas too, before it goes", "queries that use index %s read the whole table", a.Name)
		}, schema.Drops)
	}}
}
