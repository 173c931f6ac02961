package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func quote(name string) string { return schema.QuoteSQLite(name) }

// literal spells a string value.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}

// create is the statement that makes an object, in its author's own words.
func create(o *schema.Origin) string { return createAs(o, o.Name) }

func createAs(o *schema.Origin, name string) string {
	return o.Text.Head + " " + quote(name) + o.Text.Tail
}

// exists is a statement with the check that afterwards the catalog holds n
// objects of a type and name.
func exists(sql, typ, name string, n int) plan.Statement {
	what := fmt.Sprintf("%s %s exists", typ, name)
	if n == 0 {
		what = fmt.Sprintf("%s %s is gone", typ, name)
	}
	return plan.Statement{SQL: sql, What: what, Check: fmt.Sprintf(
		"SELECT count(*) = %d FROM sqlite_master WHERE type = %s AND name = %s", n, literal(typ), literal(name))}
}

// hasColumn is a statement with the check that afterwards the table has n
// columns of that name.
func hasColumn(sql, table, column string, n int) plan.Statement {
	what := fmt.Sprintf("column %s.%s exists", table, column)
	if n == 0 {
		what = fmt.Sprintf("column %s.%s is gone", table, column)
	}
	return plan.Statement{SQL: sql, What: what, Check: fmt.Sprintf(
		"SELECT count(*) = %d FROM pragma_table_xinfo(%s) WHERE name = %s COLLATE NOCASE", n, literal(table), literal(column))}
}

// sentence tells a change for people: "column users.email: type text to integer".
func sentence(c plan.Change) string {
	name := c.Display()
	if c.Key.Kind == schema.KindPrimary {
		name = ""
	} else if name == "" {
		name = c.Key.Name
	}
	if c.Key.Table != "" {
		name = strings.TrimSuffix(c.Key.Table+"."+name, ".")
	}
	subject := fmt.Sprintf("%s %s", c.Key.Kind, name)
	switch c.Op {
	case plan.Add:
		return subject + " is new"
	case plan.Drop:
		return subject + " is not in the desired schema"
	}
	texts := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		texts[i] = fieldText(f)
	}
	return subject + ": " + strings.Join(texts, ", ")
}

func fieldText(f plan.FieldChange) string {
	const long = 60
	if f.Name == orderField {
		return "columns are in another order"
	}
	from, to := f.From, f.To
	switch {
	case len(from) > long || len(to) > long:
		return f.Name + " differs"
	case from == "":
		return f.Name + " becomes " + to
	case to == "":
		return f.Name + " no longer " + from
	}
	return f.Name + " " + from + " becomes " + to
}
