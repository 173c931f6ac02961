package postgres

// CREATE, ALTER and DROP SEQUENCE. Dropping a sequence loses its position, which the schema does
// not hold. OWNED BY needs the column to be there, so that the owner of a new column's sequence
// is set by an action of its own.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindSequence, sequenceKind())

func sequenceKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "SEQUENCE " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement { return createSequence(o.(*pgmodel.Sequence)) },
		drop: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Drop("SEQUENCE " + ddl.Qualified(o.Key())), Form: locks.Of(locks.DropsTable), Loss: plan.Loses, Lost: "the position of " + o.Key().Object(),
				Rules: []plan.Rule{{Name: "drop-sequence", Key: o.Key()}}}}
		},
		created: func(p *planner, o pgmodel.Object, reason string) { p.own(o.(*pgmodel.Sequence), reason) },
		alter:   alterSequence,
		hasHint: true,
		rename:  renameRelation("SEQUENCE"),
		form:    formOf(map[schema.Verb]locks.FormID{schema.Drops: locks.DropsTable}),

		inDefaults: true,
		stays:      true, // owned by a column, it goes with it, or its owner changes
	}
}

func createSequence(s *pgmodel.Sequence) []statement {
	return []statement{{Do: ddl.CreateSequence(s), Undo: ddl.Drop("SEQUENCE " + ddl.Qualified(s.ID))}}
}

func alterSequence(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Sequence), c.To.(*pgmodel.Sequence)
	var out []statement
	head := "ALTER SEQUENCE " + ddl.Qualified(to.ID) + " "
	for _, f := range c.Fields {
		switch f.Name {
		case "options":
			out = append(out, sequenceOptions(from, to)...)
		case "owned by":
			if to.OwnedBy != (schema.Key{}) && p.before.get(to.OwnedBy) == nil { // its column is made in the same plan
				if from.OwnedBy != (schema.Key{}) {
					out = append(out, statement{Do: ddl.Text(head + "OWNED BY NONE"), Undo: ddl.Text(head + "OWNED BY " + ddl.SequenceOwner(from)), Form: locks.Of(locks.AltersSequence)})
				}
				p.own(to, reasonField(c, f))
				continue
			}
			out = append(out, statement{Do: ddl.Text(head + "OWNED BY " + ddl.SequenceOwner(to)), Undo: ddl.Text(head + "OWNED BY " + ddl.SequenceOwner(from)), Form: locks.Of(locks.AltersSequence)})
		case "unlogged":
			out = append(out, statement{Do: ddl.Text(head + ddl.If(to.Unlogged, "SET UNLOGGED", "SET LOGGED")), Form: locks.Of(locks.LogsSequence)})
		}
	}
	return out, true
}

// sequenceOptions change the options of a sequence, whose position must be inside new bounds.
func sequenceOptions(from, to *pgmodel.Sequence) []statement {
	alter := func(changes []ddl.SequenceChange) statement {
		return statement{Do: ddl.AlterSequence(to.ID, changes), Form: locks.Of(locks.AltersSequence)}
	}
	if !containsBounds(&to.Options, &from.Options) {
		wide := widened(&from.Options, &to.Options)
		return []statement{alter(boundsChanges(&from.Options, wide)), {Do: takePosition(to.ID, to.ID, &to.Options, false)}, alter(ddl.SequenceChanges(wide, &to.Options))}
	}
	p := alter(ddl.SequenceChanges(&from.Options, &to.Options))
	p.Undo = ddl.AlterSequence(to.ID, ddl.SequenceChanges(&to.Options, &from.Options))
	return []statement{p}
}
