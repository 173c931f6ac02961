package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func languageMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "LANGUAGE " + quote(o.Key().Name) },
		create: func(o pgmodel.Object) []piece {
			return []piece{{SQL: languageText(o.(*pgmodel.Language)), Undo: "DROP LANGUAGE " + quote(o.Key().Name)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			return []piece{{SQL: replaced(languageText(c.To.(*pgmodel.Language))), Undo: replaced(languageText(c.From.(*pgmodel.Language)))}}, true
		},
	}
}

func languageText(l *pgmodel.Language) string {
	text := "CREATE " + onOff(l.Trusted, "TRUSTED ", "") + "LANGUAGE " + quote(l.ID.Name) + " HANDLER " + l.Handler
	if l.Inline != "" {
		text += " INLINE " + l.Inline
	}
	if l.Validator != "" {
		text += " VALIDATOR " + l.Validator
	}
	return text
}

func transformMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "TRANSFORM " + o.Key().Name },
		create: func(o pgmodel.Object) []piece {
			return []piece{{SQL: transformText(o.(*pgmodel.Transform)), Undo: "DROP TRANSFORM " + o.Key().Name}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			return []piece{{SQL: replaced(transformText(c.To.(*pgmodel.Transform))), Undo: replaced(transformText(c.From.(*pgmodel.Transform)))}}, true
		},
	}
}

func transformText(t *pgmodel.Transform) string {
	var parts []string
	if t.FromSQL != "" {
		parts = append(parts, "FROM SQL WITH FUNCTION "+t.FromSQL)
	}
	if t.ToSQL != "" {
		parts = append(parts, "TO SQL WITH FUNCTION "+t.ToSQL)
	}
	return "CREATE TRANSFORM " + t.ID.Name + " (" + strings.Join(parts, ", ") + ")"
}

func accessMethodMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "ACCESS METHOD " + quote(o.Key().Name) },
		create: func(o pgmodel.Object) []piece {
			m := o.(*pgmodel.AccessMethod)
			return []piece{{SQL: "CREATE ACCESS METHOD " + quote(m.ID.Name) + " TYPE " + strings.ToUpper(m.Type) + " HANDLER " + m.Handler,
				Undo: "DROP ACCESS METHOD " + quote(m.ID.Name)}}
		},
		alter: func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}

func castMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "CAST " + o.Key().Name },
		create: func(o pgmodel.Object) []piece { return createCast(o.(*pgmodel.Cast)) },
		alter:  func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}

func createCast(c *pgmodel.Cast) []piece {
	text := "CREATE CAST " + c.ID.Name
	switch c.Function {
	case "inout":
		text += " WITH INOUT"
	case "binary":
		text += " WITHOUT FUNCTION"
	default:
		text += " WITH FUNCTION " + c.Function
	}
	if c.Context != "" {
		text += " AS " + strings.ToUpper(c.Context)
	}
	return []piece{{SQL: text, Undo: "DROP CAST " + c.ID.Name}}
}

func conversionMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "CONVERSION " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece {
			c := o.(*pgmodel.Conversion)
			return []piece{{SQL: "CREATE " + onOff(c.Default, "DEFAULT ", "") + "CONVERSION " + qualified(c.ID) + " FOR " + pgmodel.Literal(c.From) +
				" TO " + pgmodel.Literal(c.To) + " FROM " + c.Function, Undo: "DROP CONVERSION " + qualified(c.ID)}}
		},
		alter: func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}
