package rules

// Rewrites one statement by its tokens: a rule asks for places (a word, the end of an action) and
// gets edits of the file. New statements are placed before or after it so that comments stay with
// what they are about, with the file's line ends and the statement's indentation. What cannot be
// placed for certain gives no edit.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// rewriter holds one statement of a file and its tokens.
type rewriter struct {
	p      *lint.Pass
	s      schema.Statement
	text   string         // of the file
	tokens []schema.Token // of the statement, with offsets in the file
	marks  lint.Marks
}

// newRewriter is the rewriter of a statement; nil where its text is not known.
func newRewriter(p *lint.Pass, statement int) *rewriter {
	if p.Source == nil {
		return nil
	}
	s := p.Analyzed.Statements[statement]
	w := &rewriter{p: p, s: s, text: p.Source.Text(s.Pos.File), marks: p.Source.MarksOf(s.Pos.File)}
	if s.Start < 0 || s.End > len(w.text) || s.Start >= s.End || w.text[s.Start:s.End] != s.SQL {
		return nil
	}
	w.tokens = p.Source.Tokens(s.SQL)
	for i := range w.tokens {
		w.tokens[i].Start += s.Start
		w.tokens[i].End += s.Start
	}
	return w
}

// tokenAt is the index of the token that begins at an offset of the file; -1 for none.
func (w *rewriter) tokenAt(offset int) int {
	i, ok := slices.BinarySearchFunc(w.tokens, offset, func(t schema.Token, at int) int { return t.Start - at })
	if !ok {
		return -1
	}
	return i
}

// follows reports whether words come one after the other from a token on.
func (w *rewriter) follows(i int, words ...string) bool {
	for n, word := range words {
		if i < 0 || i+n >= len(w.tokens) || !w.tokens[i+n].Is(word) {
			return false
		}
	}
	return true
}

// find is the first token outside of parentheses, from one on, that is one of some words; -1 for none.
func (w *rewriter) find(from int, words ...string) int {
	depth := 0
	for i := max(from, 0); i < len(w.tokens); i++ {
		switch t := w.tokens[i]; {
		case depth == 0 && t.Is(words...):
			return i
		case t.Is("(", "["):
			depth++
		case t.Is(")", "]"):
			depth--
		}
	}
	return -1
}

// partEnd is the last token of the part of a list that a token is in: an action of ALTER TABLE, a
// column of CREATE TABLE.
func (w *rewriter) partEnd(from int) int {
	depth := 0
	for i := from; i < len(w.tokens); i++ {
		switch t := w.tokens[i]; {
		case t.Is("(", "["):
			depth++
		case t.Is(")", "]"):
			if depth--; depth < 0 {
				return i - 1
			}
		case depth == 0 && t.Is(","):
			return i - 1
		}
	}
	return len(w.tokens) - 1
}

// closing is the token that closes the parenthesis at a token; -1 where there is none.
func (w *rewriter) closing(open int) int {
	if !w.follows(open, "(") {
		return -1
	}
	if end := w.partEnd(open + 1); end+1 < len(w.tokens) {
		for !w.tokens[end+1].Is(")") { // a comma
			if end = w.partEnd(end + 2); end+1 >= len(w.tokens) {
				return -1
			}
		}
		return end + 1
	}
	return -1
}

// source is the text from one token to another, as its author wrote it.
func (w *rewriter) source(from, to int) string { return w.text[w.tokens[from].Start:w.tokens[to].End] }

// insertAfter writes a text after a token, and a blank between the two.
func (w *rewriter) insertAfter(i int, text string) lint.Edit {
	return lint.Edit{Start: w.tokens[i].End, End: w.tokens[i].End, Text: " " + text}
}

// insertBefore writes a text before a token, and a blank between the two.
func (w *rewriter) insertBefore(i int, text string) lint.Edit {
	return lint.Edit{Start: w.tokens[i].Start, End: w.tokens[i].Start, Text: text + " "}
}

// replace writes a text in place of tokens, with the comments between them.
func (w *rewriter) replace(from, to int, text string) lint.Edit {
	return lint.Edit{Start: w.tokens[from].Start, End: w.tokens[to].End, Text: text}
}

// lineEnd is the one that the file has.
func (w *rewriter) lineEnd() string { return lineEndOf(w.text) }

func lineEndOf(text string) string {
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indent is the white space before the statement on its line.
func (w *rewriter) indent() string {
	line := w.text[strings.LastIndexByte(w.text[:w.s.Start], '\n')+1 : w.s.Start]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// precede writes statements before this one, and before the comments above it that allow
// something there.
func (w *rewriter) precede(statements ...string) []lint.Edit {
	at := w.s.Start
	for _, c := range w.p.Analyzed.Comments {
		if c.Pos.File == w.s.Pos.File && c.Start < at && c.Start >= w.gapStart() && lint.Allows(c) {
			at = c.Start
			break
		}
	}
	var b strings.Builder
	for _, s := range statements {
		b.WriteString(s + ";" + w.marks.Break + w.lineEnd() + w.indent())
	}
	return []lint.Edit{{Start: at, End: at, Text: b.String()}}
}

// gapStart is where the text between the statement before this one and this one begins, without the
// rest of the other's line.
func (w *rewriter) gapStart() int {
	start := 0
	for _, s := range w.p.Analyzed.Statements {
		if s.Pos.File == w.s.Pos.File && s.End <= w.s.Start {
			start = max(start, s.End)
		}
	}
	if i := strings.IndexByte(w.text[start:w.s.Start], '\n'); i >= 0 && start > 0 {
		start += i
	}
	return start
}

// follow writes statements after this one and after the comment that ends its line.
func (w *rewriter) follow(statements ...string) []lint.Edit {
	var edits []lint.Edit
	at, ended := skipComments(w.text, w.s.End), true
	if at < len(w.text) && w.text[at] == ';' {
		at++
	} else {
		at, ended = w.s.End, false
		edits = append(edits, lint.Edit{Start: at, End: at, Text: ";"})
	}
	rest := w.text[at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	rest = strings.TrimRight(rest, "\r")
	comment := strings.TrimLeft(rest, " \t")
	if strings.HasPrefix(comment, "--") || strings.HasPrefix(comment, "/*") && strings.Index(comment, "*/") == len(strings.TrimRight(comment, " \t"))-2 {
		at += len(rest)
	}
	broken := w.marks.Break != "" && strings.Contains(rest, strings.TrimSpace(w.marks.Break))
	var b strings.Builder
	if w.marks.Break != "" && !broken {
		b.WriteString(w.marks.Break)
	}
	for i, s := range statements {
		b.WriteString(w.lineEnd() + w.indent() + s + ";")
		if broken || i+1 < len(statements) {
			b.WriteString(w.marks.Break)
		}
	}
	if !ended && len(edits) == 1 && edits[0].Start == at {
		edits[0].Text += b.String()
		return edits
	}
	return append(edits, lint.Edit{Start: at, End: at, Text: b.String()})
}

// skipComments is the offset of what comes after white space and comments.
func skipComments(text string, i int) int {
	for i < len(text) {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "-->"): // a mark of drizzle
			return i
		case strings.HasPrefix(rest, "--"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(text)
			}
			i += n + 1
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return len(text)
			}
			i += n + 2
		case strings.ContainsRune(" \t\r\n\f\v", rune(rest[0])):
			i++
		default:
			return i
		}
	}
	return i
}

// outside gives a finding edits of statements that no transaction may hold. A tool that begins one
// gets its mark for none, where it has one: safely, if the file has one statement, because all
// others lose the transaction too.
func (w *rewriter) outside(f *lint.Finding, a *lint.Act, edits ...lint.Edit) {
	count, others := 0, 0
	for i, s := range w.p.Analyzed.Statements {
		if s.Pos.File != w.s.Pos.File {
			continue
		}
		count++
		if i != a.Statement && !(len(s.Acts) == 1 && s.Acts[0].Verb == schema.Sets) {
			others++
		}
	}
	if w.marks.Whole && (count > 1 || slices.ContainsFunc(edits, func(e lint.Edit) bool { return strings.Contains(e.Text, ";") })) {
		return
	}
	switch {
	case a.Tx == 0:
		f.Edits = edits
	case !a.Wrapped || len(w.marks.NoTx) == 0:
	case others == 0:
		f.Edits = slices.Concat(w.marks.NoTx, edits)
	default:
		f.Unsafe = slices.Concat(w.marks.NoTx, edits)
	}
}
