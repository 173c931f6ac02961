package rules

// The rewritings of what is neither a lock nor a column: settings at the top of a file, IF EXISTS,
// lists of columns, statements that only repeat.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// setAtTop writes a setting before the first statement of the file of an act, below the marks that the
// tool reads; before the act's own where a statement in between sets it otherwise. In a transaction that a tool has begun it holds for that alone (sql-set.html). A limit of
// how long statements run is unsafe: one that is slow fails.
func setAtTop(p *lint.Pass, f *lint.Finding, a *lint.Act, setting, statement string) {
	first := slices.IndexFunc(p.Analyzed.Statements, func(s schema.Statement) bool { return s.Pos.File == a.Pos.File })
	if slices.ContainsFunc(p.Acts[:a.Index], func(o lint.Act) bool {
		return o.Verb == schema.Sets && o.Pos.File == a.Pos.File && (o.Name == "" || strings.EqualFold(o.Name, setting))
	}) {
		first = a.Statement
	}
	w := newRewriter(p, first)
	if w == nil || w.marks.Whole && !a.Wrapped {
		return
	}
	if a.Wrapped && a.Tx > 0 {
		statement = strings.Replace(statement, "SET ", "SET LOCAL ", 1)
	}
	at := w.top()
	edits := []lint.Edit{{Start: at, End: at, Text: statement + w.marks.Break + w.lineEnd()}}
	if setting == "statement_timeout" {
		f.Unsafe = edits
		return
	}
	f.Edits = edits
}

// top is where a line can be written before the first statement: above the comments that stand directly
// above it, and below every mark.
func (w *rewriter) top() int {
	lineStart := func(i int) int { return strings.LastIndexByte(w.text[:i], '\n') + 1 }
	at := lineStart(w.s.Start)
	if strings.TrimSpace(strings.TrimPrefix(w.text[at:w.s.Start], "\ufeff")) != "" || w.p.Source.Tokens(w.text[at:w.s.Start]) != nil {
		return w.s.Start
	}
	isMark := func(line string) bool { return w.marks.IsMark != nil && w.marks.IsMark(line) }
	for at > 0 {
		above := lineStart(at - 1)
		line := strings.TrimSpace(w.text[above:at])
		if !strings.HasPrefix(line, "--") || isMark(line) {
			break
		}
		at = above
	}
	if at == 0 && strings.HasPrefix(w.text, "\ufeff") {
		return len("\ufeff")
	}
	return at
}

// objectWords are the words that name a kind of object in DROP and CREATE.
var objectWords = [][]string{{"materialized", "view"}, {"foreign", "table"}, {"event", "trigger"}, {"foreign", "data", "wrapper"}, {"text", "search", "configuration"},
	{"text", "search", "dictionary"}, {"text", "search", "parser"}, {"text", "search", "template"}, {"access", "method"}, {"operator", "class"}, {"operator", "family"},
	{"table"}, {"view"}, {"index", "concurrently"}, {"index"}, {"sequence"}, {"schema"}, {"type"}, {"domain"}, {"function"}, {"procedure"}, {"routine"}, {"aggregate"},
	{"trigger"}, {"rule"}, {"policy"}, {"extension"}, {"collation"}, {"conversion"}, {"database"}, {"language"}, {"publication"}, {"subscription"},
	{"server"}, {"statistics"}, {"tablespace"}, {"cast"}, {"operator"}, {"role"}, {"user"}, {"column"}, {"constraint"}}

// afterObjectWords is the last of the words that name a kind of object, from a token on; -1 where there
// are none.
func (w *rewriter) afterObjectWords(i int) int {
	for _, words := range objectWords {
		if w.follows(i, words...) {
			return i + len(words) - 1
		}
	}
	return -1
}

// ifExists writes IF EXISTS or IF NOT EXISTS into the part of a statement that an act is about.
func ifExists(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil {
		return
	}
	words, i := "IF EXISTS", -1
	switch a.Verb {
	case schema.Drops:
		i = w.afterObjectWords(1)
	case schema.DropsColumn, schema.DropsConstraint:
		i = w.actionWord(a.At, "drop")
	case schema.AddsColumn:
		words, i = "IF NOT EXISTS", w.actionWord(a.At, "add")
	case schema.Creates:
		words = "IF NOT EXISTS"
		k := w.find(1, "table", "index", "schema", "sequence", "view")
		if a.Kind == schema.KindIndex && a.Name == "" || a.Kind == schema.KindSchema && !onlyAct(p, a) || k < 0 {
			return
		}
		i = k
		if w.follows(k+1, "concurrently") {
			i++
		}
	}
	if i < 0 || i+1 >= len(w.tokens) {
		return
	}
	edits := []lint.Edit{w.insertAfter(i, words)}
	if a.Verb == schema.Creates && a.Concurrently { // an index that a broken build has left INVALID would stay
		f.Unsafe = edits
		return
	}
	f.Edits = edits
}

// actionWord is the last word of an action of ALTER TABLE before the name it is about; the name or
// the action is at an offset.
func (w *rewriter) actionWord(offset int, word string) int {
	found := -1
	for i, t := range w.tokens {
		if t.Is(word) && (found < 0 || t.Start <= offset) {
			found = i
		}
	}
	if found >= 0 && (w.follows(found+1, "column") || w.follows(found+1, "constraint")) {
		found++
	}
	return found
}

// takeOut removes a statement, with its line where nothing else is on it.
func takeOut(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	if w == nil || a.Wrapped {
		return
	}
	start, end := w.s.Start, skipComments(w.text, w.s.End)
	if end >= len(w.text) || w.text[end] != ';' || strings.TrimSpace(w.text[w.s.End:end]) != "" {
		return
	}
	end++
	line := strings.LastIndexByte(w.text[:start], '\n') + 1
	rest := end + len(w.text[end:]) - len(strings.TrimLeft(w.text[end:], " \t\r"))
	if strings.TrimSpace(w.text[line:start]) == "" && rest < len(w.text) && w.text[rest] == '\n' {
		start, end = line, rest+1
	} else if end < len(w.text) && w.text[end] == ' ' {
		end++
	}
	f.Edits = []lint.Edit{{Start: start, End: end}}
}

// nameColumns writes the columns into an INSERT that leaves them out, and in place of the star that
// it takes them from.
func nameColumns(p *lint.Pass, f *lint.Finding, a *lint.Act) {
	w := newRewriter(p, a.Statement)
	into := p.Was(a.On)
	if w == nil || into == nil || p.AlteredBefore(a, a.On) {
		return
	}
	i := w.find(0, "into") + 1
	if i <= 0 {
		return
	}
	for i+2 < len(w.tokens) && w.tokens[i+1].Is(".") {
		i += 2
	}
	edits := []lint.Edit{w.insertAfter(i, "("+columnList(into)+")")}
	if a.Star {
		star := w.find(i, "*")
		if star < 0 || !w.follows(star-1, "select") || !w.follows(star+1, "from") || star+3 != len(w.tokens) {
			return
		}
		name := w.tokens[star+2]
		from := p.Was(schema.Key{Kind: schema.KindTable, Name: unquoted(name)})
		if from == nil || len(written(from)) != len(written(into)) || len(from.Columns) != len(written(from)) || p.AlteredBefore(a, from.Key) {
			return
		}
		edits = append(edits, w.replace(star, star, columnList(from)))
	} else if !w.values(i+1, len(written(into))) {
		return
	}
	f.Edits = edits
}

// values reports whether the first row of VALUES after a token has a number of values.
func (w *rewriter) values(i, n int) bool {
	if !w.follows(i, "values") || w.closing(i+1) < 0 {
		return false
	}
	count := 1
	for end := w.partEnd(i + 2); w.tokens[end+1].Is(","); count++ {
		end = w.partEnd(end + 2)
	}
	return count == n
}

// written are the columns of a table that an INSERT can write.
func written(t *lint.Table) []*lint.Column {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c *lint.Column) bool { return c.Generated })
}

func columnList(t *lint.Table) string {
	var names []string
	for _, c := range written(t) {
		names = append(names, pgmodel.Quote(c.Name))
	}
	return strings.Join(names, ", ")
}

func unquoted(t schema.Token) string {
	if t.Kind == schema.QuotedToken && len(t.Text) > 1 {
		return strings.ReplaceAll(t.Text[1:len(t.Text)-1], `""`, `"`)
	}
	return t.Text
}

// addStatement writes a statement that the hint of a finding gives after the one that makes a table.
func addStatement(p *lint.Pass, f *lint.Finding, table schema.Key, statement string) {
	last := -1
	p.EachOn(table, func(a *lint.Act) {
		if a.On == table && (a.Verb == schema.Creates || a.Verb == schema.AddsColumn || a.Verb == schema.AddsConstraint) && a.Tx == 0 && a.Pos.File == f.Pos.File {
			last = a.Statement
		}
	})
	if last < 0 {
		return
	}
	if w := newRewriter(p, last); w != nil {
		f.Unsafe = w.follow(strings.TrimSuffix(statement, ";"))
	}
}

// tableName is the name of a table as SQL, with its schema where that is not the usual one.
func tableName(t *lint.Table) string {
	if schema.IsDefaultSpace(t.Key.Schema) {
		return pgmodel.Quote(t.Name)
	}
	return pgmodel.Qualified(t.Key.Schema, t.Name)
}
