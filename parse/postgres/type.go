package postgres

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// foldType applies what makes and changes types, collations and text search objects.
func (l *loader) foldType(node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_CreateEnumStmt:
		return true, l.createEnum(n.CreateEnumStmt)
	case *pg.Node_AlterEnumStmt:
		return true, l.alterEnum(n.AlterEnumStmt)
	case *pg.Node_CreateDomainStmt:
		return true, l.createDomain(n.CreateDomainStmt)
	case *pg.Node_AlterDomainStmt:
		return true, l.alterDomain(n.AlterDomainStmt)
	case *pg.Node_CompositeTypeStmt:
		return true, l.createComposite(n.CompositeTypeStmt)
	case *pg.Node_CreateRangeStmt:
		return true, l.createRange(n.CreateRangeStmt)
	case *pg.Node_AlterTypeStmt:
		return true, l.alterBaseType(n.AlterTypeStmt)
	case *pg.Node_AlterCollationStmt:
		l.note(schema.Ignored, 0, head(l.st.SQL), "versions of collations are no part of a schema")
		return true, nil
	case *pg.Node_AlterTsconfigurationStmt:
		return true, l.alterTSConfig(n.AlterTsconfigurationStmt)
	case *pg.Node_AlterTsdictionaryStmt:
		return true, l.alterTSDictionary(n.AlterTsdictionaryStmt)
	case *pg.Node_DefineStmt:
		return l.define(n.DefineStmt)
	}
	return false, nil
}

// define applies CREATE of the kinds that share one statement.
func (l *loader) define(n *pg.DefineStmt) (bool, error) {
	switch n.Kind {
	case pg.ObjectType_OBJECT_TYPE:
		return true, l.createBaseType(n)
	case pg.ObjectType_OBJECT_COLLATION:
		return true, l.createCollation(n)
	case pg.ObjectType_OBJECT_TSPARSER, pg.ObjectType_OBJECT_TSTEMPLATE, pg.ObjectType_OBJECT_TSDICTIONARY:
		return true, l.createTextSearch(n)
	case pg.ObjectType_OBJECT_TSCONFIGURATION:
		return true, l.createTSConfig(n)
	}
	return false, nil
}

// foldForeign applies what makes and changes extensions, what belongs to foreign
// data, and replication.
func (l *loader) foldForeign(node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_CreateExtensionStmt:
		return true, l.createExtension(n.CreateExtensionStmt)
	case *pg.Node_AlterExtensionStmt:
		return true, l.alterExtension(n.AlterExtensionStmt)
	case *pg.Node_CreateFdwStmt:
		return true, l.createWrapper(n.CreateFdwStmt)
	case *pg.Node_AlterFdwStmt:
		return true, l.alterWrapper(n.AlterFdwStmt)
	case *pg.Node_CreateForeignServerStmt:
		return true, l.createServer(n.CreateForeignServerStmt)
	case *pg.Node_AlterForeignServerStmt:
		return true, l.alterServer(n.AlterForeignServerStmt)
	case *pg.Node_CreateUserMappingStmt:
		return true, l.createUserMapping(n.CreateUserMappingStmt)
	case *pg.Node_AlterUserMappingStmt:
		return true, l.alterUserMapping(n.AlterUserMappingStmt)
	case *pg.Node_DropUserMappingStmt:
		return true, l.dropUserMapping(n.DropUserMappingStmt)
	case *pg.Node_CreateForeignTableStmt:
		return true, l.createForeignTable(n.CreateForeignTableStmt)
	case *pg.Node_ImportForeignSchemaStmt:
		l.note(schema.Unsupported, 0, head(l.st.SQL), "what it makes is known to the foreign server alone: write the foreign tables out")
		return true, nil
	case *pg.Node_AlterExtensionContentsStmt:
		l.note(schema.Unsupported, 0, head(l.st.SQL), "members of extensions are left to their extension")
		return true, nil
	}
	return l.foldReplication(node)
}

func (l *loader) foldReplication(node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_CreatePublicationStmt:
		return true, l.createPublication(n.CreatePublicationStmt)
	case *pg.Node_AlterPublicationStmt:
		return true, l.alterPublication(n.AlterPublicationStmt)
	case *pg.Node_CreateSubscriptionStmt:
		return true, l.createSubscription(n.CreateSubscriptionStmt)
	case *pg.Node_AlterSubscriptionStmt:
		return true, l.alterSubscription(n.AlterSubscriptionStmt)
	case *pg.Node_DropSubscriptionStmt:
		return true, l.dropSubscription(n.DropSubscriptionStmt)
	}
	return false, nil
}

// dropTypeKind takes types and the kinds of this file out of the schema.
func (l *loader) dropTypeKind(n *pg.DropStmt) (bool, error) {
	find := l.typeNamed
	switch n.RemoveType {
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
	case pg.ObjectType_OBJECT_COLLATION, pg.ObjectType_OBJECT_TSPARSER, pg.ObjectType_OBJECT_TSTEMPLATE,
		pg.ObjectType_OBJECT_TSDICTIONARY, pg.ObjectType_OBJECT_TSCONFIGURATION, pg.ObjectType_OBJECT_EXTENSION,
		pg.ObjectType_OBJECT_FDW, pg.ObjectType_OBJECT_FOREIGN_SERVER, pg.ObjectType_OBJECT_PUBLICATION:
		kind, _ := kindOf(n.RemoveType)
		find = func(words []string) (schema.Key, error) { return l.otherNamed(kind, words) }
	default:
		return false, nil
	}
	for _, o := range n.Objects {
		k, err := find(objectWords(o))
		switch {
		case err != nil && n.MissingOk:
		case err != nil:
			return true, err
		default:
			l.removeObject(k, n.Behavior == pg.DropBehavior_DROP_CASCADE)
		}
	}
	return true, nil
}

// newType is the key of a type to be made. A shell type of that name is filled.
func (l *loader) newType(kind schema.Kind, s, n string) (schema.Key, error) {
	k := schema.Key{Kind: kind, Schema: s, Name: n}
	if err := l.schemaExists(s, 0); err != nil {
		return k, err
	}
	old, taken := l.types[name{s, n}]
	if r, found := l.relations[name{s, n}]; found && r.Kind != schema.KindIndex {
		old, taken = r, true
	}
	if !taken {
		return k, nil
	}
	shell, ok := l.out.Get(old).(*pgmodel.BaseType)
	if !ok || len(shell.Options) > 0 {
		return k, l.st.ErrorAt(0, "type %s is defined twice%s", dotted(s, n), l.firstDefinition(old))
	}
	if kind != schema.KindBaseType {
		l.remove(old)
		l.later(func() { l.followAll(old, k) })
	}
	return k, nil
}

// typ is a canonical type; one that does not exist yet makes the statement wait.
func (l *loader) typ(n *pg.TypeName) (string, []schema.Key, error) {
	words := expr.NameList(n.Names)
	if !n.PctType && len(words) > 0 {
		s, t := expr.SplitName(words)
		if _, _, ok := l.names().Type(s, t); !ok && !l.mayBeBrought("type", s, t) {
			return "", nil, l.missingf(n.Location, "type %s does not exist", dotted(s, t))
		}
	}
	text, uses := expr.TypeName(n, l.names())
	return text, uses, nil
}

// closed reports whether an expression of a catalog is made of constants, types that
// are there and what is PostgreSQL's own, so that nothing which comes later changes what it means.
func (l *loader) closed(n *pg.Node) bool {
	switch e := n.GetNode().(type) {
	case *pg.Node_AConst, *pg.Node_SqlvalueFunction:
		return true
	case *pg.Node_TypeCast:
		in, typ := expr.SplitName(expr.NameList(e.TypeCast.TypeName.Names))
		_, _, found := l.names().Type(in, typ)
		return found && !strings.HasPrefix(typ, "reg") && l.closed(e.TypeCast.Arg) // regclass constants are names
	case *pg.Node_FuncCall:
		f := e.FuncCall
		return len(f.Funcname) == 1 && f.AggFilter == nil && f.Over == nil && !slices.ContainsFunc(f.Args, func(a *pg.Node) bool { return !l.closed(a) })
	}
	return false
}

// knows reports whether all of these exist already.
func (l *loader) knows(keys []schema.Key) bool {
	return !slices.ContainsFunc(keys, func(k schema.Key) bool { return l.out.Get(k) == nil })
}

// typeOf is the type that is the value of an option. A keyword comes as a string.
func typeOf(d *pg.DefElem) *pg.TypeName {
	if t := d.Arg.GetTypeName(); t != nil {
		return t
	}
	return &pg.TypeName{Names: []*pg.Node{pg.MakeStrNode(settingText(d))}, Typemod: -1, Location: d.Location}
}
