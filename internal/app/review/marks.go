package review

// This file knows what tools read in the comments of a migration: where a statement may be written
// without coming above such a mark, and the mark by which a tool begins no transaction for the file.
// A tool that says so in another file, or not at all, has none.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/lint"
)

// noTx is the mark by which a tool begins no transaction.
type noTx struct {
	tool  string
	text  string             // "" for a tool that has no such mark
	after *lazyregexp.Regexp // the text stands at the end of this; nil where it is a line of its own
	above *lazyregexp.Regexp // the line stands before this; nil for the beginning of the file
	whole bool               // the file is sent at once
	sep   string             // the comment between two statements
}

// noTxMarks are the tools with marks, by the names that runnerOf has for them.
var noTxMarks = []noTx{
	{tool: "goose", text: "-- +goose NO TRANSACTION", above: lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+up\b`)},
	{tool: "dbmate", text: " transaction:false", after: lazyregexp.New(`(?mi)^[ \t]*--[ \t]*migrate:up\b`), whole: true},
	{tool: "sql-migrate", text: " notransaction", after: lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+migrate[ \t]+up\b`)},
	{tool: "tern", text: "---- tern: disable-tx ----"},
	{tool: "sqlx", text: "-- no-transaction", whole: true},
	{tool: "Atlas", text: "-- atlas:txmode none\n"},
	{tool: "Liquibase", text: " runInTransaction:false", after: lazyregexp.New(`(?mi)^[ \t]*--[ \t]*changeset[ \t]+\S+:\S+`)},
	{tool: "drizzle", sep: "--> statement-breakpoint"},
}

// markPattern knows the lines that a tool reads. What schemadiff, squawk and others allow there is
// about the statement below.
var markPattern = lazyregexp.New(`(?i)^\s*--+>?\s*(\+goose|\+migrate|migrate:|liquibase\b|changeset\b|precondition|atlas:(sum|txmode|txtar|delimiter|checkpoint)|tern:|create above|no-transaction|statement-breakpoint)`)

// beginsBlock knows the line by which goose sends several statements at once.
var beginsBlock = lazyregexp.New(`(?mi)^\s*--\s*\+goose\s+statementbegin\b`)

// commentLines are the lines of a text that can have a mark: most have none, and patterns take long.
func commentLines(text string) string {
	var b strings.Builder
	if !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")), "--") {
		b.WriteString(";\n") // no mark is at the beginning of the file
	}
	for rest := text; ; {
		i := strings.Index(rest, "--")
		if i < 0 {
			return b.String()
		}
		line := strings.LastIndexByte(rest[:i], '\n') + 1
		end := strings.IndexByte(rest[i:], '\n')
		if end < 0 {
			b.WriteString(rest[line:])
			return b.String()
		}
		b.WriteString(rest[line : i+end+1])
		rest = rest[i+end+1:]
	}
}

// marksOf are the marks of the tool that runs a migration.
func marksOf(name, text string) lint.Marks {
	m := lint.Marks{IsMark: func(line string) bool { return markPattern.MatchString(line) && !beginsBlock.MatchString(line) }}
	tool, begun := runnerOf(name, text)
	for _, n := range noTxMarks {
		if n.tool != tool {
			continue
		}
		m.Break = n.sep
		m.Whole = n.whole || tool == "goose" && beginsBlock.MatchString(text)
		if begun != never && n.text != "" {
			m.NoTx = n.edits(text)
		}
	}
	return m
}

// edits write the mark into a text; none where its place is not certain.
func (n noTx) edits(text string) []lint.Edit {
	eol := "\n"
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		eol = "\r\n"
	}
	line := strings.ReplaceAll(n.text, "\n", eol) + eol
	place := n.above
	if n.after != nil {
		place = n.after
	}
	if place == nil {
		at := len(text) - len(strings.TrimPrefix(text, "\ufeff"))
		return []lint.Edit{{Start: at, End: at, Text: line}}
	}
	found := place.FindAllStringIndex(text, -1)
	if len(found) != 1 {
		return nil
	}
	if n.after != nil {
		return []lint.Edit{{Start: found[0][1], End: found[0][1], Text: n.text}}
	}
	return []lint.Edit{{Start: found[0][0], End: found[0][0], Text: line}}
}
