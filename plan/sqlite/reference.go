package sqlite

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// references finds foreign keys that no longer or not yet fit a key of their
// parent. SQLite creates them without a word and fails on the next statement that
// uses them (foreignkeys.html, section 3).
func (w *work) references() {
	for o := range w.to.All() {
		t, ok := o.(*schema.Table)
		if !ok {
			continue
		}
		for _, fk := range t.ForeignKeys {
			w.reference(t, fk)
		}
	}
}

func (w *work) reference(t *schema.Table, fk *schema.ForeignKey) {
	before := schema.TableOf(w.from, t.Key())
	was := before != nil && holdsKey(before, fk.Key())
	parent := schema.TableOf(w.to, fk.References)
	f := plan.Finding{Rule: "fk-target-not-unique", Severity: plan.Error, Blocks: true, Key: fk.Key(), Pos: fk.Pos()}
	switch {
	case parent == nil && (!was || schema.TableOf(w.from, fk.References) != nil):
		f.Rule = "fk-target-missing"
		f.Message = fmt.Sprintf("a foreign key of %s refers to %s, which the desired schema does not have", t.Name, fk.References.Name)
		f.Hint = "create the table, or mend the name"
	case parent == nil || hasKey(w.to, parent, fk):
		return
	case was && !hasKey(w.from, schema.TableOf(w.from, fk.References), fk):
		return // it was so before
	default:
		f.Message = fmt.Sprintf("a foreign key of %s refers to columns of %s that are no PRIMARY KEY, UNIQUE or unique index", t.Name, parent.Name)
		f.Hint = "with foreign keys on, every change of either table would fail: make them unique, or drop the foreign key"
	}
	w.find(f)
}

func holdsKey(t *schema.Table, key schema.Key) bool {
	for _, fk := range t.ForeignKeys {
		if fk.Key() == key {
			return true
		}
	}
	return false
}
