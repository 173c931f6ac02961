package postgres

// CREATE EXTENSION, with the extensions it requires and the schema it goes into. What an
// extension brings is known only where a database has it; else names may be its members' until
// the end (sql-createextension.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats extensions.
var _ = register(kind{
	names:   []schema.Kind{schema.KindExtension},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_EXTENSION: schema.KindExtension},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateExtensionStmt:
			return true, l.createExtension(n.CreateExtensionStmt)
		case *pg.Node_AlterExtensionStmt:
			return true, l.alterExtension(n.AlterExtensionStmt)
		case *pg.Node_AlterExtensionContentsStmt:
			l.note(schema.Unsupported, 0, head(l.st.SQL), "members of extensions are left to their extension")
			return true, nil
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Extension).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Extension)
		if f.from.Kind == schema.KindSchema && x.Schema == f.from.Name {
			x.Schema = f.to.Name
		}
	},
})

func (l *loader) createExtension(n *pg.CreateExtensionStmt) error {
	if everyDatabase(schema.Key{Kind: schema.KindExtension, Name: n.Extname}) {
		l.note(schema.Ignored, 0, "extension plpgsql", "every database has it")
		return nil
	}
	k, skip, err := l.newOther(schema.KindExtension, "", n.Extname, n.IfNotExists)
	if err != nil || skip {
		return err
	}
	given := definitions(n.Options)
	e := &pgmodel.Extension{ID: k}
	l.begin(&e.Shared, k)
	env := l.available(n.Extname)
	e.DefaultComment, e.Fixed = env.Comment, env.Fixed && env.Installed != ""
	switch {
	case given["schema"] != nil:
		e.Schema = settingText(given["schema"])
	default:
		e.Schema = l.extensionSchema(n.Extname, env)
	}
	if d := given["new_version"]; d != nil && settingText(d) != env.Installed {
		e.Version = settingText(d)
	}
	if err := l.extensionNeeds(e, given["cascade"] != nil, env); err != nil {
		return err
	}
	l.put(e)
	l.bringMembers(e)
	return nil
}

// extensionNeeds notes the schema, which the extension itself makes where it says
// so, and the extensions it requires, which CASCADE makes too.
func (l *loader) extensionNeeds(e *pgmodel.Extension, cascade bool, env EnvExtension) error {
	if e.Schema != env.Schema && e.Schema != "pg_catalog" {
		if err := l.schemaExists(e.Schema, 0); err != nil {
			return err
		}
	}
	if e.Schema != "public" && e.Schema != "pg_catalog" {
		e.Use(schema.Key{Kind: schema.KindSchema, Name: e.Schema})
	}
	for _, r := range env.Requires {
		k := schema.Key{Kind: schema.KindExtension, Name: r}
		if r == "plpgsql" {
			continue
		}
		e.Use(k)
		if !cascade || l.out.Get(k) != nil {
			continue
		}
		if err := l.createExtension(&pg.CreateExtensionStmt{Extname: r, IfNotExists: true}); err != nil {
			return err
		}
	}
	return nil
}

// extensionSchema is where an extension goes that does not say: one that cannot be
// moved stays where it is.
func (l *loader) extensionSchema(extension string, env EnvExtension) string {
	switch {
	case env.Schema != "" && (env.Fixed || env.Installed == ""):
		return env.Schema
	case slices.Contains([]string{"plperl", "plperlu", "plpython3u", "pltcl", "pltclu", "adminpack", "pg_cron"}, extension):
		return "pg_catalog"
	}
	return l.targetSchema("")
}

// alterExtension follows ALTER EXTENSION … UPDATE.
func (l *loader) alterExtension(n *pg.AlterExtensionStmt) error {
	k, err := l.otherNamed(schema.KindExtension, []string{n.Extname})
	if err != nil {
		return err
	}
	e, ok := l.mutable(k).(*pgmodel.Extension)
	if !ok {
		return nil
	}
	if d := definitions(n.Options)["new_version"]; d != nil {
		if e.Version = settingText(d); e.Version == l.env.Extensions[n.Extname].Installed {
			e.Version = ""
		}
	}
	return nil
}

func (l *loader) setExtensionSchema(k schema.Key, s string) error {
	e, ok := l.mutable(k).(*pgmodel.Extension)
	if !ok {
		return l.missingf(0, "%s does not exist", k)
	}
	if e.Schema != s {
		l.moveMembers(e.ID.Name, e.Schema, s)
		l.followMembers(e.ID.Name, e.Schema, s)
	}
	e.Schema = s
	e.Uses = slices.DeleteFunc(slices.Clone(e.Uses), func(u schema.Key) bool { return u.Kind == schema.KindSchema })
	if s != "public" {
		e.Use(schema.Key{Kind: schema.KindSchema, Name: s})
	}
	return nil
}

// usualComments takes away the comments that extensions have anyway.
func (l *loader) usualComments() {
	for extension, env := range l.env.Extensions {
		e, ok := l.out.Get(schema.Key{Kind: schema.KindExtension, Name: extension}).(*pgmodel.Extension)
		if ok && e.Comment == env.Comment && l.isOwn(e.ID) {
			e.Comment = ""
		}
	}
}
