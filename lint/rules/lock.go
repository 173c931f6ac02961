package rules

// What rules about locks ask of an act: whether it takes a lock that readers or writers wait for,
// and whether its time grows with the rows. The lock is that of the table in plan/postgres/locks,
// which plans are made from, too.

import (
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// blocksOthers reports whether an act takes a lock on a relation that readers or all writers
// wait for, by the table of forms that plans are made from.
func blocksOthers(p *lint.Pass, a *lint.Act) bool {
	if a.Verb == schema.Truncates {
		return true
	}
	if p.Lock == nil || a.Kind == schema.KindDomainCheck {
		return false
	}
	lock := p.Lock(a.Act)
	return lock == "ACCESS EXCLUSIVE" || lock == "SHARE ROW EXCLUSIVE"
}

// handlesRows reports whether an act takes time that grows with the rows.
func handlesRows(a *lint.Act) bool {
	switch a.Verb {
	case schema.Updates, schema.Deletes, schema.Inserts, schema.Selects:
		return true
	case schema.Creates:
		return a.Kind == schema.KindIndex && !a.New
	}
	return false
}

// readsEveryRow reports whether an act reads or writes every row.
func readsEveryRow(a *lint.Act) bool {
	switch a.Verb {
	case schema.SetsNotNull:
		return !a.Proven && !a.NotNull
	case schema.SetsType:
		return true
	case schema.AddsConstraint:
		return a.Kind == schema.KindCheck && !a.NotValid
	}
	return false
}

// requireTimeout reports the first act of each file that wants a setting that nothing before
// it sets.
func requireTimeout(p *lint.Pass, setting string, wants func(*lint.Act) bool, fix, format string) {
	if p.Kind != lint.Migration {
		return
	}
	done := map[string]bool{}
	for i := range p.Acts {
		a := &p.Acts[i]
		file := a.Pos.File
		switch {
		case done[file]:
		case a.Verb == schema.Sets && a.Name == setting:
			done[file] = true
		case wants(a) && !a.New && !a.Temp:
			done[file] = true
			f := p.At(a, fix, format, a.Object())
			if s := statementOf(p, a); a.Tx == 0 {
				f.Edits = []lint.Edit{{Start: s.Start, End: s.Start, Text: fix + "\n"}}
			}
		}
	}
}
