package postgres

// Views and materialized views. CREATE OR REPLACE VIEW can change the query and append columns,
// but the existing ones keep name, type and order (sql-createview.html); anything else recreates
// the view with its dependents. A materialized view has no REPLACE, and creating one runs its
// query.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var (
	_ = register(schema.KindView, viewKind("VIEW"))
	_ = register(schema.KindMatView, viewKind("MATERIALIZED VIEW"))
)

func viewKind(word string) kind {
	return kind{
		name:   func(o pgmodel.Object) string { return word + " " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement { return createView(o.(*pgmodel.View)) },
		drop: func(_ *planner, o pgmodel.Object) []statement {
			v := o.(*pgmodel.View)
			p := statement{Do: ddl.Drop(word + " " + ddl.Qualified(v.ID)), Undo: viewText(v), Form: locks.Of(locks.DropsTable)}
			if v.ID.Kind == schema.KindMatView {
				p.Why = "the query cannot be changed in place"
			}
			return []statement{p}
		},
		alter:       alterView,
		rename:      renameRelation(word),
		hasHint:     word == "VIEW",
		stopsRetype: true,
		readsKeys:   true,
		recreated:   filledAgain,
		form:        formOf(map[schema.Verb]locks.FormID{schema.Drops: locks.DropsTable, schema.Renames: locks.RenamesTable}),
	}
}

// filledAgain is a materialized view that has its rows again when it had them, also where the
// files say WITH NO DATA, as dumps always do.
func filledAgain(from, to pgmodel.Object) pgmodel.Object {
	was, v := from.(*pgmodel.View), to.(*pgmodel.View)
	if v.NoData == was.NoData {
		return v
	}
	v = v.Clone().(*pgmodel.View)
	v.NoData = was.NoData
	return v
}

// viewText is CREATE VIEW with the query.
func viewText(v *pgmodel.View) ddl.Creation {
	w := &strings.Builder{}
	materialized := v.ID.Kind == schema.KindMatView
	if materialized {
		w.WriteString("MATERIALIZED ")
	}
	w.WriteString("VIEW " + ddl.Qualified(v.ID))
	if v.Listed {
		var names []string
		for _, c := range v.Columns {
			names = append(names, c.Name)
		}
		w.WriteString(" (" + ddl.Names(names) + ")")
	}
	if materialized && v.Method != "" {
		w.WriteString(" USING " + ddl.Quote(v.Method))
	}
	if len(v.Options) > 0 {
		w.WriteString(" WITH (" + ddl.Options(v.Options) + ")")
	}
	if v.Tablespace != "" {
		w.WriteString(" TABLESPACE " + ddl.Quote(v.Tablespace))
	}
	w.WriteString(" AS\n" + v.Body.SQL)
	if v.CheckOption != "" {
		w.WriteString("\nWITH " + strings.ToUpper(v.CheckOption) + " CHECK OPTION")
	}
	if v.NoData {
		w.WriteString("\nWITH NO DATA")
	}
	return ddl.Create(w.String())
}

// createView is CREATE VIEW and what follows it, column by column.
func createView(v *pgmodel.View) []statement {
	materialized := v.ID.Kind == schema.KindMatView
	out := []statement{{Do: viewText(v), Undo: ddl.Drop(ddl.If(materialized, "MATERIALIZED VIEW ", "VIEW ") + ddl.Qualified(v.ID))}}
	if materialized && !v.NoData {
		out[0].Form = locks.Of(locks.FillsView)
	}
	for _, c := range v.Columns {
		out = append(out, viewColumn(v, &pgmodel.Column{}, c)...)
	}
	return out
}

// viewColumn takes a column of a view to what it has beside its name and type.
func viewColumn(v *pgmodel.View, from, to *pgmodel.Column) []statement {
	var out []statement
	word := "VIEW "
	if v.ID.Kind == schema.KindMatView {
		word = "MATERIALIZED VIEW "
	}
	alter := func(format string, args ...any) {
		out = append(out, statement{Do: ddl.Text("ALTER " + word + ddl.Qualified(v.ID) + " ALTER COLUMN " + ddl.Quote(to.Name) + " " + fmt.Sprintf(format, args...)), Form: locks.Of(locks.AltersView)})
	}
	if from.Comment != to.Comment {
		out = append(out, statement{Do: ddl.Comment{Object: "COLUMN " + ddl.Qualified(v.ID) + "." + ddl.Quote(to.Name), Text: to.Comment}, Form: locks.Of(locks.Comments)})
	}
	switch {
	case from.Default.Strict == to.Default.Strict:
	case to.Default.IsZero():
		alter("DROP DEFAULT")
	default:
		alter("SET DEFAULT %s", to.Default.SQL)
	}
	if from.Extra().Statistics != to.Extra().Statistics {
		alter("SET STATISTICS %s", cmp.Or(to.Extra().Statistics, "-1"))
		out[len(out)-1].Form = locks.Of(locks.SetsTarget)
	}
	if from.Extra().Storage != to.Extra().Storage {
		alter("SET STORAGE %s", strings.ToUpper(cmp.Or(to.Extra().Storage, pgmodel.DefaultStorage(to.Type))))
	}
	if from.Extra().Compression != to.Extra().Compression {
		alter("SET COMPRESSION %s", cmp.Or(to.Extra().Compression, "default"))
	}
	return out
}

// alterView changes a view in place where CREATE OR REPLACE VIEW is allowed to: the
// columns there are keep name, type and order (sql-createview.html).
func alterView(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.View), c.To.(*pgmodel.View)
	var out []statement
	word := "VIEW " + ddl.Qualified(to.ID)
	if to.ID.Kind == schema.KindMatView {
		word = "MATERIALIZED VIEW " + ddl.Qualified(to.ID)
	}
	if c.Has("query") || c.Has("columns") {
		if to.ID.Kind == schema.KindMatView || !viewReplaceable(from, to) {
			return nil, false
		}
		out = append(out, statement{Do: viewText(to).OrReplace(), Undo: viewText(from).OrReplace(), Form: locks.Of(locks.AltersView)})
	} else {
		out = append(out, viewOptions(word, from, to)...)
	}
	if c.Has("access method") {
		out = append(out, statement{Do: ddl.Text("ALTER " + word + " SET ACCESS METHOD " + ddl.Quote(cmp.Or(to.Method, "heap"))), Form: locks.Of(locks.RewritesTable)})
	}
	if c.Has("tablespace") {
		out = append(out, statement{Do: ddl.Text("ALTER " + word + " SET TABLESPACE " + ddl.Quote(cmp.Or(to.Tablespace, "pg_default"))), Form: locks.Of(locks.RewritesTable)})
	}
	for _, column := range to.Columns {
		was := from.Column(column.Name)
		if was == nil {
			was = &pgmodel.Column{}
		}
		out = append(out, viewColumn(to, was, column)...)
		if c.Has("column grants") {
			p.accessAction(to, p.grantStatements(column, was.Access().Grants, column.Access().Grants), "privileges of columns changed")
		}
	}
	return out, true
}

// viewReplaceable reports whether the columns there are stay as they are.
func viewReplaceable(from, to *pgmodel.View) bool {
	if len(to.Columns) < len(from.Columns) {
		return false
	}
	for i, f := range from.Columns {
		t := to.Columns[i]
		if f.Name != t.Name || f.Type == "" || t.Type == "" || f.Type != t.Type {
			return false
		}
	}
	return len(from.Columns) > 0
}

// viewOptions set and reset options; the check option is one of them.
func viewOptions(word string, from, to *pgmodel.View) []statement {
	f, t := slices.Clone(from.Options), slices.Clone(to.Options)
	if from.CheckOption != "" {
		f = append(f, pgmodel.Setting{Name: "check_option", Value: from.CheckOption})
	}
	if to.CheckOption != "" {
		t = append(t, pgmodel.Setting{Name: "check_option", Value: to.CheckOption})
	}
	return optionStatements(word, f, t)
}
