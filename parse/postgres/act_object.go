package postgres

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// objects reads what drops, renames and makes objects that are no tables.
func (r *actReader) objects(node *pg.Node) bool {
	switch n := node.Node.(type) {
	case *pg.Node_DropStmt:
		r.drop(n.DropStmt)
	case *pg.Node_RenameStmt:
		r.renames(n.RenameStmt)
	case *pg.Node_DropdbStmt:
		r.add(0, schema.Act{Verb: schema.Drops, Kind: "database", Name: n.DropdbStmt.Dbname})
	case *pg.Node_AlterEnumStmt:
		r.enumValue(n.AlterEnumStmt)
	case *pg.Node_AlterDomainStmt:
		d := n.AlterDomainStmt
		_, name := expr.SplitName(expr.NameList(d.TypeName))
		a := schema.Act{Verb: schema.Alters, Kind: schema.KindDomain, Name: name}
		if c := d.Def.GetConstraint(); d.Subtype == "C" && c != nil {
			a.Verb, a.Kind, a.NotValid = schema.AddsConstraint, schema.KindDomainCheck, c.SkipValidation
		}
		a.Known = r.domainUsed(expr.NameList(d.TypeName))
		if d.Subtype == "X" {
			a.Verb, a.Kind, a.Name, a.IfExists = schema.DropsConstraint, schema.KindDomainCheck, d.Name, d.MissingOk
			a.On = r.domain(expr.NameList(d.TypeName))
		}
		r.add(0, a)
	case *pg.Node_CreateEnumStmt:
		s, name := r.l.targetName(n.CreateEnumStmt.TypeName)
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindEnum, Name: name, On: schema.Key{Kind: schema.KindEnum, Schema: s, Name: name},
			Unqualified: len(n.CreateEnumStmt.TypeName) < 2})
	case *pg.Node_CreateTrigStmt:
		k, known := r.relationAt(n.CreateTrigStmt.Relation)
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindTrigger, On: k, Known: known, Name: n.CreateTrigStmt.Trigname})
	case *pg.Node_RuleStmt:
		k, known := r.relationAt(n.RuleStmt.Relation)
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindRule, On: k, Known: known, Name: n.RuleStmt.Rulename})
	case *pg.Node_CreateFunctionStmt:
		r.function(n.CreateFunctionStmt)
	case *pg.Node_CreateSchemaStmt:
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindSchema, Name: n.CreateSchemaStmt.Schemaname, IfNotExists: n.CreateSchemaStmt.IfNotExists})
		r.inSchema(n.CreateSchemaStmt)
	case *pg.Node_CommentStmt:
		r.add(0, schema.Act{Verb: schema.Comments})
	default:
		return false
	}
	return true
}

// inSchema reads what a CREATE SCHEMA makes in it.
func (r *actReader) inSchema(n *pg.CreateSchemaStmt) {
	path := r.l.path
	defer func() { r.l.path = path }()
	r.l.path = append([]string{n.Schemaname}, path...)
	for _, e := range n.SchemaElts {
		if !r.table(e) {
			r.objects(e)
		}
	}
}

func (r *actReader) function(n *pg.CreateFunctionStmt) {
	_, name := expr.SplitName(expr.NameList(n.Funcname))
	a := schema.Act{Verb: schema.Creates, Kind: schema.KindFunction, Name: name, IfNotExists: n.Replace, Unqualified: len(n.Funcname) < 2}
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch d.GetDefname() {
		case "security":
			a.Definer = d.Arg.GetBoolean().GetBoolval()
		case "set":
			a.Pinned = a.Pinned || d.Arg.GetVariableSetStmt().GetName() == "search_path"
		}
	}
	r.add(0, a)
}

// domain is a domain by its name; one that is not known has no schema where it names none.
func (r *actReader) domain(words []string) schema.Key {
	if k, err := r.l.typeNamed(words); err == nil {
		return k
	}
	s, name := expr.SplitName(words)
	return schema.Key{Kind: schema.KindDomain, Schema: s, Name: name}
}

// domainUsed reports whether a column of a table is of a domain.
func (r *actReader) domainUsed(words []string) bool {
	k, err := r.l.typeNamed(words)
	if err != nil {
		return true
	}
	for o := range r.l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			if strings.HasPrefix(c.Type, pgmodel.Qualified(k.Schema, k.Name)) || k.Schema == "public" && strings.HasPrefix(c.Type, pgmodel.Quote(k.Name)) {
				return true
			}
		}
	}
	return false
}

// dropped are the kinds of DROP by the parser's names.
func dropped(kind pg.ObjectType) schema.Kind {
	switch kind {
	case pg.ObjectType_OBJECT_TABLE:
		return schema.KindTable
	case pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return schema.KindForeignTable
	case pg.ObjectType_OBJECT_VIEW:
		return schema.KindView
	case pg.ObjectType_OBJECT_MATVIEW:
		return schema.KindMatView
	case pg.ObjectType_OBJECT_INDEX:
		return schema.KindIndex
	case pg.ObjectType_OBJECT_SCHEMA:
		return schema.KindSchema
	case pg.ObjectType_OBJECT_TYPE:
		return schema.KindBaseType
	case pg.ObjectType_OBJECT_DOMAIN:
		return schema.KindDomain
	case pg.ObjectType_OBJECT_SEQUENCE:
		return schema.KindSequence
	case pg.ObjectType_OBJECT_POLICY:
		return schema.KindPolicy
	case pg.ObjectType_OBJECT_TRIGGER:
		return schema.KindTrigger
	case pg.ObjectType_OBJECT_RULE:
		return schema.KindRule
	}
	return schema.Kind(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(kind.String(), "OBJECT_"), "_", " ")))
}

func (r *actReader) drop(n *pg.DropStmt) {
	kind := dropped(n.RemoveType)
	for _, o := range n.Objects {
		a := schema.Act{Verb: schema.Drops, Kind: kind, Cascade: n.Behavior == pg.DropBehavior_DROP_CASCADE, IfExists: n.MissingOk, Concurrently: n.Concurrent}
		words := dropWords(o)
		s, name := expr.SplitName(words)
		a.Name = name
		a.On = schema.Key{Kind: kind, Schema: s, Name: name}
		switch {
		case kind.IsRelation(), kind == schema.KindIndex:
			if k, err := r.l.relationNamed(words); err == nil {
				a.On, a.Known = k, true
			}
		case kind == schema.KindSchema:
			a.Known = r.l.out.Get(schema.Key{Kind: kind, Name: name}) != nil
		case kind == schema.KindPolicy, kind == schema.KindTrigger, kind == schema.KindRule:
			if len(words) > 1 {
				if k, err := r.l.relationNamed(words[:len(words)-1]); err == nil {
					a.On, a.Known = k, true
				}
			}
		default:
			if k, err := r.l.typeNamed(words); err == nil {
				a.On, a.Known = k, true
			}
		}
		r.add(0, a)
	}
}

// dropWords is the dotted name of an object that a DROP names.
func dropWords(o *pg.Node) []string {
	switch n := o.Node.(type) {
	case *pg.Node_List:
		return expr.NameList(n.List.Items)
	case *pg.Node_TypeName:
		return expr.NameList(n.TypeName.Names)
	case *pg.Node_String_:
		return []string{n.String_.Sval}
	case *pg.Node_ObjectWithArgs:
		return expr.NameList(n.ObjectWithArgs.Objname)
	}
	return nil
}

func (r *actReader) renames(n *pg.RenameStmt) {
	a := schema.Act{Verb: schema.Renames, Kind: dropped(n.RenameType), Name: n.Subname, To: n.Newname, IfExists: n.MissingOk}
	if n.Relation != nil {
		a.On, a.Known = r.relationAt(n.Relation)
	}
	switch n.RenameType {
	case pg.ObjectType_OBJECT_COLUMN:
		a.Verb, a.Kind = schema.RenamesColumn, schema.KindColumn
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		a.Kind = "constraint"
	case pg.ObjectType_OBJECT_SCHEMA:
		a.Name = n.Subname
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		s, name := expr.SplitName(dropWords(n.Object))
		a.On = schema.Key{Kind: a.Kind, Schema: s, Name: name}
	}
	r.add(0, a)
}
