package postgres

// CREATE LANGUAGE, which has OR REPLACE: a language is replaced where it differs, so that the
// functions written in it stay.

import (
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
