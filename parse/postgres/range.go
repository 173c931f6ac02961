package postgres

// CREATE TYPE … AS RANGE. The server creates a multirange type beside it, whose name it makes up
// where none is written (rangetypes.html, section 8.17.8).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats range types.
var _ = register(kind{
	names: []schema.Kind{schema.KindRange},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateRangeStmt:
			return true, l.createRange(n.CreateRangeStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Range).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Range)
		f.typ(&x.Subtype)
		f.name(schema.KindCollation, &x.Collation)
		f.name(schema.KindOperatorClass, &x.OpClass)
		f.function(&x.Canonical)
		f.function(&x.Difference)
	},
})

func (l *loader) createRange(n *pg.CreateRangeStmt) error {
	given := map[string]*pg.DefElem{}
	for _, p := range n.Params {
		given[p.GetDefElem().Defname] = p.GetDefElem()
	}
	if given["subtype"] == nil {
		return l.st.ErrorAt(0, "a range type needs a SUBTYPE")
	}
	subtype, uses, err := l.typ(given["subtype"].Arg.GetTypeName())
	if err != nil {
		return err
	}
	s, word := l.targetName(n.TypeName)
	k, err := l.newType(schema.KindRange, s, word)
	if err != nil {
		return err
	}
	t := &pgmodel.Range{ID: k, Subtype: subtype, Multirange: schema.Key{Kind: schema.KindRange, Schema: s, Name: pgmodel.MultirangeName(word)}}
	l.begin(&t.Shared, k)
	t.Use(uses...)
	if d := given["multirange_type_name"]; d != nil {
		in, as := expr.SplitName(defWords(d))
		t.Multirange.Schema, t.Multirange.Name = l.targetSchema(in), as
	}
	l.put(t)
	l.rangeOptions(t, given)
	return nil
}

// rangeOptions resolves the names in the options, which may come later.
func (l *loader) rangeOptions(t *pgmodel.Range, given map[string]*pg.DefElem) {
	ns, path := l.names(), l.path
	class := given["subtype_opclass"]
	collation := given["collation"]
	l.later(func() {
		if class != nil {
			now := l.path
			l.path = path
			t.OpClass = l.operatorClass(l.names().(*resolver), defWords(class), &t.Shared)
			l.path = now
			if t.OpClass == l.defaultOpClass("btree", t.Subtype) {
				t.OpClass = ""
			}
		}
		if collation != nil {
			t.Collation = l.collationIn(defWords(collation), &t.Shared, ns)
		}
		if d := given["canonical"]; d != nil {
			t.Canonical = functionNamed(defWords(d), dotted(t.ID.Schema, t.ID.Name), ns, &t.Shared)
		}
		if d := given["subtype_diff"]; d != nil {
			t.Difference = functionNamed(defWords(d), t.Subtype+", "+t.Subtype, ns, &t.Shared)
		}
	})
}

// collationIn is a canonical collation, named under a search_path of before.
func (l *loader) collationIn(words []string, base *pgmodel.Shared, ns expr.Names) string {
	s, n := expr.SplitName(words)
	if n == "default" && (s == "" || s == "pg_catalog") {
		return ""
	}
	in, k, _ := ns.Collation(s, n)
	if k != (schema.Key{}) {
		base.Use(k)
	}
	return dotted(in, n)
}
