package postgres

// Sequences that belong to a column, and the change between serial and identity. A serial is a
// default and an owned sequence (datatype-numeric.html, "Serial Types"); an identity has an
// internal one. Neither turns into the other, so that the position is carried from sequence to
// sequence.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// own lets a new sequence belong to its column once both are there.
func (w *planner) own(s *pgmodel.Sequence, reason string) {
	if s.OwnedBy == (schema.Key{}) {
		return
	}
	a := w.add(node{opCreate, ownership(s.ID)}, nil, s, append(w.forTable(s), statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + " OWNED BY " + ddl.SequenceOwner(s)), Form: locks.Of(locks.AltersSequence)}), reason)
	a.about = s.ID
	a.after = append(a.after, node{opCreate, s.ID}, node{opAlter, s.ID}, node{opCreate, s.OwnedBy}, node{opAlter, s.OwnedBy}, node{opCreate, w.tableOf(s.OwnedBy)})
}

// serialBefore is the sequence that the column drew its values from, alone, and that is not
// wanted any more.
func (w *planner) serialBefore(c *pgmodel.Column) *pgmodel.Sequence {
	return ownSequence(w.before, w.after, c)
}

// ownSequence is the sequence that a column draws from in one schema and that the other one
// does not have: that it owns, or that belongs to none and serves no other column.
func ownSequence(in, notIn *objects, c *pgmodel.Column) *pgmodel.Sequence {
	for _, k := range c.Uses {
		s, ok := in.get(k).(*pgmodel.Sequence)
		if ok && notIn.get(k) == nil && (s.OwnedBy == c.Key() || s.OwnedBy == (schema.Key{}) && servesOnly(in, k, c)) {
			return s
		}
	}
	return nil
}

// servesOnly reports whether a column is the only object that uses a sequence.
func servesOnly(in *objects, sequence schema.Key, c *pgmodel.Column) bool {
	for o := range in.all() {
		if o.Key() != c.Key() && slices.Contains(o.Needs(), sequence) {
			return false
		}
	}
	return true
}

// serialToIdentity makes a serial column an identity: the new sequence goes on where the
// old one stood, under the name that the old one may have had. A new type comes between,
// while the column draws from neither.
func (a *columnChange) serialToIdentity(s *pgmodel.Sequence) {
	w, to := a.p, a.to
	aside := schema.Key{Schema: s.ID.Schema, Name: aside(s.ID.Name)}
	if a.retypes() {
		a.retype() // which drops the default
	} else {
		a.alter(statement{}, a.setDefault(""), nil)
	}
	if !a.from.NotNull {
		a.alter(statement{}, a.setNotNull(true), nil)
	}
	if s.OwnedBy != (schema.Key{}) {
		a.text("ALTER SEQUENCE %s OWNED BY NONE", ddl.Qualified(s.ID))
	}
	a.text("ALTER SEQUENCE %s RENAME TO %s", ddl.Qualified(s.ID), ddl.Quote(aside.Name))
	a.alter(statement{Form: locks.Of(locks.AddsIdentity)}, ddl.AddIdentity{Column: to}, nil)
	a.out = append(a.out, statement{Do: takePosition(to.Extra().SequenceKey, aside, to.Extra().Sequence, containsBounds(to.Extra().Sequence, &s.Options))})
	a.text("DROP SEQUENCE %s", ddl.Qualified(aside))
	w.handled(node{opDrop, s.ID})
}

// identityToSerial is the reverse of serialToIdentity.
func (a *columnChange) identityToSerial(s *pgmodel.Sequence) {
	from, to := a.from, a.to
	aside := *s
	aside.Name = pgmodel.Clip(s.ID.Name, pgmodel.MaxName-len("_new")) + "_new"
	aside.ID.Name = aside.Name
	a.out = append(a.out, statement{Do: ddl.CreateSequence(&aside)})
	a.out = append(a.out, statement{Do: takePosition(aside.ID, from.Extra().SequenceKey, &s.Options, containsBounds(&s.Options, from.Extra().Sequence))})
	a.alter(statement{}, a.column("DROP IDENTITY"), nil)
	a.text("ALTER SEQUENCE %s RENAME TO %s", ddl.Qualified(aside.ID), ddl.Quote(s.ID.Name))
	if a.retypes() {
		a.retype() // which sets the default
	} else {
		a.alter(statement{}, a.setDefault(to.Default.SQL), nil)
	}
	if s.OwnedBy != (schema.Key{}) {
		a.text("ALTER SEQUENCE %s OWNED BY %s", ddl.Qualified(s.ID), ddl.SequenceOwner(s))
	}
	a.out = append(a.out, sharedCreate(a.p.name(s), s)...)
	a.p.access(s, "")
	a.p.handled(node{opCreate, s.ID})
	a.p.handled(node{opCreate, ownership(s.ID)})
}

// aside is a name for what is kept for a moment, no longer than names can be.
func aside(n string) string {
	if len(n) > 58 {
		n = strings.ToValidUTF8(n[:58], "")
	}
	return n + "_old"
}
