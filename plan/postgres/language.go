package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func languageMaker() maker {
	return maker{
		name: func(o schema.PgObject) string { return "LANGUAGE " + quote(o.Key().Name) },
		create: func(o schema.PgObject) []piece {
			return []piece{{SQL: languageText(o.(*schema.PgLanguage)), Undo: "DROP LANGUAGE " + quote(o.Key().Name)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			return []piece{{SQL: replaced(languageText(c.To.(*schema.PgLanguage))), Undo: replaced(languageText(c.From.(*schema.PgLanguage)))}}, true
		},
	}
}

func languageText(l *schema.PgLanguage) string {
	text := "CREATE " + onOff(l.Trusted, "TRUSTED ", "") + "LANGUAGE " + quote(l.ID.Name) + " HANDLER " + l.Handler
	if l.Inline != "" {
		text += " INLINE " + l.Inline
	}
	if l.Validator != "" {
		text += " VALIDATOR " + l.Validator
	}
	return text
}

func transformMaker() maker {
	return maker{
		name: func(o schema.PgObject) string { return "TRANSFORM " + o.Key().Name },
		create: func(o schema.PgObject) []piece {
			return []piece{{SQL: transformText(o.(*schema.PgTransform)), Undo: "DROP TRANSFORM " + o.Key().Name}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			return []piece{{SQL: replaced(transformText(c.To.(*schema.PgTransform))), Undo: replaced(transformText(c.From.(*schema.PgTransform)))}}, true
		},
	}
}

func transformText(t *schema.PgTransform) string {
	var parts []string
	if t.FromSQL != "" {
		parts = append(parts, "FROM SQL WITH FUNCTION "+t.FromSQL)
	}
	if t.ToSQL != "" {
		parts = append(parts, "TO SQL WITH FUNCTION "+t.ToSQL)
	}
	return "CREATE TRANSFORM " + t.ID.Name + " (" + strings.Join(parts, ", ") + ")"
}

func accessMethodMaker() maker {
	return maker{
		name: func(o schema.PgObject) string { return "ACCESS METHOD " + quote(o.Key().Name) },
		create: func(o schema.PgObject) []piece {
			m := o.(*schema.PgAccessMethod)
			return []piece{{SQL: "CREATE ACCESS METHOD " + quote(m.ID.Name) + " TYPE " + strings.ToUpper(m.Type) + " HANDLER " + m.Handler,
				Undo: "DROP ACCESS METHOD " + quote(m.ID.Name)}}
		},
		alter: func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}

func castMaker() maker {
	return maker{
		name:   func(o schema.PgObject) string { return "CAST " + o.Key().Name },
		create: func(o schema.PgObject) []piece { return createCast(o.(*schema.PgCast)) },
		alter:  func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}

func createCast(c *schema.PgCast) []piece {
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

func conversionMaker() maker {
	return maker{
		name: func(o schema.PgObject) string { return "CONVERSION " + qualified(o.Key()) },
		create: func(o schema.PgObject) []piece {
			c := o.(*schema.PgConversion)
			return []piece{{SQL: "CREATE " + onOff(c.Default, "DEFAULT ", "") + "CONVERSION " + qualified(c.ID) + " FOR " + schema.LiteralPg(c.From) +
				" TO " + schema.LiteralPg(c.To) + " FROM " + c.Function, Undo: "DROP CONVERSION " + qualified(c.ID)}}
		},
		alter: func(*planner, plan.Change) ([]piece, bool) { return nil, false },
	}
}
