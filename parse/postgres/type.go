package postgres

// Types as statements name them, and the keys of types to be created. CREATE TYPE may fill a
// shell that another type or function has declared before (sql-createtype.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// newType is the key of a type to be made. A shell type of that name is filled.
func (l *loader) newType(kind schema.Kind, s, n string) (schema.Key, error) {
	k := schema.Key{Kind: kind, Schema: s, Name: n}
	if err := l.schemaExists(s, 0); err != nil {
		return k, err
	}
	old, taken := l.types[name{s, n}]
	if r, found := l.relations[name{s, n}]; found && r.Kind != schema.KindIndex {
		old, taken = r, true
	}
	if !taken {
		return k, nil
	}
	shell, ok := l.out.Get(old).(*pgmodel.BaseType)
	if !ok || len(shell.Options) > 0 {
		return k, l.st.ErrorAt(0, "type %s is defined twice%s", dotted(s, n), l.firstDefinition(old))
	}
	if kind != schema.KindBaseType {
		l.remove(old)
		l.later(func() { l.followAll(old, k) })
	}
	return k, nil
}

// typ is a canonical type; one that does not exist yet makes the statement wait.
func (l *loader) typ(n *pg.TypeName) (string, []schema.Key, error) {
	words := expr.NameList(n.Names)
	if !n.PctType && len(words) > 0 {
		s, t := expr.SplitName(words)
		if _, _, ok := l.names().Type(s, t); !ok && !l.mayBeBrought("type", s, t) {
			return "", nil, l.missingf(n.Location, "type %s does not exist", dotted(s, t))
		}
	}
	text, uses := expr.TypeName(n, l.names())
	return text, uses, nil
}

// closed reports whether an expression of a catalog is made of constants, types that
// are there and what is PostgreSQL's own, so that nothing which comes later changes what it means.
func (l *loader) closed(n *pg.Node) bool {
	switch e := n.GetNode().(type) {
	case *pg.Node_AConst, *pg.Node_SqlvalueFunction:
		return true
	case *pg.Node_TypeCast:
		in, typ := expr.SplitName(expr.NameList(e.TypeCast.TypeName.Names))
		_, _, found := l.names().Type(in, typ)
		return found && !strings.HasPrefix(typ, "reg") && l.closed(e.TypeCast.Arg) // regclass constants are names
	case *pg.Node_FuncCall:
		f := e.FuncCall
		return len(f.Funcname) == 1 && f.AggFilter == nil && f.Over == nil && !slices.ContainsFunc(f.Args, func(a *pg.Node) bool { return !l.closed(a) })
	}
	return false
}

// knows reports whether all of these exist already.
func (l *loader) knows(keys []schema.Key) bool {
	return !slices.ContainsFunc(keys, func(k schema.Key) bool { return l.out.Get(k) == nil })
}

// typeOf is the type that is the value of an option. A keyword comes as a string.
func typeOf(d *pg.DefElem) *pg.TypeName {
	if t := d.Arg.GetTypeName(); t != nil {
		return t
	}
	return &pg.TypeName{Names: []*pg.Node{pg.MakeStrNode(settingText(d))}, Typemod: -1, Location: d.Location}
}
