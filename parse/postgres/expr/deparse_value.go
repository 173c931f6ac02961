package expr

// Constants, casts and parameters.

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// constant writes a constant as it stands.
func (w *writer) constant(c *pg.A_Const) {
	switch v := c.Val.(type) {
	case *pg.A_Const_Ival:
		w.put(strconv.Itoa(int(v.Ival.GetIval())))
	case *pg.A_Const_Fval:
		w.put(w.number(v.Fval.GetFval()))
	case *pg.A_Const_Boolval:
		w.put(pick(v.Boolval.GetBoolval(), "true", "false"))
	case *pg.A_Const_Sval:
		if w.mode == modeLoose && isNumber(v.Sval.GetSval()) {
			w.put(v.Sval.GetSval())
			return
		}
		if w.mode == modeLoose { // a date that was made a time has one
			w.put(pgmodel.Literal(looseTime(v.Sval.GetSval())))
			return
		}
		w.put(pgmodel.Literal(v.Sval.GetSval()))
	case *pg.A_Const_Bsval:
		w.put(bitString(v.Bsval.GetBsval()))
	default:
		w.put("NULL")
	}
}

// looseTime is a constant without the time that a date gets when it is made a timestamp.
func looseTime(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "+00"), " 00:00:00")
}

// plainValue writes a value that stands bare in the tree.
func (w *writer) plainValue(n *pg.Node) {
	c := &pg.A_Const{}
	switch v := n.Node.(type) {
	case *pg.Node_Integer:
		c.Val = &pg.A_Const_Ival{Ival: v.Integer}
	case *pg.Node_Float:
		c.Val = &pg.A_Const_Fval{Fval: v.Float}
	case *pg.Node_Boolean:
		c.Val = &pg.A_Const_Boolval{Boolval: v.Boolean}
	case *pg.Node_BitString:
		c.Val = &pg.A_Const_Bsval{Bsval: v.BitString}
	}
	w.constant(c)
}

// bitString writes b'101' or x'ff'.
func bitString(text string) string {
	if text == "" {
		return "B''"
	}
	return strings.ToUpper(text[:1]) + "'" + strings.ReplaceAll(text[1:], "'", "''") + "'"
}

// number is a constant with a point or an exponent, or beyond 32 bits.
func (w *writer) number(text string) string {
	if w.mode == modeSQL {
		return text
	}
	return plainNumber(text)
}

func isNegative(c *pg.A_Const) bool {
	return c.GetIval().GetIval() < 0 || strings.HasPrefix(c.GetFval().GetFval(), "-")
}

// cast writes value::type; the value's cast only, in the loose text.
func (w *writer) cast(c *pg.TypeCast) {
	typ := w.typeText(c.TypeName)
	w.checkNamed(c, typ)
	named := false
	if v := c.Arg.GetAConst().GetSval(); v != nil && w.mode == modeSQL {
		var text string
		if text, named = w.namedConstant(v.Sval, typ); named {
			w.put(pgmodel.Literal(text))
		}
	}
	if !named {
		w.expr(c.Arg, precCast)
	}
	w.put("::")
	w.put(typ)
}

// typeText is a type's canonical name; its uses are noted.
func (w *writer) typeText(t *pg.TypeName) string {
	w.checkType(t)
	text, uses := TypeName(t, w.ns)
	w.use(uses...)
	return w.typeNow(text)
}

// param writes $1, or the argument's name as the server does.
func (w *writer) param(p *pg.ParamRef) {
	if i := int(p.Number); w.mode != modeSQL && i > 0 && i <= len(w.sc.Params) && w.sc.Params[i-1] != "" {
		w.word(w.sc.Params[i-1])
		return
	}
	w.put("$" + strconv.Itoa(int(p.Number)))
}

// valueFunction writes CURRENT_DATE and its like.
func (w *writer) valueFunction(f *pg.SQLValueFunction) {
	name := valueFunctionName(f.Op)
	if f.Typmod >= 0 && strings.HasSuffix(f.Op.String(), "_N") {
		name += "(" + strconv.Itoa(int(f.Typmod)) + ")"
	}
	w.put(name)
}

// bound writes FOR VALUES of a partition.
func (w *writer) bound(b *pg.PartitionBoundSpec) {
	switch {
	case b.IsDefault:
		w.put("DEFAULT")
	case b.Strategy == "h":
		w.put("FOR VALUES WITH (modulus " + strconv.Itoa(int(b.Modulus)) + ", remainder " + strconv.Itoa(int(b.Remainder)) + ")")
	case b.Strategy == "l":
		w.put("FOR VALUES IN (")
		w.boundValues(b.Listdatums)
		w.put(")")
	default:
		w.put("FOR VALUES FROM (")
		w.boundValues(b.Lowerdatums)
		w.put(") TO (")
		w.boundValues(b.Upperdatums)
		w.put(")")
	}
}

// boundValues writes the values of a bound; MINVALUE and MAXVALUE come as columns.
func (w *writer) boundValues(list []*pg.Node) {
	for i, n := range list {
		if i > 0 {
			w.put(", ")
		}
		if ref := n.GetColumnRef(); ref != nil && len(ref.Fields) == 1 {
			w.put(strings.ToUpper(ref.Fields[0].GetString_().GetSval()))
			continue
		}
		w.expr(n, precLowest)
	}
}
