package sqlite

// A statement on rows that reads the clock or draws random numbers gives other values on each
// machine that runs it. A statement comes in and goes out with literals in the place of what
// is one value for all of its rows: the time, and random numbers of a row of VALUES. The
// syntax tree finds the calls; what it cannot read stays.

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// mostRandomBytes is the longest blob of random bytes that is written out.
const mostRandomBytes = 1 << 16

// WithFixedValues is a statement that inserts, updates or deletes rows with literals for what
// is computed once, by the time given. What is still not computed alike everywhere, Volatile
// finds in it.
func WithFixedValues(sql string, now time.Time) string {
	if Volatile(sql) == "" {
		return sql
	}
	t, err := tree.Parse(sql)
	if err != nil || t.Trigger() != nil || !slices.ContainsFunc(t.Acts(), func(a tree.Act) bool { return a.Verb != tree.Selects }) {
		return sql
	}
	f := &fixer{cursor: newCursor(sql), now: now.UTC()}
	for _, c := range t.Calls() {
		f.call(c)
	}
	slices.SortFunc(f.edits, func(a, b textEdit) int { return b.at - a.at })
	for _, e := range f.edits {
		sql = sql[:e.at] + e.text + sql[e.end:]
	}
	return sql
}

// VolatileDefault is a column that a statement inserts rows without, so that its default
// computes them, and what is not computed alike everywhere in that; "" for none.
func VolatileDefault(sql string, s *schema.Schema) (column, what string) {
	t, err := tree.Parse(sql)
	if err != nil {
		return "", ""
	}
	for _, a := range t.Acts() {
		table := litemodel.TableOf(s, litemodel.TableKey(Fold(a.Table)))
		if a.Verb != tree.Inserts || table == nil || len(a.Columns) == 0 && !a.Empty {
			continue
		}
		for _, c := range table.Columns {
			if what := c.Default.Volatile(); what != "" && !slices.Contains(a.Columns, c.Folded) {
				return table.Name + "." + c.Name, what
			}
		}
	}
	return "", ""
}

// fixer collects the edits of one statement.
type fixer struct {
	*cursor
	now   time.Time
	edits []textEdit
}

// textEdit is text for what stands from a place to its end.
type textEdit struct {
	at, end int
	text    string
}

func (f *fixer) edit(at, end int, text string) { f.edits = append(f.edits, textEdit{at, end, text}) }

// call fixes one call.
func (f *fixer) call(c tree.Call) {
	for layout, name := range map[string]string{time.DateTime: "current_timestamp", time.DateOnly: "current_date", time.TimeOnly: "current_time"} {
		if c.Operator && c.Name == name {
			f.edit(c.At, c.End, "'"+f.now.Format(layout)+"'")
			return
		}
	}
	i := slices.IndexFunc(f.tokens, func(t token) bool { return t.start == c.At })
	if i < 0 || i+1 >= len(f.tokens) || !f.tokens[i+1].is(f.src, "(") {
		return
	}
	open, last := i+1, closing(f.src, f.tokens, i+1)
	if last == len(f.tokens) {
		return
	}
	var arguments [][]token
	if last > open+1 {
		arguments = list(f.src, f.tokens[open+1:last])
	}
	switch {
	case litemodel.ReadsClock(c.Name):
		f.time(c.Name, arguments, f.tokens[last].start)
	case c.Once && c.Name == "random" && len(arguments) == 0:
		f.edit(c.At, f.tokens[last].end, randomNumber())
	case c.Once && c.Name == "randomblob" && len(arguments) == 1 && len(arguments[0]) == 1:
		n, err := strconv.Atoi(arguments[0][0].of(f.src))
		if err == nil && n <= mostRandomBytes {
			f.edit(c.At, f.tokens[last].end, fmt.Sprintf("x'%x'", randomBytes(max(n, 1))))
		}
	}
}

// time writes the time into a function of time that ends at a parenthesis.
func (f *fixer) time(function string, arguments [][]token, end int) {
	literal := "'" + f.now.Format("2006-01-02 15:04:05.000") + "'"
	if strings.HasPrefix(function, "timediff") {
		for _, a := range arguments {
			f.replaceNow(a, literal)
		}
		return
	}
	place := litemodel.TimePlace(function)
	switch {
	case len(arguments) < place: // it has not even a format
	case len(arguments) == place:
		if place > 0 {
			literal = ", " + literal
		}
		f.edit(end, end, literal)
	case isString(f.src, arguments[place], "subsec"), isString(f.src, arguments[place], "subsecond"):
		at := arguments[place][0].start
		f.edit(at, at, literal+", ")
	default:
		f.replaceNow(arguments[place], literal)
	}
}

// replaceNow writes the time for an argument that is 'now'.
func (f *fixer) replaceNow(argument []token, literal string) {
	if isString(f.src, argument, "now") {
		f.edit(argument[0].start, argument[0].end, literal)
	}
}

// isString reports whether an argument is a string, which may stand in double quotes.
func isString(src string, argument []token, folded string) bool {
	return len(argument) == 1 && (argument[0].kind == text || argument[0].kind == quoted) && Fold(argument[0].name(src)) == folded
}

// randomNumber is a number as random() returns it.
func randomNumber() string {
	n := int64(binary.BigEndian.Uint64(randomBytes(8)))
	if n < 0 {
		n++ // the least has no literal
	}
	return "(" + strconv.FormatInt(n, 10) + ")"
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return b
}
