package postgres

// GRANT and REVOKE on what has no object of its own in the model: members of an extension, whose
// privileges are kept with the extension as the differences from the ones that it gives them
// (catalog-pg-init-privs.html), and the system columns of a table, kept with the table.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// borrowExtension lets an extension of the database stand for itself, with the privileges that
// others have on its members there: what the files grant is added to them.
func (l *loader) borrowExtension(k schema.Key) pgmodel.Object {
	o, ok := l.liveObject(k).(pgmodel.Object)
	if !ok || l.ordered {
		return nil
	}
	l.borrowObject(o.Clone().(pgmodel.Object))
	return l.mutable(k)
}

// memberNamed is the member of an extension that GRANT names; nil for an object of the model.
func (l *loader) memberNamed(t pg.ObjectType, n *pg.Node) *EnvName {
	s, word := expr.SplitName(grantedWords(n))
	kinds := grantedKinds(t)
	if t == pg.ObjectType_OBJECT_LANGUAGE && word == "plpgsql" {
		return &EnvName{Kind: schema.KindLanguage, Name: word, Extension: word}
	}
	for _, in := range (&resolver{l: l, path: l.path}).schemas(s) {
		if t == pg.ObjectType_OBJECT_FDW || t == pg.ObjectType_OBJECT_LANGUAGE {
			in = ""
		}
		if l.modelHas(in, word, kinds) {
			return nil
		}
		var found []EnvName
		for _, m := range l.outside[name{in, word}] {
			if m.Extension != "" && slices.Contains(kinds, m.Kind) && l.takesArguments(m, n.GetObjectWithArgs()) {
				found = append(found, m)
			}
		}
		if len(found) == 1 {
			return &found[0]
		}
	}
	return nil
}

// grantedWords are the words of a name in GRANT.
func grantedWords(n *pg.Node) []string {
	switch {
	case n.GetRangeVar() != nil:
		return slices.DeleteFunc([]string{n.GetRangeVar().Schemaname, n.GetRangeVar().Relname}, func(w string) bool { return w == "" })
	case n.GetObjectWithArgs() != nil:
		return expr.NameList(n.GetObjectWithArgs().Objname)
	case n.GetString_() != nil:
		return []string{n.GetString_().Sval}
	}
	return objectWords(n)
}

// grantedKinds are the kinds that an object of GRANT can have.
func grantedKinds(t pg.ObjectType) []schema.Kind {
	switch t {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_SEQUENCE:
		return append(schema.KindsWith(schema.InPostgres|schema.RowSource), schema.KindSequence)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE:
		return routineKinds
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return schema.KindsWith(schema.UserType)
	case pg.ObjectType_OBJECT_FDW:
		return []schema.Kind{schema.KindWrapper}
	case pg.ObjectType_OBJECT_LANGUAGE:
		return []schema.Kind{schema.KindLanguage}
	}
	return nil
}

// modelHas reports whether an object of the model has a name.
func (l *loader) modelHas(in, n string, kinds []schema.Kind) bool {
	at := name{in, n}
	relation, isRelation := l.relations[at]
	typ, isType := l.types[at]
	return isRelation && slices.Contains(kinds, relation.Kind) || isType && slices.Contains(kinds, typ.Kind) ||
		slices.ContainsFunc(l.functions[at], func(k schema.Key) bool { return slices.Contains(kinds, k.Kind) })
}

// takesArguments reports whether a member has the arguments written; what is no routine has none.
func (l *loader) takesArguments(m EnvName, o *pg.ObjectWithArgs) bool {
	if o == nil || o.ArgsUnspecified {
		return true
	}
	types := make([]string, len(o.Objargs))
	for i, n := range o.Objargs {
		typ, _ := argumentType(n.GetTypeName(), l.names())
		types[i] = expr.WithoutModifier(typ)
	}
	return slices.Equal(types, expr.NewForm("", m.Args, "").Args)
}

// grantMembers grants on the members of extensions that a schema has.
func (l *loader) grantMembers(in string, kinds []schema.Kind, n *pg.GrantStmt) error {
	for at, list := range l.outside {
		if at.schema != in {
			continue
		}
		for _, m := range list {
			if l.out.Get(schema.Key{Kind: schema.KindExtension, Name: m.Extension}) != nil && slices.Contains(kinds, m.Kind) {
				if err := l.grantMember(m, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// grantMember gives or takes the privileges of one statement on a member of an extension.
func (l *loader) grantMember(m EnvName, n *pg.GrantStmt) error {
	k := schema.Key{Kind: schema.KindExtension, Name: m.Extension}
	e := l.mutable(k)
	switch {
	case e == nil && everyDatabase(k):
		e = pgmodel.NewInitial(k)
		l.begin(e.Common(), k)
		l.put(e)
	case e == nil && (!l.second || !l.borrowing && l.env.Live != nil):
		return l.missingf(0, "%s does not exist", k)
	case e == nil:
		l.used[m.Extension] = true
		if e = l.borrowExtension(k); e == nil {
			l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension that these files do not create")
			return nil
		}
	}
	list := n.Privileges
	if len(list) == 0 {
		list = []*pg.Node{{Node: &pg.Node_AccessPriv{AccessPriv: &pg.AccessPriv{}}}}
	}
	c := l.grantChange(n)
	of := schema.Key{Kind: m.Kind, Schema: m.Schema, Name: m.Name}
	for _, node := range list {
		p := node.GetAccessPriv()
		if len(p.Cols) > 0 {
			l.unsupported(0, "privileges of columns of %s", of)
			continue
		}
		names := l.privilegeNames(p.PrivName, m.Kind)
		changeOn(e.Common(), memberText(m), func(list []pgmodel.Grant) []pgmodel.Grant {
			return c.applyInitial(list, m, func(role string) bool { return l.owns(e.Common(), false, role, c.give) }, l.env.Version, names)
		})
	}
	return nil
}

// applyInitial changes privileges that are differences from the ones that an extension gives.
func (c *grantChange) applyInitial(list []pgmodel.Grant, m EnvName, owner func(string) bool, version int, names []string) []pgmodel.Grant {
	k := schema.Key{Kind: m.Kind, Schema: m.Schema, Name: m.Name}
	initial := strings.Split(m.Initial, ",")
	for _, role := range c.roles {
		for _, p := range names {
			text := p
			if role != "" {
				text += "=" + role
			}
			given := slices.Contains(initial, text) || role == "" && publicHas(k, p, version) && !slices.Contains(initial, "-"+text)
			switch {
			case role != "" && owner(role):
				list = revoked(list, pgmodel.Grant{Role: role, Privilege: p, Revoked: true, Owner: true}, !c.give)
			case given && (!c.option || c.give):
				list = revoked(list, pgmodel.Grant{Role: role, Privilege: p, Revoked: true}, !c.give)
			default:
				list = c.applyOne(list, role, p)
			}
		}
	}
	return list
}

// memberText is a member of an extension as GRANT spells it.
func memberText(m EnvName) string {
	text := pgmodel.Quote(m.Name)
	if m.Schema != "" {
		text = pgmodel.Qualified(m.Schema, m.Name)
	}
	switch {
	case m.Kind.IsRoutine():
		return "FUNCTION " + text + "(" + m.Args + ")"
	case m.Kind == schema.KindSequence:
		return "SEQUENCE " + text
	case m.Kind.IsRelation() && m.Kind != schema.KindComposite:
		return "TABLE " + text
	case m.Kind.Has(schema.UserType):
		return "TYPE " + text
	}
	return strings.ToUpper(string(m.Kind)) + " " + text
}

// grantSystemColumn gives or takes privileges of a system column.
func (l *loader) grantSystemColumn(o pgmodel.Object, c *grantChange, column string, names []string) {
	k := o.Key()
	changeOn(o.Common(), column, func(list []pgmodel.Grant) []pgmodel.Grant {
		return c.apply(list, schema.Key{Kind: schema.KindColumn, Schema: k.Schema, Table: k.Name, Name: column}, func(string) bool { return false }, names)
	})
}

// changeOn changes the privileges on one part of an object.
func changeOn(b *pgmodel.Shared, on string, change func([]pgmodel.Grant) []pgmodel.Grant) {
	list, rest := grantsOn(b.Access().Grants, on)
	for i := range list {
		list[i].On = ""
	}
	list = change(list)
	for i := range list {
		list[i].On = on
	}
	b.EditAccess().Grants = sorted(append(rest, list...))
}

// grantsOn are the privileges on one part of an object, or on itself, and the others; both are copies.
func grantsOn(list []pgmodel.Grant, on string) (own, rest []pgmodel.Grant) {
	for _, g := range list {
		if g.On == on {
			own = append(own, g)
		} else {
			rest = append(rest, g)
		}
	}
	return own, rest
}
