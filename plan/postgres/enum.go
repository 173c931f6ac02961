package postgres

// CREATE TYPE … AS ENUM, and the changes of its values. ALTER TYPE adds and renames values and
// can neither drop nor move one (sql-altertype.html); a list that needs that is a new type. An
// added value commits by itself, since it cannot be used before that.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindEnum, enumKind())

func enumKind() kind {
	return kind{
		name: named("TYPE"),
		create: func(_ *planner, o pgmodel.Object) []statement {
			e := o.(*pgmodel.Enum)
			return []statement{{Do: ddl.Create("TYPE " + ddl.Qualified(e.ID) + " AS ENUM (" + ddl.Literals(e.Labels) + ")"), Undo: ddl.Drop("TYPE " + ddl.Qualified(e.ID))}}
		},
		alter:      alterEnum,
		ofColumns:  true,
		makesIndex: true,
		inDefaults: true,
		hasHint:    true,
		lookalike: func(o pgmodel.Object) (plan.Lookalike, bool) { // of the same values
			e := o.(*pgmodel.Enum)
			return plan.Lookalike{Group: "enum " + ddl.Literals(e.Labels), Name: e.ID.Name, AnyName: true}, len(e.Labels) > 0
		},
	}
}

// alterEnum renames and adds values. One that goes or moves needs a new type, which
// takes the place of the old one.
func alterEnum(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Enum), c.To.(*pgmodel.Enum)
	head := "ALTER TYPE " + ddl.Qualified(to.ID) + " "
	have := slices.Clone(from.Labels)
	var out []statement
	for _, r := range to.Renamed {
		i := slices.Index(have, r.Value)
		if i < 0 || slices.Contains(have, r.Name) || slices.Contains(to.Labels, r.Value) {
			continue
		}
		have[i] = r.Name
		was, now := pgmodel.Literal(r.Value), pgmodel.Literal(r.Name)
		out = append(out, statement{Do: ddl.Text(head + "RENAME VALUE " + was + " TO " + now), Undo: ddl.Text(head + "RENAME VALUE " + now + " TO " + was)})
	}
	if !keepsOrder(have, to.Labels) {
		p.losesValues(have, to)
		return nil, false
	}
	known := setOf(have)
	for i, l := range to.Labels {
		if known[l] {
			continue
		}
		sql := head + "ADD VALUE " + pgmodel.Literal(l)
		switch {
		case i < len(have) && i == 0:
			sql += " BEFORE " + pgmodel.Literal(have[0])
		case i < len(have):
			sql += " AFTER " + pgmodel.Literal(have[i-1])
		}
		have = slices.Insert(have, i, l)
		out = append(out, statement{Do: ddl.Text(sql), Tx: plan.TxOwn, Why: "a value cannot be used in the transaction that adds it"})
	}
	return out, true
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}

// keepsOrder reports whether the values of the one list are in the other, in their order.
func keepsOrder(have, want []string) bool {
	at := 0
	for _, l := range have {
		i := slices.Index(want[at:], l)
		if i < 0 {
			return false
		}
		at += i + 1
	}
	return true
}
