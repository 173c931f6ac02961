package postgres

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// What objects of every kind have: comments, owners and grants.

// sharedCreate are the statements after the CREATE of an object.
func sharedCreate(o schema.PgObject) []piece {
	b, n := o.Pg(), makers(o.Key().Kind).name(o)
	var out []piece
	if b.Comment != "" {
		out = append(out, commentPiece(n, o))
	}
	if b.Owner != "" && ownable(o) {
		out = append(out, piece{SQL: "ALTER " + alterName(o, n) + " OWNER TO " + quote(b.Owner)})
	}
	return append(out, grantPieces(o, nil, b.Grants)...)
}

// ownable says whether an object has an owner of its own.
func ownable(o schema.PgObject) bool {
	switch o.(type) {
	case *schema.PgColumn, *schema.PgConstraint, *schema.PgIndex, *schema.PgTrigger, *schema.PgRule, *schema.PgPolicy, *schema.PgDomainCheck,
		*schema.PgCast, *schema.PgTransform, *schema.PgUserMapping, *schema.PgExtension, *schema.PgAccessMethod, *schema.PgDefaultGrants:
		return false
	}
	return true
}

// followsOwner says whether an object gets the owner of the table that owns it.
func followsOwner(from, to schema.PgObject) bool {
	f, ok := from.(*schema.PgSequence)
	t, ok2 := to.(*schema.PgSequence)
	return ok && ok2 && f.OwnedBy == t.OwnedBy && t.OwnedBy != (schema.Key{})
}

// alterName is what ALTER … OWNER calls an object.
func alterName(_ schema.PgObject, name string) string { return name }

// commentPiece sets or removes the comment of an object.
func commentPiece(name string, o schema.PgObject) piece {
	return piece{SQL: "COMMENT ON " + name + " IS " + commentText(o.Pg().Comment), Undo: "COMMENT ON " + name + " IS NULL", Lock: shareUpdateExclusive}
}

func commentText(text string) string {
	if text == "" {
		return "NULL"
	}
	return schema.LiteralPg(text)
}

// sharedAlter writes the changes that are alike for all kinds.
func sharedAlter(w *planner, c plan.Change) []piece {
	from, to := c.From.(schema.PgObject), c.To.(schema.PgObject)
	n := makers(c.Key.Kind).name(to)
	var out []piece
	if c.Has("comment") {
		p := commentPiece(n, to)
		p.Undo = "COMMENT ON " + n + " IS " + commentText(from.Pg().Comment)
		out = append(out, p)
	}
	if c.Has("owner") && to.Pg().Owner != "" && ownable(to) && !followsOwner(from, to) {
		p := piece{SQL: "ALTER " + alterName(to, n) + " OWNER TO " + quote(to.Pg().Owner)}
		if from.Pg().Owner != "" {
			p.Undo = "ALTER " + alterName(to, n) + " OWNER TO " + quote(from.Pg().Owner)
		}
		out = append(out, p)
	}
	if c.Has("grants") {
		out = append(out, grantPieces(to, from.Pg().Grants, to.Pg().Grants)...)
	}
	return out
}
