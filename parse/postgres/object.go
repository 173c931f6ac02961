package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
)

// object returns what COMMENT ON, ALTER … OWNER TO and the like name, but for columns
// and constraints.
func (l *loader) object(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	if k, done, err := l.routineObject(t, n); done {
		return k, err
	}
	switch t {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW, pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return l.relationNamed(objectWords(n))
	case pg.ObjectType_OBJECT_INDEX:
		return l.indexNamed(objectWords(n))
	case pg.ObjectType_OBJECT_RULE:
		return l.partNamed(schema.KindRule, objectWords(n))
	case pg.ObjectType_OBJECT_POLICY:
		return l.partNamed(schema.KindPolicy, objectWords(n))
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return l.typeNamed(objectWords(n))
	}
	if kind, ok := kindOf(t); ok {
		if words := objectWords(n); kind == schema.KindSchema && len(words) == 1 && words[0] == "public" {
			return schema.Key{Kind: kind, Name: "public"}, nil
		}
		return l.otherNamed(kind, objectWords(n))
	}
	return schema.Key{}, l.st.ErrorAt(0, "%s is not known", t)
}

// partNamed is a part of a relation: the last word is its own name.
func (l *loader) partNamed(kind schema.Kind, words []string) (schema.Key, error) {
	last := len(words) - 1
	if last < 1 {
		return schema.Key{}, l.st.ErrorAt(0, "a %s is written after its table, as table.%s", kind, kind)
	}
	k, err := l.relationNamed(words[:last])
	part := schema.Key{Kind: kind, Schema: k.Schema, Table: k.Name, Name: words[last]}
	if err == nil && (kind == schema.KindRule || kind == schema.KindPolicy) && l.out.Get(part) == nil {
		err = l.missingf(0, "%s does not exist", part)
	}
	return part, err
}

// indexNamed is an index, or the key whose index has that name.
func (l *loader) indexNamed(words []string) (schema.Key, error) {
	k, err := l.relationNamed(words)
	if err == nil {
		return k, nil
	}
	s, n := expr.SplitName(words)
	if c := l.keyNamed(s, n); c != nil {
		return schema.Key{Kind: schema.KindIndex, Schema: c.Table.Schema, Table: c.Table.Name, Name: n}, nil
	}
	return k, err
}
