package postgres

// Foreign-data wrappers, servers, user mappings and foreign tables. Their OPTIONS are changed by
// ADD, SET and DROP against the options that are there. A masked secret is a value that was not
// read: it counts as unchanged, and an undo that would write the mask is left out.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// optionsChange is the OPTIONS clause that takes one list to another, or "". A
// secret that is masked on one side counts as the same.
func optionsChange(from, to []pgmodel.Setting) string {
	kept := slices.Clone(from)
	for i, o := range kept {
		for _, n := range to {
			if n.Name == o.Name && schema.SecretKey(n.Name) {
				kept[i].Value = n.Value
			}
		}
	}
	text := ddl.ForeignOptionsChange(kept, to)
	if text == "" {
		return ""
	}
	return " OPTIONS (" + text + ")"
}

// undoOptions reverts a change of options; nil where that would write a masked secret.
func undoOptions(head string, from, to []pgmodel.Setting) ddl.Statement {
	text := optionsChange(to, from)
	if text == "" || slices.ContainsFunc(from, func(o pgmodel.Setting) bool { return strings.Contains(o.Value, schema.Mask) }) {
		return nil
	}
	return ddl.Text(head + text)
}

var _ = register(schema.KindWrapper, wrapperKind())

func wrapperKind() kind {
	name := func(o pgmodel.Object) string { return "FOREIGN DATA WRAPPER " + ddl.Quote(o.Key().Name) }
	return kind{
		name: name,
		create: func(_ *planner, o pgmodel.Object) []statement {
			w := o.(*pgmodel.Wrapper)
			sql := name(w)
			if w.Handler != "" {
				sql += " HANDLER " + w.Handler
			}
			if w.Validator != "" {
				sql += " VALIDATOR " + w.Validator
			}
			return []statement{{Do: ddl.Create(sql + ddl.ForeignOptionsClause(w.Options)), Undo: ddl.Drop(name(w))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.Wrapper), c.To.(*pgmodel.Wrapper)
			var out []statement
			head := "ALTER " + name(to)
			if c.Has("handler") {
				out = append(out, statement{Do: ddl.Text(head + orNo("HANDLER", to.Handler)), Undo: ddl.Text(head + orNo("HANDLER", from.Handler))})
			}
			if c.Has("validator") {
				out = append(out, statement{Do: ddl.Text(head + orNo("VALIDATOR", to.Validator)), Undo: ddl.Text(head + orNo("VALIDATOR", from.Validator))})
			}
			if c.Has("options") {
				out = append(out, statement{Do: ddl.Text(head + optionsChange(from.Options, to.Options)), Undo: undoOptions(head, from.Options, to.Options)})
			}
			return out, true
		},
	}
}

// orNo is a clause with a function, or the one that takes the function away.
func orNo(word, function string) string {
	if function == "" {
		return " NO " + word
	}
	return " " + word + " " + function
}

var _ = register(schema.KindServer, serverKind())

func serverKind() kind {
	name := func(o pgmodel.Object) string { return "SERVER " + ddl.Quote(o.Key().Name) }
	return kind{
		name:      name,
		grantName: func(o pgmodel.Object) string { return "FOREIGN SERVER " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			s := o.(*pgmodel.Server)
			sql := name(s)
			if s.Type != "" {
				sql += " TYPE " + pgmodel.Literal(s.Type)
			}
			if s.Version != "" {
				sql += " VERSION " + pgmodel.Literal(s.Version)
			}
			return []statement{{Do: ddl.Create(sql + " FOREIGN DATA WRAPPER " + ddl.Quote(s.Wrapper) + ddl.ForeignOptionsClause(s.Options)), Undo: ddl.Drop(name(s))}}
		},
		alter: alterServer,
	}
}

func alterServer(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Server), c.To.(*pgmodel.Server)
	if c.Has("wrapper") || c.Has("type") {
		return nil, false
	}
	head := "ALTER SERVER " + ddl.Quote(to.ID.Name)
	version := func(s *pgmodel.Server) string {
		if s.Version == "" {
			return head + " VERSION NULL"
		}
		return head + " VERSION " + pgmodel.Literal(s.Version)
	}
	var out []statement
	if c.Has("version") {
		out = append(out, statement{Do: ddl.Text(version(to)), Undo: ddl.Text(version(from))})
	}
	if c.Has("options") {
		out = append(out, statement{Do: ddl.Text(head + optionsChange(from.Options, to.Options)), Undo: undoOptions(head, from.Options, to.Options)})
	}
	return out, true
}

var _ = register(schema.KindUserMapping, userMappingKind())

func userMappingKind() kind {
	name := func(o pgmodel.Object) string {
		m := o.(*pgmodel.UserMapping)
		who := "PUBLIC"
		if m.Role != "" {
			who = ddl.Quote(m.Role)
		}
		return "USER MAPPING FOR " + who + " SERVER " + ddl.Quote(m.Server)
	}
	return kind{
		name: name,
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Create(name(o) + ddl.ForeignOptionsClause(o.(*pgmodel.UserMapping).Options)), Undo: ddl.Drop(name(o))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.UserMapping), c.To.(*pgmodel.UserMapping)
			text := optionsChange(from.Options, to.Options)
			if from.Hidden || to.Hidden || text == "" {
				return nil, true
			}
			head := "ALTER " + name(to)
			return []statement{{Do: ddl.Text(head + text), Undo: undoOptions(head, from.Options, to.Options)}}, true
		},
	}
}

var _ = register(schema.KindForeignTable, foreignTableKind())

func foreignTableKind() kind {
	return kind{
		name: named("FOREIGN TABLE"),
		create: func(p *planner, o pgmodel.Object) []statement {
			return p.besideDefault(o.(*pgmodel.Table), createForeignTable(o.(*pgmodel.Table)))
		},
		created: tableCreated,
		locks:   tableLocks,
		drop: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Drop("FOREIGN TABLE " + ddl.Qualified(o.Key())), Form: locks.Of(locks.DropsTable), Rules: []plan.Rule{{Name: "drop-table", Key: o.Key()}}}}
		},
		alter:      alterForeignTable,
		rename:     renameRelation("FOREIGN TABLE"),
		lookalike:  tableLookalike,
		fromParent: isPartition,
		stays:      true,
	}
}

func createForeignTable(t *pgmodel.Table) []statement {
	w := &strings.Builder{}
	w.WriteString("FOREIGN TABLE " + ddl.Qualified(t.ID))
	partition := t.PartitionOf != (schema.Key{})
	if partition {
		w.WriteString(" PARTITION OF " + ddl.Qualified(t.PartitionOf))
	}
	writeElements(w, tableElements(t), partition)
	if partition {
		w.WriteString(" " + t.Bound.SQL)
	}
	if len(t.Inherits) > 0 {
		names := make([]string, len(t.Inherits))
		for i, k := range t.Inherits {
			names[i] = ddl.Qualified(k)
		}
		w.WriteString(" INHERITS (" + strings.Join(names, ", ") + ")")
	}
	w.WriteString(" SERVER " + ddl.Quote(t.Server) + ddl.ForeignOptionsClause(t.ServerOptions))
	return append([]statement{besideParent(t, statement{Do: ddl.Create(w.String()), Undo: ddl.Drop("FOREIGN TABLE " + ddl.Qualified(t.ID))})}, tableApart(t)...)
}

// alterForeignTable changes the options; the server of a table is for good.
func alterForeignTable(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Table), c.To.(*pgmodel.Table)
	if c.Has("server") {
		return nil, false
	}
	var out []statement
	if c.Has("server options") {
		head := "ALTER FOREIGN TABLE " + ddl.Qualified(to.ID)
		out = append(out, statement{Do: ddl.Text(head + " OPTIONS (" + ddl.ForeignOptionsChange(from.ServerOptions, to.ServerOptions) + ")"),
			Undo: ddl.Text(head + " OPTIONS (" + ddl.ForeignOptionsChange(to.ServerOptions, from.ServerOptions) + ")"), Form: locks.Of(locks.AltersTable)})
		c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool { return f.Name == "server options" })
	}
	if len(c.Fields) == 0 {
		return out, true
	}
	more, ok := alterTable(p, c)
	return append(out, more...), ok
}
