package rules

// Queries that used a dropped index read the whole table, and without a unique index rows can
// repeat. Left out is an index that is replaced, that another one covers, or that goes with its
// table or column.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-index.md
var dropIndexPage string

func dropIndex() *lint.Rule {
	return &lint.Rule{Name: "drop-index", Category: "destructive", Severity: lint.Warning, Page: dropIndexPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			t, x := p.Index(a.Name)
			if x != nil && x.Invalid { // a build of it was broken off, and no query uses it
				return
			}
			if a.Kind == schema.KindIndex && t != nil && x.Unique && lostUnique(x, p.Now(t.Key)) {
				uniqueGone(p, a, t, x)
				return
			}
			if a.Kind != schema.KindIndex || p.Absent(a) || p.Replaced(a) || p.Later(a, isCreate) || t == nil && indexComesBack(p, a) {
				return
			}
			if t != nil && (coveredNow(p, t, x) || servedNow(p, t, x) || columnGone(p, t, x)) {
				return
			}
			if t != nil && (p.Now(t.Key) == nil || hasIndex(p.Now(t.Key), x.Name)) { // it goes with its table, or is changed
				return
			}
			if t != nil {
				if first := shareNow(p, t, x); first != "" {
					p.At(a, unusedHint(p), "queries that use index %s will read all rows of the same %s", a.Name, first)
					return
				}
			}
			p.At(a, unusedHint(p), "queries that use index %s will read the whole table", a.Name)
		}, schema.Drops)
	}}
}

// uniqueGone reports a unique index without a replacement: it is a constraint
// of the rows, whatever else it is for.
func uniqueGone(p *lint.Pass, a *lint.Act, t *lint.Table, x *lint.Index) {
	f := p.At(a, "explain in a comment why rows may repeat it", "without unique index %s rows of %s can repeat %s", a.Name, t.Display(), strings.Join(x.Text, ", "))
	f.Severity, f.Table = lint.Error, t.Key
}

func hasIndex(t *lint.Table, name string) bool {
	return slices.ContainsFunc(t.Indexes, func(x *lint.Index) bool { return x.Name == name })
}

// indexComesBack reports whether a later statement makes an index of the name, on whatever table:
// which one a dropped index was on is not always known.
func indexComesBack(p *lint.Pass, a *lint.Act) bool {
	return slices.ContainsFunc(p.Acts[a.Index:], func(o lint.Act) bool {
		return o.Verb == schema.Creates && o.Kind == schema.KindIndex && sameIndexName(p, o.Name, a.Name)
	})
}

// sameIndexName compares names as the dialect does; the acts have them as they are spelled.
func sameIndexName(p *lint.Pass, a, b string) bool {
	return a == b || p.Dialect == "sqlite" && strings.EqualFold(a, b)
}

// unusedHint is how to find out whether an index is used.
func unusedHint(p *lint.Pass) string {
	if p.Lock == nil {
		return "look with EXPLAIN QUERY PLAN whether a query uses it before it goes"
	}
	return "look at pg_stat_user_indexes.idx_scan, on replicas too, before it goes"
}
