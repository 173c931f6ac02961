package sqlite

// Foreign keys are checked against the desired schema as a whole. SQLite accepts a reference
// to a missing table or to columns without a unique key, and reports it only when a row is
// written (foreignkeys.html, section 3), by which time the schema is deployed; here it blocks
// the plan.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// references finds foreign keys that no longer or not yet fit a key of their
// parent. SQLite creates them without a word and fails on the next statement that
// uses them (foreignkeys.html, section 3).
func (w *work) references() {
	for o := range w.to.All() {
		t, ok := o.(*litemodel.Table)
		if !ok {
			continue
		}
		for _, fk := range t.ForeignKeys {
			w.reference(t, fk)
		}
	}
}

func (w *work) reference(t *litemodel.Table, fk *litemodel.ForeignKey) {
	before := litemodel.TableOf(w.from, t.Key())
	was := before != nil && holdsKey(before, fk.Key())
	parent := litemodel.TableOf(w.to, fk.References)
	f := plan.Finding{Rule: "fk-target-not-unique", Severity: plan.Error, Blocks: true, Key: fk.Key(), Pos: fk.Pos()}
	switch {
	case parent == nil && (!was || litemodel.TableOf(w.from, fk.References) != nil):
		f.Rule = "fk-target-missing"
		f.Message = fmt.Sprintf("a foreign key of %s refers to %s, which the desired schema does not have", t.Name, fk.References.Name)
		f.Hint = "create the table, or correct the name"
	case parent == nil || hasKey(w.to, parent, fk):
		return
	case was && !hasKey(w.from, litemodel.TableOf(w.from, fk.References), fk):
		return // it was so before
	default:
		f.Message = fmt.Sprintf("a foreign key of %s refers to columns of %s that are no PRIMARY KEY, UNIQUE or unique index", t.Name, parent.Name)
		f.Hint = "with foreign keys on, every change of either table would fail: make them unique, or drop the foreign key"
	}
	w.find(f)
}

func holdsKey(t *litemodel.Table, key schema.Key) bool {
	for _, fk := range t.ForeignKeys {
		if fk.Key() == key {
			return true
		}
	}
	return false
}

// hasKey reports whether the parent columns of fk are a primary key, UNIQUE, or have
// a unique index (foreignkeys.html, section 3).
func hasKey(s *schema.Schema, parent *litemodel.Table, fk *litemodel.ForeignKey) bool {
	if parent == nil {
		return false
	}
	if len(fk.RefColumns) == 0 {
		return parent.Primary != nil && len(parent.Primary.Parts) == len(fk.Columns)
	}
	for _, u := range append([]*litemodel.Unique{parent.Primary}, parent.Uniques...) {
		if u != nil && sameColumns(u.Parts, fk.RefColumns) {
			return true
		}
	}
	for o := range s.All() {
		x, ok := o.(*litemodel.Index)
		if ok && x.Unique && x.Table == parent.Key() && x.Where.SQL == "" && sameColumns(x.Parts, fk.RefColumns) {
			return true
		}
	}
	return false
}

func sameColumns(parts []litemodel.Part, names []string) bool {
	if len(parts) != len(names) {
		return false
	}
	for _, p := range parts {
		if p.Column == "" || !slices.Contains(names, p.Column) {
			return false
		}
	}
	return true
}
