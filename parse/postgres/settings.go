package postgres

// Option lists of statements as text: WITH (…), OPTIONS (…), SET. Values are spelled as the
// catalog keeps them, whether they were written as names, numbers or strings.

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// settings are the elements of an option list, with the values as text.
func settings(list []*pg.Node) []pgmodel.Setting {
	var out []pgmodel.Setting
	for _, n := range list {
		if d := n.GetDefElem(); d != nil {
			out = setting(out, settingName(d), settingText(d))
		}
	}
	return out
}

func settingName(d *pg.DefElem) string {
	if d.Defnamespace != "" {
		return d.Defnamespace + "." + d.Defname
	}
	return d.Defname
}

// setting puts one value into a list, in its place or at the end: dumps show the
// order, which means nothing.
func setting(list []pgmodel.Setting, n, value string) []pgmodel.Setting {
	list = slices.Clone(list)
	if i := slices.IndexFunc(list, func(s pgmodel.Setting) bool { return s.Name == n }); i >= 0 {
		list[i].Value = value
		return list
	}
	return append(list, pgmodel.Setting{Name: n, Value: value})
}

// unset takes a value out of a list.
func unset(list []pgmodel.Setting, n string) []pgmodel.Setting {
	return slices.DeleteFunc(slices.Clone(list), func(s pgmodel.Setting) bool { return s.Name == n })
}

// alterSettings applies ADD, SET and DROP of an OPTIONS list.
func alterSettings(list []pgmodel.Setting, changes []*pg.Node) []pgmodel.Setting {
	for _, n := range changes {
		d := n.GetDefElem()
		if d.Defaction == pg.DefElemAction_DEFELEM_DROP {
			list = unset(list, settingName(d))
		} else {
			list = setting(list, settingName(d), settingText(d))
		}
	}
	return list
}

// settingText is a value as text; an option without one is on.
func settingText(d *pg.DefElem) string {
	if d.Arg == nil {
		return "true"
	}
	return valueText(d.Arg)
}

func valueText(n *pg.Node) string {
	switch v := n.Node.(type) {
	case *pg.Node_String_:
		return v.String_.Sval
	case *pg.Node_Integer:
		return strconv.Itoa(int(v.Integer.Ival))
	case *pg.Node_Float:
		return v.Float.Fval
	case *pg.Node_Boolean:
		return strconv.FormatBool(v.Boolean.Boolval)
	case *pg.Node_TypeName:
		return strings.Join(expr.NameList(v.TypeName.Names), ".")
	case *pg.Node_AConst:
		return constText(v.AConst)
	case *pg.Node_List:
		texts := make([]string, len(v.List.Items))
		for i, item := range v.List.Items {
			texts[i] = valueText(item)
		}
		return strings.Join(texts, ", ")
	}
	return ""
}

func constText(c *pg.A_Const) string {
	switch v := c.Val.(type) {
	case *pg.A_Const_Sval:
		return v.Sval.Sval
	case *pg.A_Const_Ival:
		return strconv.Itoa(int(v.Ival.Ival))
	case *pg.A_Const_Fval:
		return v.Fval.Fval
	case *pg.A_Const_Boolval:
		return strconv.FormatBool(v.Boolval.Boolval)
	}
	return ""
}

// defWords are the words of a name that is the value of an option.
func defWords(d *pg.DefElem) []string {
	switch a := d.Arg.GetNode().(type) {
	case *pg.Node_TypeName:
		return expr.NameList(a.TypeName.Names)
	case *pg.Node_List:
		return expr.NameList(a.List.Items)
	case *pg.Node_String_:
		return []string{a.String_.Sval}
	}
	return nil
}

// isOff reads a boolean option that is written and off.
func isOff(value string) bool {
	switch strings.ToLower(value) {
	case "false", "off", "0", "no":
		return true
	}
	return false
}

func definitions(list []*pg.Node) map[string]*pg.DefElem {
	given := map[string]*pg.DefElem{}
	for _, n := range list {
		given[strings.ToLower(n.GetDefElem().Defname)] = n.GetDefElem()
	}
	return given
}

func defaultTablespace(n string) string {
	if n == "pg_default" {
		return ""
	}
	return n
}

// stringConst is the text of a string constant, or "".
func stringConst(n *pg.Node) string {
	if c := n.GetAConst(); c != nil && c.GetSval() != nil {
		return c.GetSval().Sval
	}
	return ""
}
