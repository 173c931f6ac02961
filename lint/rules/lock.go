package rules

import (
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// exclusive says whether an act takes a lock on a relation that readers or writers wait
// for (the table of forms in plan/postgres).
func exclusive(a *lint.Act) bool {
	switch a.Verb {
	case schema.AddsColumn, schema.DropsColumn, schema.RenamesColumn, schema.SetsType, schema.SetsNotNull, schema.DropsNotNull, schema.SetsDefault,
		schema.DropsDefault, schema.DropsConstraint, schema.EnablesRLS, schema.DisablesRLS, schema.Rewrites, schema.Truncates, schema.Attaches:
		return true
	case schema.AddsConstraint:
		return a.Kind != schema.KindDomainCheck
	case schema.Alters:
		return a.On.Kind == schema.KindTable && a.On.Name != ""
	case schema.Detaches:
		return !a.Concurrently
	case schema.Drops:
		return a.Kind == schema.KindTable || a.Kind == schema.KindIndex && !a.Concurrently
	case schema.Renames:
		return a.Kind == schema.KindTable
	case schema.Creates:
		return a.Kind == schema.KindTrigger
	}
	return false
}

// handlesRows says whether an act takes time that grows with the rows.
func handlesRows(a *lint.Act) bool {
	switch a.Verb {
	case schema.Updates, schema.Deletes, schema.Inserts, schema.Selects:
		return true
	case schema.Creates:
		return a.Kind == schema.KindIndex && !a.New
	}
	return false
}

// passes says whether an act reads or writes every row.
func passes(a *lint.Act) bool {
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

// timeouts reports the first act of each file that wants a setting that nothing before
// it sets.
func timeouts(p *lint.Pass, setting string, wants func(*lint.Act) bool, fix, format string) {
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
			if s := text(p, a); a.Tx == 0 {
				f.Edits = []lint.Edit{{Start: s.Start, End: s.Start, Text: fix + "\n"}}
			}
		}
	}
}
