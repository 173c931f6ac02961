package postgres

// CREATE TYPE … AS ENUM and the values that ALTER TYPE adds and renames, which keep their order:
// the position of a value cannot be changed afterwards (sql-altertype.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats enums.
var _ = register(kind{
	names: []schema.Kind{schema.KindEnum},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateEnumStmt:
			return true, l.createEnum(n.CreateEnumStmt)
		case *pg.Node_AlterEnumStmt:
			return true, l.alterEnum(n.AlterEnumStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Enum).ID = k },
	acts:   enumActs,
})

func (l *loader) createEnum(n *pg.CreateEnumStmt) error {
	s, word := l.targetName(n.TypeName)
	k, err := l.newType(schema.KindEnum, s, word)
	if err != nil {
		return err
	}
	e := &pgmodel.Enum{ID: k, Labels: expr.NameList(n.Vals)}
	l.begin(&e.Shared, k)
	former, seen := l.formerParts(), map[string]bool{}
	for _, label := range e.Labels {
		if seen[label] {
			return l.st.ErrorAt(0, "value %s of type %s is listed twice", pgmodel.Literal(label), dotted(s, word))
		}
		seen[label] = true
		if was := former[label]; was != "" {
			e.Renamed = append(e.Renamed, pgmodel.Setting{Name: label, Value: was})
		}
	}
	l.put(e)
	return nil
}

// formerParts are the names that hints give the parts of a list, by the new ones.
func (l *loader) formerParts() map[string]string {
	out := map[string]string{}
	for _, h := range l.st.Hints {
		if h.Target >= 0 && out[h.Part] == "" {
			out[h.Part] = h.Former
		}
	}
	return out
}

func (l *loader) alterEnum(n *pg.AlterEnumStmt) error {
	k, err := l.typeNamed(expr.NameList(n.TypeName))
	if err != nil {
		return err
	}
	e, ok := l.mutable(k).(*pgmodel.Enum)
	if !ok {
		return l.st.ErrorAt(0, "%s is no enum", k.Object())
	}
	if n.OldVal != "" {
		return l.renameValue(e, n.OldVal, n.NewVal)
	}
	if slices.Contains(e.Labels, n.NewVal) {
		if n.SkipIfNewValExists {
			return nil
		}
		return l.st.ErrorAt(0, "value %s of %s exists already", pgmodel.Literal(n.NewVal), k)
	}
	at := len(e.Labels)
	if n.NewValNeighbor != "" {
		if at = slices.Index(e.Labels, n.NewValNeighbor); at < 0 {
			return l.missingf(0, "value %s of %s does not exist", pgmodel.Literal(n.NewValNeighbor), k)
		}
		if n.NewValIsAfter {
			at++
		}
	}
	e.Labels = slices.Insert(slices.Clone(e.Labels), at, n.NewVal)
	return nil
}

func (l *loader) renameValue(e *pgmodel.Enum, from, to string) error {
	i := slices.Index(e.Labels, from)
	switch {
	case i < 0:
		return l.missingf(0, "value %s of %s does not exist", pgmodel.Literal(from), e.ID)
	case slices.Contains(e.Labels, to):
		return l.st.ErrorAt(0, "value %s of %s exists already", pgmodel.Literal(to), e.ID)
	}
	e.Labels = slices.Clone(e.Labels)
	e.Labels[i] = to
	return nil
}

func enumActs(r *actReader, node *pg.Node) bool {
	switch n := node.Node.(type) {
	case *pg.Node_CreateEnumStmt:
		s, name := r.l.targetName(n.CreateEnumStmt.TypeName)
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindEnum, Name: name, On: schema.Key{Kind: schema.KindEnum, Schema: s, Name: name},
			Unqualified: len(n.CreateEnumStmt.TypeName) < 2})
	case *pg.Node_AlterEnumStmt:
		r.enumValue(n.AlterEnumStmt)
	default:
		return false
	}
	return true
}
