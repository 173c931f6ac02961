package sqlite

// Small writers that the steps share: identifiers and literals, statements together with the
// query of the catalog that shows they took effect, and the sentence that states a change in a
// plan's reasons.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func quote(name string) string { return litemodel.Quote(name) }

// literal spells a string value.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// create is the statement that makes an object, in its author's own words.
func create(o *litemodel.Source) string { return createAs(o, o.Name) }

func createAs(o *litemodel.Source, name string) string {
	return litemodel.Create(o, name)
}

// createScratch creates a table under another name: a CHECK that names the table
// itself would name one that is not there.
func createScratch(t *litemodel.Table, name string) string {
	o := t.Source
	if text := t.Options.Bare; text != "" {
		o.Text.Tail = text
	}
	return createAs(&o, name)
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

// sentence states a change for people: "column users.email: type text to integer".
func sentence(c plan.Change) string {
	subject := subjectOf(c)
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

// subjectOf names the object of a change. A constraint without a name is identified by
// its text.
func subjectOf(c plan.Change) string {
	o := c.To
	if o == nil {
		o = c.From
	}
	name := o.Display()
	switch {
	case !c.Key.IsPart():
		return fmt.Sprintf("%s %s", c.Key.Kind, name)
	case name != "":
		return fmt.Sprintf("%s %s.%s", c.Key.Kind, c.Key.Table, name)
	}
	const long = 80
	text := strings.Join(strings.Fields(constraintText(o)), " ")
	if r := []rune(text); len(r) > long {
		text = string(r[:long]) + "…"
	}
	return fmt.Sprintf("%s of %s (%s)", c.Key.Kind, c.Key.Table, text)
}

func fieldText(f plan.FieldChange) string {
	const long = 60
	if f.Name == orderField {
		return "columns are in another order"
	}
	from, to := f.From, f.To
	switch {
	case from == "" && to == "yes":
		return "becomes " + f.Name
	case from == "yes" && to == "":
		return "no longer " + f.Name
	case len(from) > long || len(to) > long:
		return f.Name + " differs"
	case from == "":
		return f.Name + " becomes " + to
	case to == "":
		return f.Name + " no longer " + from
	}
	return f.Name + " " + from + " becomes " + to
}

func rowsText(n int64) string {
	switch n {
	case -1:
		return "all rows"
	case 1:
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

func number(on bool) int {
	if on {
		return 1
	}
	return 0
}

// dropDependent is the step that drops an index, view or trigger.
func dropDependent(o schema.Object, reason string) plan.Step {
	k := o.Key()
	sql := fmt.Sprintf("DROP %s %s", strings.ToUpper(string(k.Kind)), quote(o.Display()))
	return plan.Step{Kind: plan.Kind("drop " + string(k.Kind)), Key: k, Pos: o.Pos(), Cost: plan.Constant, Loss: plan.Keeps,
		Rows: -1, Bytes: -1, Reasons: []string{reason},
		Statements: []plan.Statement{exists(sql, string(k.Kind), o.Display(), 0)},
		Undo:       []string{create(litemodel.SourceOf(o))}}
}

func createDependent(o schema.Object, reason string) plan.Step {
	k := o.Key()
	undo := fmt.Sprintf("DROP %s %s", strings.ToUpper(string(k.Kind)), quote(o.Display()))
	return plan.Step{Kind: plan.Kind("create " + string(k.Kind)), Key: k, Pos: o.Pos(), Cost: plan.Constant, Loss: plan.Keeps,
		Rows: -1, Bytes: -1, Reasons: []string{reason},
		Statements: []plan.Statement{exists(create(litemodel.SourceOf(o)), string(k.Kind), o.Display(), 1)},
		Undo:       []string{undo}}
}
