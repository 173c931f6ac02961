package postgres

// Procedural languages, transforms, access methods, casts and conversions: the rare objects that
// are little more than a name for some functions. A language and a transform have OR REPLACE;
// the others have no ALTER for their definition and are dropped and created.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindLanguage, languageKind())

func languageKind() kind {
	return kind{
		makesIndex: true,
		name:       func(o pgmodel.Object) string { return "LANGUAGE " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: languageText(o.(*pgmodel.Language)), Undo: ddl.Drop("LANGUAGE " + ddl.Quote(o.Key().Name))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			return []statement{{Do: languageText(c.To.(*pgmodel.Language)).OrReplace(), Undo: languageText(c.From.(*pgmodel.Language)).OrReplace()}}, true
		},
	}
}

func languageText(l *pgmodel.Language) ddl.Creation {
	text := ddl.If(l.Trusted, "TRUSTED ", "") + "LANGUAGE " + ddl.Quote(l.ID.Name) + " HANDLER " + l.Handler
	if l.Inline != "" {
		text += " INLINE " + l.Inline
	}
	if l.Validator != "" {
		text += " VALIDATOR " + l.Validator
	}
	return ddl.Create(text)
}

var _ = register(schema.KindTransform, transformKind())

func transformKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "TRANSFORM " + o.Key().Name },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: transformText(o.(*pgmodel.Transform)), Undo: ddl.Drop("TRANSFORM " + o.Key().Name)}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			return []statement{{Do: transformText(c.To.(*pgmodel.Transform)).OrReplace(), Undo: transformText(c.From.(*pgmodel.Transform)).OrReplace()}}, true
		},
	}
}

func transformText(t *pgmodel.Transform) ddl.Creation {
	var parts []string
	if t.FromSQL != "" {
		parts = append(parts, "FROM SQL WITH FUNCTION "+t.FromSQL)
	}
	if t.ToSQL != "" {
		parts = append(parts, "TO SQL WITH FUNCTION "+t.ToSQL)
	}
	return ddl.Create("TRANSFORM " + t.ID.Name + " (" + strings.Join(parts, ", ") + ")")
}

var _ = register(schema.KindAccessMethod, accessMethodKind())

func accessMethodKind() kind {
	return kind{
		makesIndex: true,
		name:       func(o pgmodel.Object) string { return "ACCESS METHOD " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			m := o.(*pgmodel.AccessMethod)
			return []statement{{Do: ddl.Create("ACCESS METHOD " + ddl.Quote(m.ID.Name) + " TYPE " + strings.ToUpper(m.Type) + " HANDLER " + m.Handler),
				Undo: ddl.Drop("ACCESS METHOD " + ddl.Quote(m.ID.Name))}}
		},
		alter: never,
	}
}

var _ = register(schema.KindCast, castKind())

func castKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "CAST " + o.Key().Name },
		create: func(_ *planner, o pgmodel.Object) []statement { return createCast(o.(*pgmodel.Cast)) },
		alter:  never,
	}
}

func createCast(c *pgmodel.Cast) []statement {
	text := "CAST " + c.ID.Name
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
	return []statement{{Do: ddl.Create(text), Undo: ddl.Drop("CAST " + c.ID.Name)}}
}

var _ = register(schema.KindConversion, conversionKind())

func conversionKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "CONVERSION " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			c := o.(*pgmodel.Conversion)
			return []statement{{Do: ddl.Create(ddl.If(c.Default, "DEFAULT ", "") + "CONVERSION " + ddl.Qualified(c.ID) + " FOR " + pgmodel.Literal(c.From) + " TO " + pgmodel.Literal(c.To) + " FROM " + c.Function), Undo: ddl.Drop("CONVERSION " + ddl.Qualified(c.ID))}}
		},
		alter: never,
	}
}
