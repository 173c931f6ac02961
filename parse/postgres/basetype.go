package postgres

// CREATE TYPE with an input and an output function, and the shell types that precede one. LIKE
// is resolved to the options of the type it names, since the catalog keeps these alone
// (sql-createtype.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats base types.
var _ = register(kind{
	names:   []schema.Kind{schema.KindBaseType},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TYPE: schema.KindBaseType},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_AlterTypeStmt:
			return true, l.alterBaseType(n.AlterTypeStmt)
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_TYPE {
				return true, l.createBaseType(n.DefineStmt)
			}
		}
		return false, nil
	},
	find:   (*loader).findType,
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.BaseType).ID = k },
	follow: func(f *follower, o pgmodel.Object) { f.functions(o.(*pgmodel.BaseType).Options) },
})

// createBaseType makes a base type, or a shell type where nothing defines it.
func (l *loader) createBaseType(n *pg.DefineStmt) error {
	s, word := l.targetName(n.Defnames)
	k, err := l.newType(schema.KindBaseType, s, word)
	if err != nil {
		return err
	}
	t, ok := l.mutable(k).(*pgmodel.BaseType)
	if !ok {
		t = &pgmodel.BaseType{ID: k}
		l.begin(&t.Shared, k)
		l.put(t)
	} else if len(n.Definition) == 0 {
		return l.st.ErrorAt(0, "type %s is defined twice%s", dotted(s, word), l.firstDefinition(k))
	}
	ns := l.names()
	given := definitions(n.Definition)
	l.copyLike(given)
	for _, o := range baseTypeOptions() {
		d := given[o]
		if d == nil {
			continue
		}
		value := strings.ToLower(settingText(d))
		if isTypeFunction(o) {
			words, at := defWords(d), len(t.Options)
			l.later(func() {
				if at < len(t.Options) {
					t.Options[at].Value = functionNamed(words, "", ns, &t.Shared)
				}
			})
		} else if value = baseTypeValue(o, settingText(d)); value == baseTypeDefault(o) {
			continue
		}
		t.Options = append(t.Options, pgmodel.Setting{Name: o, Value: value})
	}
	return nil
}

// baseTypeOptions are the options of CREATE TYPE in the order of the manual.
func baseTypeOptions() []string {
	return []string{"input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript", "internallength", "passedbyvalue",
		"alignment", "storage", "category", "preferred", "default", "element", "delimiter", "collatable"}
}

func isTypeFunction(option string) bool { return slices.Index(baseTypeOptions(), option) < 8 }

// baseTypeValue is the canonical spelling of an option's value.
func baseTypeValue(option, value string) string {
	lower := strings.ToLower(value)
	switch option {
	case "default", "delimiter", "category", "element":
		return value
	case "passedbyvalue", "preferred", "collatable":
		switch lower {
		case "1", "on", "yes", "t":
			return "true"
		case "0", "off", "no", "f":
			return "false"
		}
	case "alignment":
		switch lower {
		case "integer", "pg_catalog.int4":
			return "int4"
		case "double precision", "float8", "pg_catalog.float8":
			return "double"
		case "smallint", "pg_catalog.int2":
			return "int2"
		case "bpchar", "pg_catalog.bpchar", "character":
			return "char"
		}
	}
	return lower
}

// baseTypeDefault is the value that an option has where it is not written.
func baseTypeDefault(option string) string {
	switch option {
	case "internallength":
		return "variable"
	case "passedbyvalue", "preferred", "collatable":
		return "false"
	case "alignment":
		return "int4"
	case "storage":
		return "plain"
	case "category":
		return "U"
	case "delimiter":
		return ","
	}
	return ""
}

// copyLike adds what LIKE takes from a type of pg_catalog (pg_type.dat).
func (l *loader) copyLike(given map[string]*pg.DefElem) {
	d := given["like"]
	if d == nil {
		return
	}
	word := settingText(d)
	if i := strings.LastIndexByte(word, '.'); i >= 0 {
		word = word[i+1:]
	}
	length, byValue, alignment, storage := likeType(word)
	if length == "" {
		l.unsupported(d.Location, "LIKE %s of a base type", pgmodel.Quote(word))
		return
	}
	for _, o := range [][2]string{{"internallength", length}, {"passedbyvalue", byValue}, {"alignment", alignment}, {"storage", storage}} {
		if given[o[0]] == nil {
			given[o[0]] = &pg.DefElem{Defname: o[0], Arg: pg.MakeStrNode(o[1])}
		}
	}
}

func likeType(word string) (length, byValue, alignment, storage string) {
	switch word {
	case "int8", "float8", "timestamp", "timestamptz", "time", "money", "pg_lsn":
		return "8", "true", "double", "plain"
	case "int4", "float4", "date", "oid", "regclass":
		return "4", "true", "int4", "plain"
	case "int2":
		return "2", "true", "int2", "plain"
	case "bool", "char":
		return "1", "true", "char", "plain"
	case "text", "bytea", "varchar", "bpchar", "json", "jsonb", "xml":
		return "variable", "false", "int4", "extended"
	case "numeric", "inet", "cidr":
		return "variable", "false", "int4", "main"
	case "uuid":
		return "16", "false", "char", "plain"
	case "interval":
		return "16", "false", "double", "plain"
	case "name":
		return "64", "false", "char", "plain"
	case "point":
		return "16", "false", "double", "plain"
	case "box", "lseg":
		return "32", "false", "double", "plain"
	case "circle", "line":
		return "24", "false", "double", "plain"
	}
	return "", "", "", ""
}

// alterBaseType applies ALTER TYPE … SET (…).
func (l *loader) alterBaseType(n *pg.AlterTypeStmt) error {
	k, err := l.typeNamed(expr.NameList(n.TypeName))
	if err != nil {
		return err
	}
	t, ok := l.mutable(k).(*pgmodel.BaseType)
	if !ok {
		return l.st.ErrorAt(0, "%s is no base type", k.Object())
	}
	l.finish()
	ns := l.names()
	for _, node := range n.Options {
		d := node.GetDefElem()
		o := strings.ToLower(d.Defname)
		value := ""
		switch {
		case d.Arg == nil:
		case isTypeFunction(o):
			value = functionNamed(defWords(d), "", ns, &t.Shared)
		default:
			value = baseTypeValue(o, settingText(d))
		}
		t.Options = baseTypeOption(t.Options, o, value)
	}
	return nil
}

// baseTypeOption sets an option in the order of the manual, or takes it out.
func baseTypeOption(list []pgmodel.Setting, option, value string) []pgmodel.Setting {
	list = unset(list, option)
	if value == "" || value == baseTypeDefault(option) {
		return list
	}
	order := baseTypeOptions()
	i := 0
	for i < len(list) && slices.Index(order, list[i].Name) < slices.Index(order, option) {
		i++
	}
	return slices.Insert(list, i, pgmodel.Setting{Name: option, Value: value})
}
