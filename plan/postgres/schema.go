package postgres

// CREATE and DROP SCHEMA. Every database is created with the schema public, so that it is
// neither created nor dropped: only its comment and privileges are planned.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindSchema, schemaKind())

func schemaKind() kind {
	return kind{
		makesIndex: true,
		name:       func(o pgmodel.Object) string { return "SCHEMA " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			if o.Key().Name == "public" {
				return nil // it is there
			}
			return []statement{{Do: ddl.Create("SCHEMA " + ddl.Quote(o.Key().Name)), Undo: ddl.Drop("SCHEMA " + ddl.Quote(o.Key().Name))}}
		},
		drop:  dropSchema,
		alter: func(*planner, plan.Change) ([]statement, bool) { return nil, true },
		defaultComment: func(o pgmodel.Object) string {
			return ddl.If(o.Key().Name == "public", publicComment, "")
		},
		stays:   true,
		hasHint: true,
	}
}

// publicComment is the comment that every new database has on the schema public.
const publicComment = "standard public schema"

// dropSchema drops a schema. Every database has public: its comment and its privileges
// are reset instead.
func dropSchema(_ *planner, o pgmodel.Object) []statement {
	n := "SCHEMA " + ddl.Quote(o.Key().Name)
	if o.Key().Name != "public" {
		return []statement{{Do: ddl.Drop(n), Undo: ddl.Create(n)}}
	}
	var out []statement
	if o.Common().Comment != "" {
		out = append(out, statement{Do: ddl.Comment{Object: n, Text: publicComment}, Undo: ddl.Comment{Object: n, Text: o.Common().Comment}})
	}
	return append(out, grantStatements(n, o, o.Common().Access().Grants, nil)...)
}
