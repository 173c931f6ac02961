package postgres

// RENAME and SET SCHEMA of objects of every kind, their columns and constraints. All expressions so
// far are resolved first: what they mean now they mean after it, under the new name.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rename gives an object another name. What refers to it follows, as it does in
// the server, so all that is known so far is made canonical first.
func (l *loader) rename(n *pg.RenameStmt) error {
	l.forgetMoved(n.Relation, n.Object, n.Subname)
	l.finish()
	k, err := l.renamed(n)
	if err != nil {
		if waits(err) && n.MissingOk {
			return nil
		}
		return err
	}
	to := k
	to.Name = n.Newname
	switch n.RenameType {
	case pg.ObjectType_OBJECT_COLUMN, pg.ObjectType_OBJECT_ATTRIBUTE:
		return l.renameColumn(k, n.Subname, n.Newname)
	case pg.ObjectType_OBJECT_TABCONSTRAINT, pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return l.renameConstraint(k, n.Subname, n.Newname)
	case pg.ObjectType_OBJECT_SCHEMA:
		return l.renameSchema(k.Name, n.Newname)
	}
	if x := l.partitionPartOf(k); x != nil {
		return l.renamePartitionPart(x, n.Newname)
	}
	if l.out.Get(k) == nil {
		if l.identityOf(k) != nil { // the column alone has its name
			l.followAll(k, to)
			return nil
		}
		return l.renameKey(n)
	}
	if k.Kind.IsRoutine() { // its name holds the types of its arguments
		to.Name = n.Newname + strings.TrimPrefix(k.Name, expr.BareName(k.Name))
	}
	if t, ok := l.mutable(k).(*pgmodel.Table); ok {
		for _, c := range t.Columns {
			l.nameNotNull(t, c)
		}
	}
	return l.move(k, to)
}

// renamed is the object that a RENAME is about.
func (l *loader) renamed(n *pg.RenameStmt) (schema.Key, error) {
	switch n.RenameType {
	case pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return l.typeNamed(objectWords(n.Object))
	case pg.ObjectType_OBJECT_SCHEMA:
		return schema.Key{Kind: schema.KindSchema, Name: n.Subname}, nil
	}
	kind := l.registry.byGrammar[n.RenameType]
	if n.Relation != nil {
		k, err := l.relation(n.Relation)
		switch {
		case err != nil && l.keyNamed(n.Relation.Schemaname, n.Relation.Relname) != nil:
			return schema.Key{Kind: schema.KindIndex, Name: n.Relation.Relname}, nil
		case err != nil:
			if identity, ok := l.identitySequence(n.Relation); ok {
				return identity, nil
			}
		case err == nil && kind != nil && kind.onRelation:
			return l.partOf(k, kind.grammar[n.RenameType], n.Subname)
		}
		return k, err
	}
	if kind == nil {
		return schema.Key{}, l.st.ErrorAt(0, "RENAME of %s is not read", n.RenameType)
	}
	return l.object(n.RenameType, n.Object)
}

// renameKey renames the index of a key, which is to rename the constraint.
func (l *loader) renameKey(n *pg.RenameStmt) error {
	c := l.keyNamed(n.Relation.GetSchemaname(), n.Relation.GetRelname())
	if c == nil {
		return l.missingf(0, "index %s does not exist", pgmodel.Quote(n.Relation.GetRelname()))
	}
	return l.renameConstraint(c.Table, c.Name, n.Newname)
}

func (l *loader) renameConstraint(owner schema.Key, from, to string) error {
	if d, ok := l.mutable(owner).(*pgmodel.Domain); ok {
		for _, c := range d.Checks {
			if c.Name == from {
				c.Name = to
				return nil
			}
		}
	}
	t, ok := l.mutable(owner).(*pgmodel.Table)
	if ok && t.Constraint(from) == nil && l.renameNotNull(t, from, to) {
		return nil
	}
	if ok && t.Constraint(from) == nil && t.PartitionConstraintNamed(from) != nil {
		return l.renamePartitionPart(t.PartitionConstraintNamed(from), to)
	}
	if !ok || t.Constraint(from) == nil {
		return l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(from), owner.Object())
	}
	c := t.Constraint(from)
	l.release(owner.Schema, from)
	was := c.Key()
	c.Name = to
	l.constraintNames[name{owner.Schema, to}]++
	l.followAll(was, c.Key())
	if c.Kind == schema.KindNotNull {
		l.unnameNotNull(t, c)
	}
	if c.Kind == schema.KindCheck && !c.NoInherit {
		return l.renameInChildren(owner, from, to)
	}
	return nil
}

// renameInChildren renames a check of a table in its child tables.
func (l *loader) renameInChildren(parent schema.Key, from, to string) error {
	for _, child := range slices.Clone(l.children[parent]) {
		t, ok := l.out.Get(child).(*pgmodel.Table)
		if !ok || t.Constraint(from) == nil || t.Constraint(from).Kind != schema.KindCheck {
			continue
		}
		if err := l.renameConstraint(child, from, to); err != nil {
			return err
		}
	}
	return nil
}

// move gives an object another key, and everything that names it follows.
func (l *loader) move(from, to schema.Key) error {
	if old := l.out.Get(to); old != nil {
		return l.st.ErrorAt(0, "%s exists already%s", to, l.firstDefinition(to))
	}
	o := l.mutable(from)
	if o == nil {
		return l.missingf(0, "%s does not exist", from)
	}
	l.changeKey(o, to)
	if kids := l.children[from]; len(kids) > 0 {
		l.children[to] = kids
		delete(l.children, from)
	}
	l.followAll(from, to)
	return nil
}

// renameColumn renames a column, or an attribute of a composite type.
func (l *loader) renameColumn(k schema.Key, from, to string) error {
	o := l.mutable(k)
	columns := columnsOf(o)
	for _, c := range columns {
		if c.Name != from {
			continue
		}
		was := schema.Key{Kind: schema.KindColumn, Schema: k.Schema, Table: k.Name, Name: from}
		now := was
		now.Name = to
		if t, ok := o.(*pgmodel.Table); ok {
			l.nameNotNull(t, c)
		}
		c.Name = to
		if t, ok := o.(*pgmodel.Table); ok {
			renameInKeys(t, from, to)
		}
		l.followAll(was, now)
		for _, child := range slices.Clone(l.children[k]) {
			if err := l.renameColumn(child, from, to); err != nil {
				return err
			}
		}
		return nil
	}
	return l.missingColumn(l.st.Locate(from), k, from)
}

// renameInKeys renames a column in the lists of a table's own constraints.
func renameInKeys(t *pgmodel.Table, from, to string) {
	for _, c := range t.Constraints {
		for _, list := range [][]string{c.Columns, c.Extra().Include, c.Extra().OnDeleteColumns} {
			replaceIn(list, from, to)
		}
		for i := range c.Parts {
			if c.Parts[i].Column == from {
				c.Parts[i].Column = to
			}
		}
	}
	if t.PartitionBy != nil {
		for i := range t.PartitionBy.Parts {
			if t.PartitionBy.Parts[i].Column == from {
				t.PartitionBy.Parts[i].Column = to
			}
		}
	}
}

// setSchema moves an object to another schema.
func (l *loader) setSchema(n *pg.AlterObjectSchemaStmt) error {
	l.forgetMoved(n.Relation, n.Object)
	l.finish()
	r := &pg.RenameStmt{RenameType: n.ObjectType, Relation: n.Relation, Object: n.Object, MissingOk: n.MissingOk}
	k, err := l.renamed(r)
	if err != nil {
		if waits(err) && n.MissingOk {
			return nil
		}
		return err
	}
	to := k
	to.Schema = n.Newschema
	if err := l.schemaExists(to.Schema, 0); err != nil {
		return err
	}
	if k.Kind == schema.KindExtension {
		return l.setExtensionSchema(k, n.Newschema)
	}
	if err := l.moveWithParts(k, to); err != nil {
		return err
	}
	moved := l.mutable(to).Common()
	moved.Uses = without(moved.Uses, schema.Key{Kind: schema.KindSchema, Name: k.Schema})
	if to.Schema != "public" {
		moved.Use(schema.Key{Kind: schema.KindSchema, Name: to.Schema})
	}
	return nil
}

// moveWithParts moves a relation with its indexes and owned sequences, which
// always live in its schema.
func (l *loader) moveWithParts(from, to schema.Key) error {
	var parts []schema.Key
	for _, o := range l.objectsOn(from) {
		if moves := l.registry.kind(o.Key().Kind).inSchemaOf; moves != nil && moves(o, from) {
			parts = append(parts, o.Key())
		}
	}
	if err := l.move(from, to); err != nil {
		return err
	}
	if t, ok := l.out.Get(to).(*pgmodel.Table); ok {
		for _, c := range t.Columns {
			if k := c.Extra().SequenceKey; c.Extra().Identity != "" {
				parts = append(parts, k)
			}
		}
	}
	for _, p := range parts {
		next := p
		next.Schema = to.Schema
		if l.identityOf(p) != nil { // no object of its own
			l.followAll(p, next)
			continue
		}
		if err := l.move(p, next); err != nil {
			return err
		}
	}
	return nil
}

// renameSchema renames a schema and moves everything in it.
func (l *loader) renameSchema(from, to string) error {
	k := schema.Key{Kind: schema.KindSchema, Name: from}
	if l.out.Get(k) == nil && from != "public" {
		return l.missingf(0, "schema %s does not exist", pgmodel.Quote(from))
	}
	var inside []schema.Key
	for o := range l.out.All() {
		if o.Key().Schema == from && !o.Key().IsPart() {
			inside = append(inside, o.Key())
		}
	}
	for _, o := range inside {
		next := o
		next.Schema = to
		if l.out.Get(o) == nil {
			continue
		}
		if err := l.move(o, next); err != nil {
			return err
		}
	}
	if l.out.Get(k) == nil {
		return nil
	}
	return l.move(k, schema.Key{Kind: schema.KindSchema, Name: to}) // last: a name in a schema that is not there may be one of the database
}

// forgetMoved keeps the names of what RENAME and SET SCHEMA move.
func (l *loader) forgetMoved(relation *pg.RangeVar, object *pg.Node, names ...string) {
	l.forget(append(names, relation.GetRelname())...)
	if object != nil {
		l.forget(objectWords(object)...)
		l.forget(expr.NameList(object.GetObjectWithArgs().GetObjname())...)
	}
}
