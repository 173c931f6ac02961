package postgres

// Parsers, templates and dictionaries of text search, which differ in their options alone
// (textsearch-intro.html). Configurations are in tsconfig.go.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats parsers, templates and dictionaries of text search.
var _ = register(kind{
	names:   []schema.Kind{schema.KindTSParser, schema.KindTSTemplate, schema.KindTSDictionary},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TSPARSER: schema.KindTSParser, pg.ObjectType_OBJECT_TSTEMPLATE: schema.KindTSTemplate, pg.ObjectType_OBJECT_TSDICTIONARY: schema.KindTSDictionary},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_AlterTsdictionaryStmt:
			return true, l.alterTSDictionary(n.AlterTsdictionaryStmt)
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_TSPARSER || k == pg.ObjectType_OBJECT_TSTEMPLATE || k == pg.ObjectType_OBJECT_TSDICTIONARY {
				return true, l.createTextSearch(n.DefineStmt)
			}
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.TextSearch).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.TextSearch)
		f.name(schema.KindTSTemplate, &x.Template)
		if x.ID.Kind != schema.KindTSDictionary {
			f.functions(x.Options)
		}
	},
})

// createTextSearch makes a parser, template or dictionary.
func (l *loader) createTextSearch(n *pg.DefineStmt) error {
	kind := l.registry.kindOf(n.Kind)
	s, word := l.targetName(n.Defnames)
	k, _, err := l.newOther(kind, s, word, false)
	if err != nil {
		return err
	}
	t := &pgmodel.TextSearch{ID: k}
	l.begin(&t.Shared, k)
	ns := l.names()
	if kind == schema.KindTSDictionary {
		l.dictionary(t, n.Definition, ns)
		l.put(t)
		return nil
	}
	given := definitions(n.Definition)
	for _, o := range []string{"start", "gettoken", "end", "headline", "lextypes", "init", "lexize"} {
		d := given[o]
		if d == nil {
			continue
		}
		at := len(t.Options)
		t.Options = append(t.Options, pgmodel.Setting{Name: o})
		l.later(func() { t.Options[at].Value = functionNamed(defWords(d), "", ns, &t.Shared) })
	}
	l.put(t)
	return nil
}

func (l *loader) dictionary(t *pgmodel.TextSearch, list []*pg.Node, ns expr.Names) {
	for _, node := range list {
		d := node.GetDefElem()
		if strings.EqualFold(d.Defname, "template") {
			l.later(func() { t.Template = textSearchName(schema.KindTSTemplate, defWords(d), ns, &t.Shared) })
			continue
		}
		t.Options = setting(t.Options, strings.ToLower(d.Defname), settingText(d))
	}
}

// textSearchName is the name of a text search object, qualified where it is not of
// pg_catalog.
func textSearchName(kind schema.Kind, words []string, ns expr.Names, base *pgmodel.Shared) string {
	s, n := expr.SplitName(words)
	in, ok := ns.TsObject(kind, s, n)
	if !ok {
		in = s
	}
	if in != "" {
		base.Use(schema.Key{Kind: kind, Schema: in, Name: n})
	}
	return dotted(in, n)
}

func (l *loader) alterTSDictionary(n *pg.AlterTSDictionaryStmt) error {
	k, err := l.otherNamed(schema.KindTSDictionary, expr.NameList(n.Dictname))
	if err != nil {
		return err
	}
	t := l.mutable(k).(*pgmodel.TextSearch)
	for _, node := range n.Options {
		d := node.GetDefElem()
		if d.Arg == nil {
			t.Options = unset(t.Options, strings.ToLower(d.Defname))
		} else {
			t.Options = setting(t.Options, strings.ToLower(d.Defname), settingText(d))
		}
	}
	return nil
}
