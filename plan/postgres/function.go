package postgres

// Functions, procedures and aggregates. CREATE OR REPLACE keeps all that depends on a routine,
// but the server refuses it where the result type, an argument's name or a default goes
// (sql-createfunction.html). Only then is the routine dropped and created again, with what
// depends on it.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var (
	_ = register(schema.KindFunction, functionKind(schema.KindFunction))
	_ = register(schema.KindProcedure, functionKind(schema.KindProcedure))
)

func functionKind(k schema.Kind) kind {
	return kind{
		name: func(o pgmodel.Object) string { return signature(o) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: functionText(o.(*pgmodel.Function)), Undo: ddl.Drop(signature(o))}}
		},
		drop: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Drop(signature(o)), Undo: functionText(o.(*pgmodel.Function))}}
		},
		alter:       alterFunction,
		stopsRetype: true,
		readsKeys:   true,
		makesIndex:  k == schema.KindFunction,
		inDefaults:  true,
	}
}

// signature is the function as statements about it name it: by the types of what callers give, and
// a procedure that shares these types with another one by all arguments with their modes.
func signature(o pgmodel.Object) string {
	f := o.(*pgmodel.Function)
	if !f.Ambiguous {
		return functionWord(f.ID) + " " + ddl.Routine(f.ID)
	}
	texts := make([]string, len(f.Args))
	for i, a := range f.Args {
		texts[i] = strings.ToUpper(a.Mode) + " " + a.Type
	}
	word, _ := ddl.CutSignature(f.ID.Name)
	return functionWord(f.ID) + " " + pgmodel.Qualified(f.ID.Schema, word) + "(" + strings.Join(texts, ", ") + ")"
}

func functionWord(k schema.Key) string { return strings.ToUpper(string(k.Kind)) }

// functionText is the function as one statement.
func functionText(f *pgmodel.Function) ddl.Creation {
	w := &strings.Builder{}
	word, _ := ddl.CutSignature(f.ID.Name)
	w.WriteString(functionWord(f.ID) + " " + pgmodel.Qualified(f.ID.Schema, word) + "(" + argumentList(f.Args) + ")")
	writeReturns(w, f)
	w.WriteString("\nLANGUAGE " + ddl.Quote(f.Language))
	if options := functionOptions(f); len(options) > 0 {
		w.WriteString("\n" + strings.Join(options, " "))
	}
	for _, s := range f.Settings {
		w.WriteString("\n" + pgmodel.SettingClause(s))
	}
	switch {
	case !f.Atomic.IsZero():
		w.WriteString("\n" + f.Atomic.SQL)
	case f.Language == "c":
		w.WriteString("\nAS " + pgmodel.Literal(f.Library) + ", " + pgmodel.Literal(f.Body))
	default:
		w.WriteString("\nAS " + ddl.DollarQuoted(f.Body))
	}
	return ddl.Create(w.String())
}

func writeReturns(w *strings.Builder, f *pgmodel.Function) {
	if f.Returns == "" {
		return
	}
	var columns []string
	for _, a := range f.Args {
		if a.Mode == "table" {
			columns = append(columns, ddl.Quote(a.Name)+" "+a.Type)
		}
	}
	if len(columns) > 0 {
		w.WriteString("\nRETURNS TABLE (" + strings.Join(columns, ", ") + ")")
		return
	}
	w.WriteString("\nRETURNS " + f.Returns)
}

// argumentList are the arguments between the parentheses.
func argumentList(args []pgmodel.Arg) string {
	var texts []string
	for _, a := range args {
		if a.Mode == "table" {
			continue
		}
		text := ""
		if a.Mode != "in" {
			text = strings.ToUpper(a.Mode) + " "
		}
		if a.Name != "" {
			text += argumentName(a) + " "
		}
		text += a.Type
		if !a.Default.IsZero() {
			text += " DEFAULT " + a.Default.SQL
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// argumentName quotes a name that would be read as a mode or the start of a type.
func argumentName(a pgmodel.Arg) string {
	switch a.Name {
	case "in", "out", "inout", "variadic", "setof", "double", "national", "precision", "time", "timestamp", "interval", "bit":
		return `"` + a.Name + `"`
	}
	return ddl.Quote(a.Name)
}

// functionOptions are the options that are not the default.
func functionOptions(f *pgmodel.Function) []string {
	var out []string
	add := func(on bool, text string) {
		if on {
			out = append(out, text)
		}
	}
	if len(f.Transforms) > 0 {
		out = append(out, "TRANSFORM FOR TYPE "+strings.Join(f.Transforms, ", FOR TYPE "))
	}
	add(f.Window, "WINDOW")
	add(f.Volatility != "", strings.ToUpper(f.Volatility))
	add(f.Leakproof, "LEAKPROOF")
	add(f.Strict, "STRICT")
	add(f.SecurityDefiner, "SECURITY DEFINER")
	add(f.Parallel != "", "PARALLEL "+strings.ToUpper(f.Parallel))
	add(f.Cost != "", "COST "+f.Cost)
	add(f.Rows != "", "ROWS "+f.Rows)
	add(f.Support != "", "SUPPORT "+f.Support)
	return out
}

// alterFunction replaces a function, unless that is refused (sql-createfunction.html,
// pg_proc.c): its result, its arguments and their names stay, and no default goes.
func alterFunction(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Function), c.To.(*pgmodel.Function)
	if from.Returns != to.Returns || from.Window != to.Window || !argumentsStay(from.Args, to.Args) {
		return nil, false
	}
	p := statement{Do: functionText(to).OrReplace()}
	if argumentsStay(to.Args, from.Args) {
		p.Undo = functionText(from).OrReplace()
	}
	return []statement{p}, true
}

// bodies are the functions whose bodies are new, or mean something else with other arguments, results
// or settings. One that is recreated as it was is left out.
func bodies(changes []plan.Change) (list []plan.Body) {
	for _, c := range changes {
		f, ok := c.To.(*pgmodel.Function)
		if !ok || c.Op == plan.Drop || f.Unchecked || !f.Atomic.IsZero() || f.Language != "sql" && f.Language != "plpgsql" {
			continue
		}
		if c.Op == plan.Add || slices.ContainsFunc([]string{"body", "arguments", "returns", "settings", "language"}, c.Has) {
			list = append(list, plan.Body{Key: c.Key, Name: ddl.Routine(c.Key), Language: f.Language, Path: f.Path})
		}
	}
	return list
}

// argumentsStay reports whether arguments can become others in place.
func argumentsStay(from, to []pgmodel.Arg) bool {
	return slices.EqualFunc(from, to, func(f, t pgmodel.Arg) bool {
		named := f.Name == t.Name || f.Name == "" && f.IsInput() && f.Mode != "inout"
		return named && f.Mode == t.Mode && f.Type == t.Type && (f.Default.IsZero() || !t.Default.IsZero())
	})
}
