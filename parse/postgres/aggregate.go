package postgres

// CREATE AGGREGATE in both of its forms, with and without a list of arguments. Options are kept
// with canonical types and names, and a repeated default is left out, as the catalog
// gives none back (sql-createaggregate.html).

import (
	"maps"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats aggregates.
var _ = register(kind{
	names:   []schema.Kind{schema.KindAggregate},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_AGGREGATE: schema.KindAggregate},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_AGGREGATE {
				return true, l.createAggregate(n.DefineStmt)
			}
		}
		return false, nil
	},
	find: func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error) {
		return l.routineNamed(n.GetObjectWithArgs(), schema.KindAggregate)
	},
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.Aggregate)
		x.ID = k
		x.Name = expr.BareName(k.Name)
	},
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Aggregate)
		for i := range x.Args {
			f.typ(&x.Args[i].Type)
		}
		f.aggregateOptions(x.Options)
	},
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.Aggregate)
		return routineName(expr.BareName(x.ID.Name), x.Args)
	},
	touches: inText,
})

func (l *loader) createAggregate(n *pg.DefineStmt) error {
	a := &pgmodel.Aggregate{Direct: -1}
	given := definitions(n.Definition)
	if err := l.aggregateArguments(a, n, given); err != nil {
		return err
	}
	s, word := l.targetName(n.Defnames)
	a.ID = schema.Key{Kind: schema.KindAggregate, Schema: s, Name: routineName(word, a.Args)}
	l.begin(&a.Shared, a.ID)
	if err := l.schemaExists(s, 0); err != nil {
		return err
	}
	if err := l.aggregateOptions(a, given); err != nil {
		return err
	}
	for _, k := range l.functions[name{s, word}] {
		if k.Name != a.ID.Name {
			continue
		}
		old, ok := l.out.Get(k).(*pgmodel.Aggregate)
		if !n.Replace || !ok {
			return l.definedTwice(k)
		}
		a.Comment = old.Comment
		a.CopyAccess(old.Common())
	}
	l.put(a)
	return nil
}

// aggregateArguments reads (*), (a, b ORDER BY c) and BASETYPE of the old syntax.
func (l *loader) aggregateArguments(a *pgmodel.Aggregate, n *pg.DefineStmt, given map[string]*pg.DefElem) error {
	if n.Oldstyle {
		t := given["basetype"].GetArg().GetTypeName()
		if t == nil || len(t.Names) == 1 && strings.EqualFold(expr.NameList(t.Names)[0], "any") {
			return nil
		}
		return l.aggregateArgument(a, &pg.FunctionParameter{ArgType: t})
	}
	if len(n.Args) != 2 {
		return nil
	}
	for _, node := range n.Args[0].GetList().GetItems() {
		if err := l.aggregateArgument(a, node.GetFunctionParameter()); err != nil {
			return err
		}
	}
	if direct := int(n.Args[1].GetInteger().GetIval()); direct >= 0 && n.Args[0].GetList() != nil {
		a.Direct = min(direct, len(a.Args))
	}
	return nil
}

func (l *loader) aggregateArgument(a *pgmodel.Aggregate, p *pg.FunctionParameter) error {
	if _, _, err := l.typ(p.ArgType); err != nil {
		return err
	}
	t, uses := argumentType(p.ArgType, l.names())
	a.Use(uses...)
	a.Args = append(a.Args, pgmodel.Arg{Mode: argMode(p.Mode), Name: p.Name, Type: t})
	return nil
}

// aggregateWords are the options in the order of the manual.
func aggregateWords() []string {
	return []string{"sfunc", "stype", "sspace", "finalfunc", "finalfunc_extra", "finalfunc_modify", "combinefunc", "serialfunc", "deserialfunc",
		"initcond", "msfunc", "minvfunc", "mstype", "msspace", "mfinalfunc", "mfinalfunc_extra", "mfinalfunc_modify", "minitcond", "sortop",
		"parallel", "hypothetical"}
}

func (l *loader) aggregateOptions(a *pgmodel.Aggregate, given map[string]*pg.DefElem) error {
	for _, old := range []string{"sfunc1", "stype1", "initcond1"} {
		if d := given[old]; d != nil {
			given[old[:len(old)-1]] = d
			delete(given, old)
		}
	}
	for _, word := range aggregateWords() {
		d := given[word]
		delete(given, word)
		if d == nil {
			continue
		}
		value, err := l.aggregateValue(a, word, d)
		if err != nil {
			return err
		}
		if value != aggregateDefault(word, a.Direct >= 0) || strings.HasSuffix(word, "initcond") {
			a.Options = append(a.Options, pgmodel.Setting{Name: word, Value: value})
		}
	}
	delete(given, "basetype")
	for _, word := range slices.Sorted(maps.Keys(given)) {
		l.unsupported(0, "option %s of an aggregate", pgmodel.Quote(word))
	}
	return nil
}

// aggregateValue is an option in its canonical spelling.
func (l *loader) aggregateValue(a *pgmodel.Aggregate, word string, d *pg.DefElem) (string, error) {
	switch word {
	case "stype", "mstype":
		if _, _, err := l.typ(typeOf(d)); err != nil {
			return "", err
		}
		t, uses := argumentType(typeOf(d), l.names())
		a.Use(uses...)
		return t, nil
	case "sspace", "msspace":
		return settingText(d), nil
	case "initcond", "minitcond":
		return settingText(d), nil
	case "finalfunc_extra", "mfinalfunc_extra", "hypothetical":
		return onText(settingText(d)), nil
	case "finalfunc_modify", "mfinalfunc_modify", "parallel":
		return strings.ToLower(settingText(d)), nil
	case "sortop":
		types := ""
		if len(a.Args) > 0 {
			types = a.Args[0].Type
		}
		return l.operatorText(defWords(d), types, types, &a.Shared)
	}
	var types []string
	for _, arg := range a.Args {
		types = append(types, arg.Type)
	}
	return l.callee(defWords(d), strings.Join(append([]string{a.Option(stateOf(word))}, types...), ", "), &a.Shared)
}

// stateOf is the option that has the type of the state that a function works on.
func stateOf(word string) string {
	if strings.HasPrefix(word, "m") {
		return "mstype"
	}
	return "stype"
}

// onText is a boolean option, "" where it is off.
func onText(value string) string {
	if isOff(value) {
		return ""
	}
	return "true"
}

func aggregateDefault(word string, ordered bool) string {
	switch word {
	case "sspace", "msspace":
		return "0"
	case "finalfunc_modify", "mfinalfunc_modify":
		if ordered {
			return "read_write"
		}
		return "read_only"
	case "parallel":
		return "unsafe"
	}
	return ""
}

func (f *follower) aggregateOptions(options []pgmodel.Setting) {
	for i := range options {
		switch o := &options[i]; o.Name {
		case "stype", "mstype":
			f.typ(&o.Value)
		case "sortop":
			f.operatorName(&o.Value)
		default:
			f.function(&o.Value)
		}
	}
}
