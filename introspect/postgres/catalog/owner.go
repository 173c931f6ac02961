package catalog

// Owners of objects of every kind that has them: one query made of all catalogs with an owner.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// owners are read of all classes that are owned.
var owners = kind{
	phase: restPhase,
	queries: func(t target) []Query {
		return []Query{{"owners", ownersSQL(t), each[ownerRow]}}
	},
}

func ownersSQL(t target) string {
	var parts []string
	for _, c := range t.classes {
		if !c.owned || t.version < c.since {
			continue
		}
		which := "o.oid >= 16384"
		if c.name == "pg_namespace" {
			which = "(" + which + " OR o.nspname = 'public')"
		}
		text := "SELECT '" + c.name + "', o.oid, pg_catalog.pg_get_userbyid(o." + c.column("owner") + ") FROM pg_catalog." + c.name + " o WHERE " + which
		parts = append(parts, text+clause(" AND ", c.objects))
	}
	return strings.Join(parts, "\nUNION ALL ")
}

// ownerRow is the owner of an object as the catalog has it.
type ownerRow struct {
	id   objectID
	role string
}

func (row *ownerRow) fields() []any {
	return []any{&row.id.class, &row.id.oid, &row.role}
}

func (row *ownerRow) write(r *Reader) {
	r.about(row.id, func(b *pgmodel.Shared) { r.giveOwner(b, row.role) })
}

// giveOwner sets the owner of an object. Objects of which nothing else of the kind is known share what
// is known, one for each role.
func (r *Reader) giveOwner(b *pgmodel.Shared, role string) {
	if b.HasAccess() {
		b.EditAccess().Owner = role
		return
	}
	of := r.ownedBy[role]
	if of == nil {
		of = &pgmodel.Shared{}
		of.EditAccess().Owner = role
		r.ownedBy[role] = of
	}
	b.CopyAccess(of)
}
