package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// optionsClause is an OPTIONS clause, or "".
func optionsClause(list []pgmodel.Setting) string {
	if len(list) == 0 {
		return ""
	}
	return " OPTIONS (" + foreignOptions(list) + ")"
}

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
	text := changedOptions(kept, to)
	if text == "" {
		return ""
	}
	return " OPTIONS (" + text + ")"
}

// undoOptions takes a change of options back, or is "" where that would write a mask.
func undoOptions(head string, from, to []pgmodel.Setting) string {
	text := optionsChange(to, from)
	if text == "" || strings.Contains(text, schema.Mask) {
		return ""
	}
	return head + text
}

func wrapperMaker() writer {
	name := func(o pgmodel.Object) string { return "FOREIGN DATA WRAPPER " + quote(o.Key().Name) }
	return writer{
		name: name,
		create: func(o pgmodel.Object) []piece {
			w := o.(*pgmodel.Wrapper)
			sql := "CREATE " + name(w)
			if w.Handler != "" {
				sql += " HANDLER " + w.Handler
			}
			if w.Validator != "" {
				sql += " VALIDATOR " + w.Validator
			}
			return []piece{{SQL: sql + optionsClause(w.Options), Undo: "DROP " + name(w)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			from, to := c.From.(*pgmodel.Wrapper), c.To.(*pgmodel.Wrapper)
			var out []piece
			head := "ALTER " + name(to)
			if c.Has("handler") {
				out = append(out, piece{SQL: head + orNo("HANDLER", to.Handler), Undo: head + orNo("HANDLER", from.Handler)})
			}
			if c.Has("validator") {
				out = append(out, piece{SQL: head + orNo("VALIDATOR", to.Validator), Undo: head + orNo("VALIDATOR", from.Validator)})
			}
			if c.Has("options") {
				out = append(out, piece{SQL: head + optionsChange(from.Options, to.Options), Undo: undoOptions(head, from.Options, to.Options)})
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

func serverMaker() writer {
	name := func(o pgmodel.Object) string { return "SERVER " + quote(o.Key().Name) }
	return writer{
		name: name,
		create: func(o pgmodel.Object) []piece {
			s := o.(*pgmodel.Server)
			sql := "CREATE " + name(s)
			if s.Type != "" {
				sql += " TYPE " + pgmodel.Literal(s.Type)
			}
			if s.Version != "" {
				sql += " VERSION " + pgmodel.Literal(s.Version)
			}
			return []piece{{SQL: sql + " FOREIGN DATA WRAPPER " + quote(s.Wrapper) + optionsClause(s.Options), Undo: "DROP " + name(s)}}
		},
		alter: alterServer,
	}
}

func alterServer(_ *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Server), c.To.(*pgmodel.Server)
	if c.Has("wrapper") || c.Has("type") {
		return nil, false
	}
	head := "ALTER SERVER " + quote(to.ID.Name)
	version := func(s *pgmodel.Server) string {
		if s.Version == "" {
			return head + " VERSION NULL"
		}
		return head + " VERSION " + pgmodel.Literal(s.Version)
	}
	var out []piece
	if c.Has("version") {
		out = append(out, piece{SQL: version(to), Undo: version(from)})
	}
	if c.Has("options") {
		out = append(out, piece{SQL: head + optionsChange(from.Options, to.Options), Undo: undoOptions(head, from.Options, to.Options)})
	}
	return out, true
}

func userMappingMaker() writer {
	name := func(o pgmodel.Object) string {
		m := o.(*pgmodel.UserMapping)
		who := "PUBLIC"
		if m.Role != "" {
			who = quote(m.Role)
		}
		return "USER MAPPING FOR " + who + " SERVER " + quote(m.Server)
	}
	return writer{
		name: name,
		create: func(o pgmodel.Object) []piece {
			return []piece{{SQL: "CREATE " + name(o) + optionsClause(o.(*pgmodel.UserMapping).Options), Undo: "DROP " + name(o)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			from, to := c.From.(*pgmodel.UserMapping), c.To.(*pgmodel.UserMapping)
			text := optionsChange(from.Options, to.Options)
			if from.Hidden || to.Hidden || text == "" {
				return nil, true
			}
			head := "ALTER " + name(to)
			return []piece{{SQL: head + text, Undo: undoOptions(head, from.Options, to.Options)}}, true
		},
	}
}

func foreignTableMaker() writer {
	return writer{
		name:   named("FOREIGN TABLE"),
		create: func(o pgmodel.Object) []piece { return createForeignTable(o.(*pgmodel.Table)) },
		drop: func(o pgmodel.Object) []piece {
			return []piece{{SQL: "DROP FOREIGN TABLE " + qualified(o.Key()), Form: locks.Of(locks.DropsTable), Rules: []plan.Rule{{Name: "drop-table", Key: o.Key()}}}}
		},
		alter:  alterForeignTable,
		rename: renameRelation("FOREIGN TABLE"),
	}
}

func createForeignTable(t *pgmodel.Table) []piece {
	w := &strings.Builder{}
	w.WriteString("CREATE FOREIGN TABLE " + qualified(t.ID))
	partition := t.PartitionOf != (schema.Key{})
	if partition {
		w.WriteString(" PARTITION OF " + qualified(t.PartitionOf))
	}
	writeElements(w, tableElements(t), partition)
	if partition {
		w.WriteString(" " + t.Bound.SQL)
	}
	if len(t.Inherits) > 0 {
		names := make([]string, len(t.Inherits))
		for i, k := range t.Inherits {
			names[i] = qualified(k)
		}
		w.WriteString(" INHERITS (" + strings.Join(names, ", ") + ")")
	}
	w.WriteString(" SERVER " + quote(t.Server) + optionsClause(t.ServerOptions))
	return append([]piece{besideParent(t, piece{SQL: w.String(), Undo: "DROP FOREIGN TABLE " + qualified(t.ID)})}, tableApart(t)...)
}

// alterForeignTable changes the options; the server of a table is for good.
func alterForeignTable(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Table), c.To.(*pgmodel.Table)
	if c.Has("server") {
		return nil, false
	}
	var out []piece
	if c.Has("server options") {
		head := "ALTER FOREIGN TABLE " + qualified(to.ID)
		out = append(out, piece{SQL: head + " OPTIONS (" + changedOptions(from.ServerOptions, to.ServerOptions) + ")",
			Undo: head + " OPTIONS (" + changedOptions(to.ServerOptions, from.ServerOptions) + ")", Form: locks.Of(locks.AltersTable)})
		c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool { return f.Name == "server options" })
	}
	if len(c.Fields) == 0 {
		return out, true
	}
	more, ok := alterTable(p, c)
	return append(out, more...), ok
}
