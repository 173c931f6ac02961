package postgres

// CREATE TYPE … AS and the attribute commands of ALTER TYPE. The server can add attributes at
// the end and drop them anywhere, but it does not change an attribute's type while a column
// stores the composite; such a type is recreated and its rows are converted field by field.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindComposite, compositeKind())

func compositeKind() kind {
	return kind{name: named("TYPE"), create: func(_ *planner, o pgmodel.Object) []statement { return createComposite(o.(*pgmodel.Composite)) }, alter: alterComposite, hasHint: true, ofColumns: true, makesIndex: true}
}

func createComposite(t *pgmodel.Composite) []statement {
	list := make([]string, len(t.Attributes))
	var comments []statement
	for i, a := range t.Attributes {
		list[i] = attributeText(a)
		if a.Comment != "" {
			comments = append(comments, statement{Do: attributeComment(a)})
		}
	}
	body := " AS ()"
	if len(list) > 0 {
		body = " AS (\n  " + strings.Join(list, ",\n  ") + "\n)"
	}
	return append([]statement{{Do: ddl.Create("TYPE " + ddl.Qualified(t.ID) + body), Undo: ddl.Drop("TYPE " + ddl.Qualified(t.ID))}}, comments...)
}

func attributeText(a *pgmodel.Column) string {
	text := ddl.Quote(a.Name) + " " + a.Type
	if a.Collation != "" {
		text += " COLLATE " + a.Collation
	}
	return text
}

func attributeComment(a *pgmodel.Column) ddl.Comment {
	return ddl.Comment{Object: "COLUMN " + ddl.Qualified(a.Table) + "." + ddl.Quote(a.Name), Text: a.Comment}
}

// attributeSteps are the ways from one list of attributes to another that ALTER TYPE
// knows: some go, new ones come at the end, others change their types.
type attributeSteps struct {
	gone, added, retyped []*pgmodel.Column
	ordered              bool // the order is the one wanted in the end
}

func stepsBetween(from, to *pgmodel.Composite) attributeSteps {
	var s attributeSteps
	var kept []string
	for _, a := range from.Attributes {
		if to.Attribute(a.Name) == nil {
			s.gone = append(s.gone, a)
			continue
		}
		kept = append(kept, a.Name)
	}
	for _, a := range to.Attributes {
		old := from.Attribute(a.Name)
		switch {
		case old == nil:
			s.added = append(s.added, a)
			kept = append(kept, a.Name)
		case old.Type != a.Type || old.Collation != a.Collation:
			s.retyped = append(s.retyped, a)
		}
	}
	s.ordered = slices.EqualFunc(kept, to.Attributes, func(n string, a *pgmodel.Column) bool { return n == a.Name })
	return s
}

// alterComposite changes attributes in place where nothing that depends on them is
// in the way; else the type is recreated.
func alterComposite(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Composite), c.To.(*pgmodel.Composite)
	var out []statement
	if c.Has("attributes") {
		s := stepsBetween(from, to)
		if !s.ordered || len(s.retyped) > 0 && p.inColumns(to.ID) || p.attributesUsed(append(s.gone, s.retyped...)) {
			return nil, false
		}
		out = p.attributeStatements(s, from, to.ID)
	}
	for _, a := range to.Attributes {
		old := from.Attribute(a.Name)
		if old != nil && old.Comment != a.Comment {
			out = append(out, statement{Do: attributeComment(a), Undo: attributeComment(old)})
		} else if old == nil && a.Comment != "" {
			out = append(out, statement{Do: attributeComment(a)})
		}
	}
	return out, true
}

// attributeStatements writes the changes. Tables of the type have left it: see typedtable.go.
func (w *planner) attributeStatements(s attributeSteps, from *pgmodel.Composite, k schema.Key) []statement {
	head := "ALTER TYPE " + ddl.Qualified(k) + " "
	var out []statement
	for _, a := range s.gone {
		p := statement{Do: ddl.Text(head + "DROP ATTRIBUTE " + ddl.Quote(a.Name))}
		if w.inColumns(k) {
			p.Loss, p.Lost = plan.Loses, "all values of "+a.Key().Object()
			p.Rules = []plan.Rule{{Name: "drop-column", Key: a.Key()}}
		}
		out = append(out, p)
	}
	for _, a := range s.added {
		out = append(out, statement{Do: ddl.Text(head + "ADD ATTRIBUTE " + attributeText(a)), Undo: ddl.Text(head + "DROP ATTRIBUTE " + ddl.Quote(a.Name))})
	}
	for _, a := range s.retyped {
		text := a.Type
		if a.Collation != "" {
			text += " COLLATE " + a.Collation
		}
		out = append(out, statement{Do: ddl.Text(head + "ALTER ATTRIBUTE " + ddl.Quote(a.Name) + " TYPE " + text)})
	}
	return out
}

// attributesUsed reports whether something is bound to one of the attributes.
func (w *planner) attributesUsed(list []*pgmodel.Column) bool {
	for o := range w.before.all() {
		for _, a := range list {
			if slices.Contains(o.Needs(), a.Key()) {
				return true
			}
		}
	}
	return false
}

// alignAttributes gives the old form of a type the attributes of the new one where
// arrays of it are to be read as text.
func (w *planner) alignAttributes(from, to *pgmodel.Composite, aside schema.Key, columns []*pgmodel.Column) []statement {
	i := slices.IndexFunc(columns, func(c *pgmodel.Column) bool { return strings.HasSuffix(c.Type, "[]") })
	if i < 0 {
		return nil
	}
	s := stepsBetween(from, to)
	if !s.ordered {
		w.find(plan.Finding{Rule: "composite-array", Severity: plan.Error, Key: to.ID, Pos: to.Pos(), Blocks: true,
			Message: fmt.Sprintf("%s holds arrays of %s, whose attributes change their order", columns[i].Key(), to.ID.Object()),
			Hint:    "put new attributes at the end, or copy the arrays into a new column of a new type"})
		return nil
	}
	s.retyped = nil
	return w.attributeStatements(s, from, aside)
}

// compositeCast writes a row of the new form out of one of the old.
func (w *planner) compositeCast(column, typ string, from, to *pgmodel.Composite) string {
	list := make([]string, len(to.Attributes))
	for i, a := range to.Attributes {
		old := from.Attribute(a.Name)
		switch {
		case old == nil:
			list[i] = "NULL"
		case old.Type == a.Type && !w.ofRemade(a):
			list[i] = "(" + column + ")." + ddl.Quote(a.Name)
		case !w.ofRemade(a) && (locks.Assignable(old.Type, a.Type) || locks.Castable(old.Type, a.Type)):
			list[i] = "(" + column + ")." + ddl.Quote(a.Name) + "::" + a.Type
		default:
			list[i] = "(" + column + ")." + ddl.Quote(a.Name) + "::text::" + a.Type
		}
	}
	return "CASE WHEN " + column + " IS DISTINCT FROM NULL THEN ROW(" + strings.Join(list, ", ") + ")::" + typ + " END"
}

// ofRemade reports whether the type of an attribute is recreated itself.
func (w *planner) ofRemade(a *pgmodel.Column) bool {
	return slices.ContainsFunc(a.Uses, func(k schema.Key) bool { return w.kinds[k.Kind].ofColumns && w.recreated[k] })
}
