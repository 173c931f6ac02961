package postgres

// The sequence of a column goes over to the column that takes its place: the one of a serial column gets
// another owner, and the one of an identity column, which cannot, another sequence under its name that goes on
// where it stood.

import (
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// sequenceNotBeside is the reason in the sequence of a column.
func (w *planner) sequenceNotBeside(from, to *pgmodel.Column) string {
	if (from.Extra().Identity == "") != (to.Extra().Identity == "") {
		return "it becomes an identity column, or ceases to be one"
	}
	if w.serialBefore(from) != nil || ownSequence(w.after, w.before, to) != nil {
		return "its sequence is new, or goes"
	}
	for _, side := range []*objects{w.before, w.after} {
		for o := range side.of(schema.KindSequence) {
			s := o.(*pgmodel.Sequence)
			was, _ := w.before.get(s.ID).(*pgmodel.Sequence)
			now, _ := w.after.get(s.ID).(*pgmodel.Sequence)
			if s.OwnedBy == from.Key() && (was == nil || now == nil || was.OwnedBy != now.OwnedBy) {
				return "sequence " + s.ID.Object() + " gets another owner"
			}
		}
	}
	return ""
}

// sequenceOver gives the sequence of the old column to the new one.
func (w *planner) sequenceOver(from, to *pgmodel.Column, next string) []statement {
	var out []statement
	for o := range w.before.of(schema.KindSequence) {
		if s := o.(*pgmodel.Sequence); s.OwnedBy == from.Key() {
			given := *s
			given.OwnedBy.Name = next
			out = append(out, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + " OWNED BY " + ddl.SequenceOwner(&given)), Form: locks.Of(locks.AltersSequence)})
		}
	}
	if to.Extra().Identity == "" {
		return out
	}
	was, former := from.Extra().SequenceKey, formerSequence(from)
	column := *to
	column.Name = next
	return append(out, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(was) + " RENAME TO " + ddl.Quote(former.Name))},
		statement{Do: ddl.AlterTable(to.Table, ddl.AddIdentity{Column: &column}), Form: locks.Of(locks.AddsIdentity)},
		statement{Do: takePrivileges(to.Extra().SequenceKey, former)},
		statement{Do: takePosition(to.Extra().SequenceKey, former, to.Extra().Sequence, containsBounds(to.Extra().Sequence, from.Extra().Sequence))})
}

// formerSequence is the name of the sequence of an identity column while another takes its place.
func formerSequence(c *pgmodel.Column) schema.Key {
	k := c.Extra().SequenceKey
	k.Kind, k.Name = schema.KindSequence, aside(k.Name)
	return k
}

// takePrivileges gives a sequence the privileges of another one. Those on the sequence of an identity column are in no
// file, and lastval() and currval() need them (functions-sequence.html).
func takePrivileges(sequence, from schema.Key) ddl.Text {
	return ddl.Text(`DO $$DECLARE
  g record;
BEGIN
  FOR g IN SELECT a.privilege_type AS what, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS who, a.is_grantable AS further
    FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
    WHERE c.oid OPERATOR(pg_catalog.=) ` + pgmodel.Literal(ddl.Qualified(from)) + `::pg_catalog.regclass AND a.grantee OPERATOR(pg_catalog.<>) c.relowner LOOP
    EXECUTE pg_catalog.format('GRANT %s ON SEQUENCE %s TO %s%s', g.what, ` + pgmodel.Literal(ddl.Qualified(sequence)) + `, g.who, CASE WHEN g.further THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
END$$`)
}
