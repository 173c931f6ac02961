package postgres

// COMMENT ON an object of any kind, a column or a constraint. Comments on databases, roles and
// tablespaces are no part of a schema; those on members of an extension belong to it.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// comment sets the comment of an object of any kind.
func (l *loader) comment(n *pg.CommentStmt) error {
	if l.latin1 {
		n.Comment = fromLatin1(n.Comment)
	}
	switch n.Objtype {
	case pg.ObjectType_OBJECT_DATABASE, pg.ObjectType_OBJECT_ROLE, pg.ObjectType_OBJECT_TABLESPACE, pg.ObjectType_OBJECT_LARGEOBJECT:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it is no part of a schema")
		return nil
	case pg.ObjectType_OBJECT_COLUMN, pg.ObjectType_OBJECT_ATTRIBUTE:
		return l.commentColumn(expr.NameList(n.Object.GetList().GetItems()), n.Comment)
	case pg.ObjectType_OBJECT_TABCONSTRAINT, pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return l.commentConstraint(n)
	}
	k, err := l.object(n.Objtype, n.Object)
	if n.Objtype == pg.ObjectType_OBJECT_SEQUENCE && (err != nil || k.Kind != schema.KindSequence) {
		if c := l.identityOfWords(expr.NameList(n.Object.GetList().GetItems())); c != nil {
			c.EditExtra().SequenceText = n.Comment
			return nil
		}
	}
	if err != nil {
		return err
	}
	o := l.mutable(k)
	switch {
	case k.Kind == schema.KindIndex && k.Table != "":
		l.keyComment(k, n.Comment)
		return nil
	case k.Kind == schema.KindSchema && k.Name == "public":
		o = l.public()
		if n.Comment == "standard public schema" {
			n.Comment = ""
		}
	case o == nil:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	o.Common().Comment = n.Comment
	l.tidyInitial()
	return nil
}

func (l *loader) commentColumn(words []string, text string) error {
	if len(words) < 2 {
		return l.st.ErrorAt(0, "a column is written after its table, as table.column")
	}
	k, err := l.relationNamed(words[:len(words)-1])
	if err != nil {
		return err
	}
	o := l.mutable(k)
	if o == nil {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	for _, c := range columnsOf(o) {
		if c.Name == words[len(words)-1] {
			c.Comment = text
			return nil
		}
	}
	if k.Kind == schema.KindIndex {
		l.unsupported(0, "%s", head(l.st.SQL))
		return nil
	}
	return l.missingColumn(l.st.Locate(words[len(words)-1]), k, words[len(words)-1])
}

func (l *loader) commentConstraint(n *pg.CommentStmt) error {
	items := n.Object.GetList().GetItems()
	if len(items) < 2 {
		return l.st.ErrorAt(0, "a constraint is named with its table")
	}
	last := items[len(items)-1].GetString_().GetSval()
	var k schema.Key
	var err error
	if n.Objtype == pg.ObjectType_OBJECT_DOMCONSTRAINT {
		k, err = l.typeNamed(objectWords(items[0]))
	} else {
		k, err = l.relationNamed(expr.NameList(items[:len(items)-1]))
	}
	if err != nil {
		return err
	}
	switch o := l.mutable(k).(type) {
	case *pgmodel.Table:
		if c := o.Constraint(last); c != nil {
			c.Comment = n.Comment
			return nil
		}
		if x := o.PartitionConstraintNamed(last); x != nil {
			x.Comment = n.Comment
			return nil
		}
		if l.checkOfParent(o, last) || pgmodel.InheritedChecks(l.out, o)[last] != nil {
			l.note(schema.Ignored, 0, head(l.st.SQL), "the check is inherited: comments are kept with the table that declares it")
			return nil
		}
	case *pgmodel.Domain:
		for _, c := range o.Checks {
			if c.Name == last {
				c.Comment = n.Comment
				return nil
			}
		}
	case nil:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	return l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(last), k.Object())
}

// keyComment is the comment on the index of a key, which is not the comment on the key.
func (l *loader) keyComment(k schema.Key, text string) {
	if t, ok := l.mutable(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table); ok {
		if c := t.Constraint(k.Name); c != nil {
			c.EditExtra().IndexComment = text
		}
		if x := t.PartitionIndexNamed(k.Name); x != nil && x.Kind == schema.KindIndex {
			x.Comment = text
		} else if x != nil {
			x.IndexComment = text
		}
	}
}
