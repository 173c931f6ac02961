package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// queryMakers are the writers of views, rules, policies, statistics and schemas.
func queryMakers(k schema.Kind) (writer, bool) {
	switch k {
	case schema.KindView:
		return viewMaker("VIEW"), true
	case schema.KindMatView:
		return viewMaker("MATERIALIZED VIEW"), true
	case schema.KindRule:
		return ruleMaker(), true
	case schema.KindPolicy:
		return policyMaker(), true
	case schema.KindStatistics:
		return statisticsMaker(), true
	case schema.KindSchema:
		return schemaMaker(), true
	case schema.KindDefaultGrants:
		return defaultGrantsMaker(), true
	}
	return writer{}, false
}

func viewMaker(word string) writer {
	return writer{
		name:   func(o pgmodel.Object) string { return word + " " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createView(o.(*pgmodel.View), "CREATE ") },
		drop: func(o pgmodel.Object) []piece {
			v := o.(*pgmodel.View)
			p := piece{SQL: "DROP " + word + " " + qualified(v.ID), Undo: createView(v, "CREATE ")[0].SQL, Form: locks.Of(locks.DropsTable)}
			if v.ID.Kind == schema.KindMatView {
				p.Why = "the query cannot be changed in place"
			}
			return []piece{p}
		},
		alter:  alterView,
		rename: renameRelation(word),
	}
}

// createView writes CREATE, or CREATE OR REPLACE, and what follows it.
func createView(v *pgmodel.View, head string) []piece {
	w := &strings.Builder{}
	w.WriteString(head)
	materialized := v.ID.Kind == schema.KindMatView
	if materialized {
		w.WriteString("MATERIALIZED ")
	}
	w.WriteString("VIEW " + qualified(v.ID))
	if materialized && v.Method != "" {
		w.WriteString(" USING " + quote(v.Method))
	}
	if len(v.Options) > 0 {
		w.WriteString(" WITH (" + optionText(v.Options) + ")")
	}
	if v.Tablespace != "" {
		w.WriteString(" TABLESPACE " + quote(v.Tablespace))
	}
	w.WriteString(" AS\n" + v.Body.SQL)
	if v.CheckOption != "" {
		w.WriteString("\nWITH " + strings.ToUpper(v.CheckOption) + " CHECK OPTION")
	}
	if v.NoData {
		w.WriteString("\nWITH NO DATA")
	}
	word := "DROP VIEW "
	if materialized {
		word = "DROP MATERIALIZED VIEW "
	}
	out := []piece{{SQL: w.String(), Undo: word + qualified(v.ID)}}
	if materialized && !v.NoData {
		out[0].Form = locks.Of(locks.FillsView)
	}
	for _, c := range v.Columns {
		out = append(out, viewColumn(v, &pgmodel.Column{}, c)...)
	}
	return out
}

// viewColumn takes a column of a view to what it has beside its name and type.
func viewColumn(v *pgmodel.View, from, to *pgmodel.Column) []piece {
	var out []piece
	word := "VIEW "
	if v.ID.Kind == schema.KindMatView {
		word = "MATERIALIZED VIEW "
	}
	alter := func(format string, args ...any) {
		out = append(out, piece{SQL: "ALTER " + word + qualified(v.ID) + " ALTER COLUMN " + quote(to.Name) + " " + fmt.Sprintf(format, args...), Form: locks.Of(locks.AltersView)})
	}
	if from.Comment != to.Comment {
		out = append(out, piece{SQL: "COMMENT ON COLUMN " + qualified(v.ID) + "." + quote(to.Name) + " IS " + commentText(to.Comment), Form: locks.Of(locks.Comments)})
	}
	switch {
	case from.Default.Strict == to.Default.Strict:
	case to.Default.IsZero():
		alter("DROP DEFAULT")
	default:
		alter("SET DEFAULT %s", to.Default.SQL)
	}
	if from.Extra().Statistics != to.Extra().Statistics {
		alter("SET STATISTICS %s", either(to.Extra().Statistics, "-1"))
		out[len(out)-1].Form = locks.Of(locks.SetsTarget)
	}
	if from.Extra().Storage != to.Extra().Storage {
		alter("SET STORAGE %s", strings.ToUpper(either(to.Extra().Storage, pgmodel.DefaultStorage(to.Type))))
	}
	if from.Extra().Compression != to.Extra().Compression {
		alter("SET COMPRESSION %s", either(to.Extra().Compression, "default"))
	}
	return out
}

// alterView changes a view in place where CREATE OR REPLACE VIEW is allowed to: the
// columns there are keep name, type and order (sql-createview.html).
func alterView(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.View), c.To.(*pgmodel.View)
	var out []piece
	word := "VIEW " + qualified(to.ID)
	if to.ID.Kind == schema.KindMatView {
		word = "MATERIALIZED VIEW " + qualified(to.ID)
	}
	if c.Has("query") || c.Has("columns") {
		if to.ID.Kind == schema.KindMatView || !viewReplaceable(from, to) {
			return nil, false
		}
		replace := createView(bare(to), "CREATE OR REPLACE ")[0]
		replace.Undo, replace.Form = createView(bare(from), "CREATE OR REPLACE ")[0].SQL, locks.Of(locks.AltersView)
		out = append(out, replace)
	} else {
		out = append(out, viewOptions(word, from, to)...)
	}
	if c.Has("access method") {
		out = append(out, piece{SQL: "ALTER " + word + " SET ACCESS METHOD " + quote(either(to.Method, "heap")), Form: locks.Of(locks.RewritesTable)})
	}
	if c.Has("tablespace") {
		out = append(out, piece{SQL: "ALTER " + word + " SET TABLESPACE " + quote(either(to.Tablespace, "pg_default")), Form: locks.Of(locks.RewritesTable)})
	}
	for _, column := range to.Columns {
		was := from.Column(column.Name)
		if was == nil {
			was = &pgmodel.Column{}
		}
		out = append(out, viewColumn(to, was, column)...)
		if c.Has("column grants") {
			p.accessAction(to, grantPieces(column, was.Access().Grants, column.Access().Grants), "privileges of columns changed")
		}
	}
	return out, true
}

// bare is the view without what is set column by column.
func bare(v *pgmodel.View) *pgmodel.View {
	o := *v
	o.Columns = nil
	return &o
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
func viewOptions(word string, from, to *pgmodel.View) []piece {
	f, t := slices.Clone(from.Options), slices.Clone(to.Options)
	if from.CheckOption != "" {
		f = append(f, pgmodel.Setting{Name: "check_option", Value: from.CheckOption})
	}
	if to.CheckOption != "" {
		t = append(t, pgmodel.Setting{Name: "check_option", Value: to.CheckOption})
	}
	return optionPieces(word, f, t)
}
