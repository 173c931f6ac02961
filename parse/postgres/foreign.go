package postgres

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) createWrapper(n *pg.CreateFdwStmt) error {
	k, _, err := l.newOther(schema.KindWrapper, "", n.Fdwname, false)
	if err != nil {
		return err
	}
	w := &pgmodel.Wrapper{ID: k, Options: settings(n.Options)}
	l.begin(&w.Shared, k)
	l.put(w)
	return l.wrapperFunctions(w, n.FuncOptions)
}

// wrapperFunctions sets HANDLER and VALIDATOR.
func (l *loader) wrapperFunctions(w *pgmodel.Wrapper, list []*pg.Node) error {
	ns := l.names()
	for _, node := range list {
		d := node.GetDefElem()
		to, args := &w.Handler, ""
		if d.Defname == "validator" {
			to, args = &w.Validator, "text[], oid"
		}
		if d.Arg == nil { // NO HANDLER
			l.later(func() { *to = "" })
			continue
		}
		words := defWords(d)
		l.later(func() { *to = functionNamed(words, args, ns, &w.Shared) })
	}
	return nil
}

func (l *loader) alterWrapper(n *pg.AlterFdwStmt) error {
	k, err := l.otherNamed(schema.KindWrapper, []string{n.Fdwname})
	if err != nil {
		return err
	}
	w := l.mutable(k).(*pgmodel.Wrapper)
	w.Options = alterSettings(w.Options, n.Options)
	return l.wrapperFunctions(w, n.FuncOptions)
}

func (l *loader) createServer(n *pg.CreateForeignServerStmt) error {
	k, skip, err := l.newOther(schema.KindServer, "", n.Servername, n.IfNotExists)
	if err != nil || skip {
		return err
	}
	s := &pgmodel.Server{ID: k, Wrapper: n.Fdwname, Type: n.Servertype, Version: n.Version, Options: settings(n.Options)}
	l.begin(&s.Shared, k)
	wrapper := schema.Key{Kind: schema.KindWrapper, Name: n.Fdwname}
	switch {
	case l.out.Get(wrapper) != nil:
		s.Use(wrapper)
	case l.extensionOf(schema.KindWrapper, n.Fdwname) != "":
		s.Use(schema.Key{Kind: schema.KindExtension, Name: l.extensionOf(schema.KindWrapper, n.Fdwname)})
	case l.out.Get(schema.Key{Kind: schema.KindExtension, Name: n.Fdwname}) != nil: // as most extensions call theirs
		s.Use(schema.Key{Kind: schema.KindExtension, Name: n.Fdwname})
	case !l.lenient:
		return l.missingf(0, "%s does not exist", wrapper)
	}
	l.put(s)
	return nil
}

// extensionOf is the extension that an object outside of schemas is a member of.
func (l *loader) extensionOf(kind schema.Kind, n string) string {
	for _, o := range l.outside[name{"", n}] {
		if o.Kind == kind {
			return o.Extension
		}
	}
	return ""
}

func (l *loader) alterServer(n *pg.AlterForeignServerStmt) error {
	k, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	s := l.mutable(k).(*pgmodel.Server)
	s.Options = alterSettings(s.Options, n.Options)
	if n.HasVersion {
		s.Version = n.Version
	}
	return nil
}

// mappingRole is the role of a user mapping, "" for PUBLIC.
func (l *loader) mappingRole(r *pg.RoleSpec) string {
	if r.GetRoletype() == pg.RoleSpecType_ROLESPEC_PUBLIC {
		return ""
	}
	return l.role(r)
}

func (l *loader) createUserMapping(n *pg.CreateUserMappingStmt) error {
	role := l.mappingRole(n.User)
	k := pgmodel.UserMappingKey(role, n.Servername)
	if l.out.Get(k) != nil {
		if n.IfNotExists {
			return nil
		}
		return l.st.ErrorAt(0, "%s is defined twice%s", k, l.firstDefinition(k))
	}
	server, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	m := &pgmodel.UserMapping{ID: k, Role: role, Server: n.Servername, Options: settings(n.Options)}
	l.begin(&m.Shared, k)
	m.Use(server)
	l.put(m)
	return nil
}

func (l *loader) alterUserMapping(n *pg.AlterUserMappingStmt) error {
	m, ok := l.mutable(pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername)).(*pgmodel.UserMapping)
	if !ok {
		return l.missingf(0, "%s does not exist", pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername))
	}
	m.Options = alterSettings(m.Options, n.Options)
	return nil
}

func (l *loader) dropUserMapping(n *pg.DropUserMappingStmt) error {
	k := pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername)
	if l.out.Get(k) == nil && !n.MissingOk {
		return l.missingf(0, "%s does not exist", k)
	}
	l.remove(k)
	return nil
}

func (l *loader) createForeignTable(n *pg.CreateForeignTableStmt) error {
	server, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	t, skip, err := l.newTable(n.BaseStmt, schema.KindForeignTable)
	if err != nil || skip {
		return err
	}
	t.Server, t.ServerOptions = n.Servername, settings(n.Options)
	t.Use(server)
	return l.buildTable(n.BaseStmt, t)
}

func (l *loader) createPublication(n *pg.CreatePublicationStmt) error {
	k, _, err := l.newOther(schema.KindPublication, "", n.Pubname, false)
	if err != nil {
		return err
	}
	p := &pgmodel.Publication{ID: k, AllTables: n.ForAllTables, Publish: "insert, update, delete, truncate"}
	l.begin(&p.Shared, k)
	if err := l.publicationObjects(p, n.Pubobjects, pg.AlterPublicationAction_AP_AddObjects); err != nil {
		return err
	}
	l.publicationOptions(p, n.Options)
	l.put(p)
	return nil
}

func (l *loader) publicationOptions(p *pgmodel.Publication, list []*pg.Node) {
	for _, s := range settings(list) {
		switch s.Name {
		case "publish":
			p.Publish = publishText(s.Value)
		case "publish_via_partition_root":
			p.ViaRoot = !isOff(s.Value)
		case "publish_generated_columns":
			if p.Generated = s.Value; p.Generated == "none" {
				p.Generated = ""
			}
		default:
			l.unsupported(0, "option %s of %s", pgmodel.Quote(s.Name), p.ID)
		}
	}
}

func (l *loader) alterPublication(n *pg.AlterPublicationStmt) error {
	k, err := l.otherNamed(schema.KindPublication, []string{n.Pubname})
	if err != nil {
		return err
	}
	p := l.mutable(k).(*pgmodel.Publication)
	l.finish()
	p.Tables, p.Schemas = slices.Clone(p.Tables), slices.Clone(p.Schemas)
	l.publicationOptions(p, n.Options)
	if len(n.Pubobjects) == 0 && n.Action != pg.AlterPublicationAction_AP_SetObjects {
		return nil
	}
	return l.publicationObjects(p, n.Pubobjects, n.Action)
}
