package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// The engine that runs a plan is ours, and the application has another. What both
// compute must be the same where it is stored: an entry of an index that the
// application computes otherwise is damage to it. Engines before 3.52 write a real as
// text with 15 significant digits and later ones with 17. Known from --target, or from
// the file's header (fileformat2.html, section 1.3.17), ours writes as the
// application's does. What is left is asked of the rows.

// RealDigits is how many significant digits a real has as text for a version such as
// "3.40", or else for the version that wrote a file last, such as 3040001; 0 for as
// many as our engine writes.
func RealDigits(target string, writer int) int {
	v := version(writer / 1000)
	if target != "" {
		if named, err := parseVersion(target); err == nil {
			v = named
		}
	}
	if v == 0 || v >= writes17 {
		return 0
	}
	return digitsBefore
}

// digitsBefore is how many digits engines before writes17 write.
const digitsBefore = 15

func (w *work) writer() int {
	if w.in.Facts == nil {
		return 0
	}
	return w.in.Facts.Writer
}

func (w *work) digits() int {
	if w.named {
		return RealDigits(w.target.String(), 0)
	}
	return RealDigits("", w.writer())
}

// unsure reports whether the application's engine is unknown: the file names the last
// writer, and where that is a new version it may have been our own.
func (w *work) unsure() bool {
	return !w.named && version(w.writer()/1000) >= writes17
}

// engineProbes ask for rows of which an expression that is stored may be another for
// the application.
func (w *work) engineProbes(from, to *litemodel.Table, o schema.Object, exprs ...litemodel.Expr) []plan.Probe {
	if from == nil || w.in.Facts == nil || !w.unsure() && w.digits() == 0 {
		return nil
	}
	var conditions []string
	for _, e := range exprs {
		for _, cond := range w.engineConditions(to, e.SQL) {
			if !contains(conditions, cond) {
				conditions = append(conditions, cond)
			}
		}
	}
	if len(conditions) == 0 {
		return nil
	}
	return []plan.Probe{{Rule: "real-text", Key: o.Key(), Pos: o.Pos(), Allow: "real-text",
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", w.rowsAs(from, to), strings.Join(conditions, " OR ")),
		Message: fmt.Sprintf("rows of %s of which %s would be stored as another SQLite than the application's computes it: %s", to.Name, o.Key(), w.whyOther()),
		Hint:    w.ownEngineHint(), Lost: fmt.Sprintf("rows that queries of the application do not find through %s", o.Key())}}
}

func (w *work) ownEngineHint() string {
	hint := "run the printed script with your own SQLite: schemadiff plan --allow real-text --format sql > plan.sql, then sqlite3 -bail app.db < plan.sql"
	if w.named {
		return hint
	}
	return "say which SQLite the application has, such as --target 3.40; or " + hint
}

func (w *work) whyOther() string {
	if w.unsure() {
		return "versions before 3.52 write a real as text with 15 digits, later ones with 17"
	}
	return fmt.Sprintf("SQLite %s rounds a real otherwise", w.target)
}

// engineConditions hold for rows of which an expression may be another for the
// application.
func (w *work) engineConditions(t *litemodel.Table, sql string) []string {
	words := strings.Fields(sql)
	spells, rounds := spellsReals(words), callsAny(words, "round", "printf", "format", "quote", "json", "json_array", "json_object", "json_quote", "json_set", "json_insert", "json_replace")
	if !spells && !rounds {
		return nil
	}
	if w.unsure() && makesReals(words) {
		return []string{"1"}
	}
	var out []string
	read := litemodel.Expr{SQL: sql}.Columns()
	for _, c := range t.Columns {
		if !slices.Contains(read, c.Folded) {
			continue
		}
		column := quote(c.Name)
		if c.IsGenerated() {
			out = append(out, w.engineConditions(t, c.Generated.Expr.SQL)...)
		}
		switch {
		case rounds, w.unsure() && computes(words):
			out = append(out, fmt.Sprintf("typeof(%s) = 'real'", column))
		case w.unsure():
			out = append(out, fmt.Sprintf("typeof(%[1]s) = 'real' AND printf('%%!.15g', %[1]s) <> printf('%%!.17g', %[1]s)", column))
		default: // halves of the last digit, which old engines round either way
			out = append(out, fmt.Sprintf("typeof(%[1]s) = 'real' AND substr(printf('%%+.16e', %[1]s), 18, 2) IN ('49', '50', '51')", column))
		}
	}
	return out
}

// spellsReals reports whether an expression can make text of a number.
func spellsReals(words []string) bool {
	for i, word := range words {
		switch {
		case word == "||", word == "like", word == "glob", word == "regexp", word == "match":
			return true
		case word == "cast":
			if as := slices.Index(words[i:], "as"); as >= 0 && i+as+1 < len(words) && affinityOf(strings.ToUpper(words[i+as+1])) == "TEXT" {
				return true
			}
		case i+1 < len(words) && words[i+1] == "(" && !numeric(word):
			return true
		}
	}
	return false
}

// numeric reports whether a word before parentheses makes no text of its arguments.
func numeric(word string) bool {
	if litemodel.Keyword(word) && word != "replace" && word != "like" && word != "glob" {
		return true
	}
	return slices.Contains([]string{"abs", "coalesce", "ifnull", "nullif", "iif", "if", "min", "max", "typeof", "sign", "ceil", "ceiling", "floor", "trunc",
		"likely", "unlikely", "likelihood", "sqrt", "pow", "power", "mod"}, word) || !isWord(word)
}

func isWord(s string) bool {
	return s != "" && (s[0] == '_' || 'a' <= s[0] && s[0] <= 'z' || s[0] == '"')
}

func callsAny(words []string, functions ...string) bool {
	for i, word := range words {
		if i+1 < len(words) && words[i+1] == "(" && slices.Contains(functions, word) {
			return true
		}
	}
	return false
}

// computes reports whether an expression makes numbers that no column holds.
func computes(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return w == "/" || w == "*" || w == "+" || w == "-" })
}

// makesReals reports whether an expression makes a real of what is none.
func makesReals(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return '0' <= w[0] && w[0] <= '9' && strings.ContainsAny(w, ".e") }) ||
		callsAny(words, "julianday", "sqrt", "avg", "pow", "exp", "ln", "log", "total")
}

// indexExprs are the expressions of an index, and those of the generated columns that
// it is on.
func indexExprs(t *litemodel.Table, x *litemodel.Index) []litemodel.Expr {
	exprs := []litemodel.Expr{x.Where}
	for _, p := range x.Parts {
		switch c := t.Column(p.Column); {
		case p.Column == "":
			exprs = append(exprs, p.Expr)
		case c != nil && c.IsGenerated():
			exprs = append(exprs, c.Generated.Expr)
		}
	}
	return exprs
}

// rebuildEngineProbes ask about all that a rebuild computes and stores again: indexes,
// STORED columns, and the rows that satisfied a CHECK.
func (w *work) rebuildEngineProbes(from, to *litemodel.Table) []plan.Probe {
	var out []plan.Probe
	for _, c := range to.Columns {
		if c.IsGenerated() && c.Generated.Stored {
			out = append(out, w.engineProbes(from, to, c, c.Generated.Expr)...)
		}
	}
	for _, c := range to.Checks {
		out = append(out, w.engineProbes(from, to, c, c.Expr)...)
	}
	for o := range w.from.All() {
		x, ok := o.(*litemodel.Index)
		if _, changes := w.changes[o.Key()]; ok && x.Table == to.Key() && !changes {
			out = append(out, w.engineProbes(from, to, x, indexExprs(to, x)...)...)
		}
	}
	return out
}
