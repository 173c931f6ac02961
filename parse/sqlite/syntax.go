package sqlite

// Whether a text is SQLite's at all, for files that do not say of which dialect they are. SQLite
// compiles each statement on its own, in an empty database in memory, and runs none. That a table
// is missing says nothing about the dialect; that the grammar has no place for a word does.

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// SyntaxErrors counts, for each source, the statements that SQLite's grammar does not have, among
// the first of them, limit at most. It fails where there is no database in memory to ask.
func SyntaxErrors(ctx context.Context, sources []parse.Source, limit int) ([]parse.SyntaxCount, error) {
	e, err := openEngine(ctx, Stubs{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = e.Close() }()
	counts := make([]parse.SyntaxCount, len(sources))
	for i, src := range sources {
		list := split(src)
		for _, s := range list[:min(len(list), limit)] {
			counts[i].Statements++
			if !e.parses(ctx, s.sql()) && !s.isLibsqlAlter() {
				counts[i].Rejected++
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// parses reports whether the grammar has a statement; the compiler may well reject it.
func (e *Engine) parses(ctx context.Context, sql string) bool {
	rows, err := e.conn.QueryContext(ctx, "EXPLAIN "+strings.TrimPrefix(sql, "EXPLAIN "))
	if err == nil {
		err = rows.Close()
	}
	if err == nil {
		return true
	}
	text := err.Error()
	return !strings.Contains(text, "syntax error") && !strings.Contains(text, "unrecognized token") && !strings.Contains(text, "incomplete input")
}
