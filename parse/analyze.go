package parse

// The linter needs more than a schema: each statement with its effects, and every error, sorted by
// who has to act on it. Both dialects' parsers fill this.

import "github.com/schemadiff/schemadiff/schema"

// Analysis is a set of sources read for the linter: every statement by itself, and what
// could not be read or folded. Nothing takes another statement along.
type Analysis struct {
	schema.Analyzed
	Skipped   Errors // what is no SQL that a server runs: commands of psql, data of COPY
	Syntax    Errors // text that is no statement
	Broken    Errors // statements that name what is not there, or that the engine refuses
	Uncertain Errors // unresolved names that an object outside the files may define

	Nested []schema.Statement // statements within blocks, in the order of the text: part of what a block may do
}

// Flat is an analysis in which nested statements follow the ones that they stand in.
func (a *Analysis) Flat() *Analysis {
	if len(a.Nested) == 0 {
		return a
	}
	out, rest := *a, a.Nested
	out.Statements = nil
	for _, s := range a.Statements {
		out.Statements = append(out.Statements, s)
		for len(rest) > 0 && rest[0].Pos.File == s.Pos.File && s.Start <= rest[0].Start && rest[0].End <= s.End {
			out.Statements, rest = append(out.Statements, rest[0]), rest[1:]
		}
	}
	out.Nested = nil
	return &out
}

// Add appends what was found in other sources; To is left as it is.
func (a *Analysis) Add(b *Analysis) {
	a.Statements, a.Comments = append(a.Statements, b.Statements...), append(a.Comments, b.Comments...)
	a.Long, a.Quoted = append(a.Long, b.Long...), append(a.Quoted, b.Quoted...)
	a.Skipped, a.Syntax = append(a.Skipped, b.Skipped...), append(a.Syntax, b.Syntax...)
	a.Broken, a.Uncertain = append(a.Broken, b.Broken...), append(a.Uncertain, b.Uncertain...)
	a.Nested = append(a.Nested, b.Nested...)
}

// SyntaxCount says how much of a text is of a dialect: the statements that were looked at, and how
// many of them its grammar does not have.
type SyntaxCount struct{ Statements, Rejected int }
