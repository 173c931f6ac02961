package postgres

// The options of functions and procedures: volatility, cost, security, SET. Repetitions of a
// server default are left out, because the catalog cannot distinguish them.

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// functionOptions applies the clauses of CREATE and ALTER FUNCTION.
func (l *loader) functionOptions(f *pgmodel.Function, options []*pg.Node) error {
	for _, node := range options {
		d := node.GetDefElem()
		switch d.Defname {
		case "as":
			f.Library, f.Body = definitionOf(d.Arg.GetList().GetItems())
		case "language":
			f.Language = strings.ToLower(valueText(d.Arg))
		case "transform":
			for _, t := range d.Arg.GetList().GetItems() {
				text, uses := argumentType(t.GetTypeName(), l.names())
				f.Transforms = append(f.Transforms, text)
				f.Use(uses...)
				f.Use(l.transformsOf(text, f.Language)...)
			}
		case "window":
			f.Window = d.Arg.GetBoolean().GetBoolval()
		case "volatility":
			f.Volatility = unlessDefault(valueText(d.Arg), "volatile")
		case "strict":
			f.Strict = d.Arg.GetBoolean().GetBoolval()
		case "security":
			f.SecurityDefiner = d.Arg.GetBoolean().GetBoolval()
		case "leakproof":
			f.Leakproof = d.Arg.GetBoolean().GetBoolval()
		case "parallel":
			f.Parallel = unlessDefault(strings.ToLower(valueText(d.Arg)), "unsafe")
		case "cost":
			f.Cost = decimal(valueText(d.Arg))
		case "rows":
			f.Rows = decimal(valueText(d.Arg))
		case "support":
			support, err := l.callee(defWords(d), "internal", &f.Shared)
			if err != nil {
				return err
			}
			f.Support = support
		case "set":
			l.functionSetting(f, d.Arg.GetVariableSetStmt())
		default:
			l.unsupported(d.Location, "%s of %s", strings.ToUpper(d.Defname), f.ID)
		}
	}
	return nil
}

// decimal spells a number of type real without an exponent, as the catalog's is written.
func decimal(text string) string {
	n, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(n, 'f', -1, 32)
}

func unlessDefault(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

// definitionOf are the strings after AS: a body, or a library and a symbol.
func definitionOf(items []*pg.Node) (library, body string) {
	switch len(items) {
	case 1:
		return "", items[0].GetString_().GetSval()
	case 2:
		return items[0].GetString_().GetSval(), items[1].GetString_().GetSval()
	}
	return "", ""
}

// finishOptions drops defaults, and fills in what they mean (functioncmds.c).
func finishOptions(f *pgmodel.Function, word string) {
	cost := "100"
	switch f.Language {
	case "c":
		cost = "1"
		if f.Library == "" {
			f.Library, f.Body = f.Body, word
		}
	case "internal":
		cost = "1"
		if f.Body == "" {
			f.Body = word
		}
	}
	f.Cost = unlessDefault(f.Cost, cost)
	usual := "0"
	if strings.HasPrefix(f.Returns, "SETOF ") {
		usual = "1000"
	}
	f.Rows = unlessDefault(f.Rows, usual)
	slices.Sort(f.Transforms)
}

// functionSetting applies SET and RESET of a function.
func (l *loader) functionSetting(f *pgmodel.Function, n *pg.VariableSetStmt) {
	word := settingWord(n.Name)
	switch n.Kind {
	case pg.VariableSetKind_VAR_SET_VALUE:
		f.Settings = keepSetting(f.Settings, word, configValue(word, n.Args))
	case pg.VariableSetKind_VAR_SET_DEFAULT, pg.VariableSetKind_VAR_RESET:
		f.Settings = unset(f.Settings, word)
	case pg.VariableSetKind_VAR_RESET_ALL:
		f.Settings = nil
	case pg.VariableSetKind_VAR_SET_CURRENT:
		if word != "search_path" {
			l.unsupported(0, "SET %s FROM CURRENT", n.Name)
			return
		}
		words := make([]string, len(l.path))
		for i, s := range l.path {
			words[i] = pgmodel.Quote(s)
		}
		f.Settings = keepSetting(f.Settings, word, strings.Join(words, ", "))
	default:
		l.unsupported(0, "SET %s of a function", n.Name)
	}
}

// keepSetting puts a value after the others, or in the place of its former one, as
// the server does.
func keepSetting(list []pgmodel.Setting, word, value string) []pgmodel.Setting {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Name == word {
			list[i].Value = value
			return list
		}
	}
	return append(list, pgmodel.Setting{Name: word, Value: value})
}

// settingWord is the name of a setting; those of the server do not mind their case.
func settingWord(n string) string { return strings.ToLower(n) }

// configValue is a value as pg_proc.proconfig has it (guc_funcs.c,
// flatten_set_variable_args).
func configValue(word string, args []*pg.Node) string {
	texts := make([]string, len(args))
	for i, a := range args {
		if c := a.GetTypeCast(); c != nil {
			a = c.Arg
		}
		texts[i] = valueText(a)
		if pgmodel.ListsNames(word) {
			texts[i] = pgmodel.Quote(texts[i])
		}
	}
	return strings.Join(texts, ", ")
}

// language returns what the function is written in: one of the model or an extension's.
func (l *loader) language(f *pgmodel.Function) error {
	switch f.Language {
	case "sql", "plpgsql", "c", "internal":
		return nil
	}
	for _, kind := range []schema.Kind{schema.KindLanguage, schema.KindExtension} {
		k := schema.Key{Kind: kind, Name: f.Language}
		if l.out.Get(k) != nil {
			f.Use(k)
			return nil
		}
	}
	r := &resolver{l: l, path: l.path}
	if r.uses(name{"", f.Language}, schema.KindLanguage) || l.catalog || l.ordered || l.lenient {
		return nil
	}
	return l.missingf(l.st.Locate(f.Language), "language %s does not exist", pgmodel.Quote(f.Language))
}

// isTextConstant reports whether a cast is that of a string constant to text.
func isTextConstant(c *pg.TypeCast) bool {
	t := c.GetTypeName()
	if c.GetArg().GetAConst().GetSval() == nil || len(t.GetArrayBounds()) > 0 || len(t.GetTypmods()) > 0 {
		return false
	}
	_, word := expr.SplitName(expr.NameList(t.GetNames()))
	return word == "text" || word == "varchar"
}
