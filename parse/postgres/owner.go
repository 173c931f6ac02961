package postgres

// Owners: ALTER … OWNER TO, and the role that objects without one belong to. Privileges that the
// former owner had as the owner pass to the next one, as in aclchk.c, aclnewowner.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) alterOwner(n *pg.AlterOwnerStmt) error {
	if n.ObjectType == pg.ObjectType_OBJECT_DATABASE || n.ObjectType == pg.ObjectType_OBJECT_LARGEOBJECT || n.ObjectType == pg.ObjectType_OBJECT_TABLESPACE {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it is no part of a schema")
		return nil
	}
	k, err := l.object(n.ObjectType, n.Object)
	if err != nil {
		return err
	}
	return l.setOwner(k, l.role(n.Newowner))
}

// setOwner gives an object to a role. What the former owner had from being the
// owner the new one has.
func (l *loader) setOwner(k schema.Key, role string) error {
	o := l.mutable(k)
	if k.Kind == schema.KindSchema && k.Name == "public" {
		o = l.public()
	}
	if o == nil {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	if !k.Kind.Has(schema.Owned) {
		return nil
	}
	takeOver(o.Common(), role)
	return nil
}

func takeOver(b *pgmodel.Shared, role string) {
	access := b.EditAccess()
	access.Owner, access.Grants = role, pgmodel.PassOnGrants(access.Grants, role)
}

// defaultOwners gives what the files say no owner of to the role that reads them,
// and the sequences of columns to the owners of their tables.
func (l *loader) defaultOwners() {
	if l.catalog {
		return
	}
	var sequences []*pgmodel.Sequence
	for _, o := range slices.Collect(l.out.All()) {
		k := o.Key()
		p, ok := o.(pgmodel.Object)
		if ok && p.Common().Access().Owner == "" && k.Kind.Has(schema.Owned) && l.env.User != "" && !l.ordered && (k.Kind != schema.KindSchema || k.Name != "public") {
			l.mutable(k).Common().EditAccess().Owner = l.env.User
		}
		if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) {
			sequences = append(sequences, s)
		}
	}
	for _, s := range sequences {
		k := l.relations[name{s.OwnedBy.Schema, s.OwnedBy.Table}]
		t, ok := l.out.Get(k).(*pgmodel.Table)
		if ok && t.Access().Owner != "" && t.Access().Owner != s.Access().Owner {
			takeOver(l.mutable(s.ID).Common(), t.Access().Owner)
		}
	}
}
