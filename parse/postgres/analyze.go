package postgres

// The entry for the linter: sources come in, and the acts of each statement, the comments, the
// mistakes and the schema after all of them go out. A statement that cannot be folded is
// reported and the next one read.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Analyze reads sources for the linter. With a schema to start from the statements are
// folded onto it in their order, as a migration runs; without one they are DDL in any
// order. A statement that cannot be folded is reported, and the rest goes on.
func Analyze(ctx context.Context, from *schema.Schema, sources []parse.Source, ordered bool) (*parse.Analysis, error) {
	if ordered && len(sources) > 1 {
		return analyzeEach(ctx, from, sources)
	}
	l := newLoader(&Env{}, from)
	l.resolve = true
	l.ordered, l.borrowing, l.lenient = ordered, ordered, ordered && extends(from, sources)
	out := &parse.Analysis{}
	reader := &actReader{l: l}
	for _, src := range sources {
		list, notes, errs := syntax.Statements(ctx, src, nil)
		out.Skipped = append(out.Skipped, skipped(src, notes)...)
		out.Syntax = append(out.Syntax, errs...)
		first, end := len(out.Statements), 0
		for _, st := range list {
			marks, bad := parse.ReadMarks(src, end, max(end, st.Start))
			if end = st.Start + len(st.SQL); bad != nil {
				out.Syntax = append(out.Syntax, bad)
			}
			if st.Node != nil {
				out.Statements = append(out.Statements, reader.statement(st))
				reader.addedTwice(reader.acts)
			}
			if marks.RowsOnly {
				if n := len(out.Statements); n > first {
					out.Statements[n-1].Opaque = ""
				}
				continue
			}
			before, do := len(l.errs), st.Node.GetDoStmt() // folding takes the tree
			l.foldStatements([]*syntax.Statement{st})
			if n := len(out.Statements); len(l.errs) > before && n > first {
				out.Statements[n-1].Failed = true
			}
			if do != nil {
				nested, whole := reader.inside(ctx, st, do)
				out.Nested = append(out.Nested, nested...)
				out.Statements[len(out.Statements)-1].Whole = whole
			}
		}
		lexed(src, out)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.foldDeferred()
	out.Broken, out.To = l.errs, l.out
	slices.SortStableFunc(out.Broken, byPlace)
	return out, nil
}

// skipped are the notes about what only psql runs, but for what changes nothing.
func skipped(src parse.Source, notes []schema.Note) parse.Errors {
	var out parse.Errors
	for _, n := range notes {
		switch n.Subject {
		case `\restrict`, `\unrestrict`, `\echo`, `\timing`, `\pset`, `\encoding`:
			continue
		}
		e := &parse.Error{Pos: n.Pos, Msg: n.Subject + ": only psql runs this: " + n.Reason, Hint: "write rows as INSERT, and what a file includes into the file"}
		if lines := strings.Split(src.Text, "\n"); n.Pos.Line > 0 && n.Pos.Line <= len(lines) {
			e.Line = lines[n.Pos.Line-1]
		}
		out = append(out, e)
	}
	for _, in := range syntax.Includes(src) {
		e := parse.At(src, in.Offset, `\i: only psql runs this: it reads %s`, in.Path)
		e.Hint = "put what a file includes into the file"
		out = append(out, e)
	}
	return out
}

// analyzeEach folds one file after the other: the meaning of a name or a star is resolved at
// the end of each, before the next one changes it.
func analyzeEach(ctx context.Context, from *schema.Schema, sources []parse.Source) (*parse.Analysis, error) {
	all := &parse.Analysis{}
	for _, src := range sources {
		one, err := Analyze(ctx, from, []parse.Source{src}, true)
		if err != nil {
			return nil, err
		}
		all.Add(one)
		all.To, from = one.To, one.To
	}
	return all, nil
}

// extends reports whether extensions bring names that are unknown here.
func extends(from *schema.Schema, sources []parse.Source) bool {
	if from != nil {
		for o := range from.All() {
			if o.Key().Kind == schema.KindExtension {
				return true
			}
		}
	}
	return slices.ContainsFunc(sources, func(s parse.Source) bool { return strings.Contains(strings.ToLower(s.Text), "create extension") })
}

// LongNames are the names in a source that are longer than the server keeps.
func LongNames(src parse.Source) []schema.Name {
	var out parse.Analysis
	lexed(src, &out)
	return out.Long
}

// lexed gathers what only the text has: comments, and names that are too long.
func lexed(src parse.Source, out *parse.Analysis) {
	lines := parse.NewLines(src)
	for at := 0; ; {
		x, ok := syntax.NextToken(src.Text, at)
		if !ok {
			return
		}
		at = int(x.End)
		switch {
		case x.Kind == syntax.Comment:
			out.Comments = append(out.Comments, schema.Comment{Pos: lines.Pos(int(x.Start)), Start: int(x.Start), End: at, Text: src.Text[x.Start:x.End]})
		case x.IsName() && len(x.Name(src.Text)) > pgmodel.MaxName:
			out.Long = append(out.Long, schema.Name{Pos: lines.Pos(int(x.Start)), At: int(x.Start), Text: x.Name(src.Text)})
		}
	}
}
