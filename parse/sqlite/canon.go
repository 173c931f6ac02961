package sqlite

// Expressions in canonical form: token streams that differ only in case, quotes and white
// space give equal text.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// names answers whether the identifier at an offset, folded, is in scope: it distinguishes
// a quoted name from a string in double quotes, which SQLite takes for one when no name
// fits (quirks.html, section 8).
type names func(at int, folded string) bool

// canonical is the text of tokens in canonical form: equal token streams, but
// for comments, white space, case and quoting, give equal text.
func canonical(src string, tokens []token, known names) string {
	var b strings.Builder
	tokens = unwrap(src, tokens)
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.kind == quoted && isSurelyName(src, tokens, i) {
			b.WriteString(canonicalName(Fold(t.name(src)))) // never a string
			continue
		}
		b.WriteString(canonicalToken(src, t, known))
	}
	return b.String()
}

// isSurelyName reports whether the quoted token at i is a name wherever it stands: beside
// a dot, of a function, of a collation, after AS.
func isSurelyName(src string, tokens []token, i int) bool {
	return qualifies(src, tokens, i) || i+1 < len(tokens) && tokens[i+1].is(src, "(") ||
		i > 0 && (tokens[i-1].is(src, ".") || tokens[i-1].is(src, "collate") || tokens[i-1].is(src, "as"))
}

// qualifies reports whether the token at i stands before a dot.
func qualifies(src string, tokens []token, i int) bool {
	return i+1 < len(tokens) && tokens[i+1].is(src, ".")
}

// qualifiers are the indexes of the tokens that name the table before a column of it,
// each followed by its dot: in what belongs to one table they mean nothing.
func qualifiers(src string, tokens []token, table string) []int {
	var out []int
	for i, t := range tokens {
		if t.isName() && Fold(t.name(src)) == table && qualifies(src, tokens, i) && (i == 0 || !tokens[i-1].is(src, ".")) {
			out = append(out, i)
		}
	}
	return out
}

// unqualified are tokens without the table's own name before its columns.
func unqualified(src string, tokens []token, table string) []token {
	at := qualifiers(src, tokens, table)
	if len(at) == 0 {
		return tokens
	}
	var out []token
	from := 0
	for _, i := range at {
		out = append(out, tokens[from:i]...)
		from = i + 2
	}
	return append(out, tokens[from:]...)
}

// bare is text from an offset on without the table's own name before its columns, ""
// where it has none: it creates the table under another name too.
func bare(src string, tokens []token, table string, offset int) string {
	at := qualifiers(src, tokens, table)
	if len(at) == 0 {
		return ""
	}
	var b strings.Builder
	for _, i := range at {
		b.WriteString(src[offset:tokens[i].start])
		offset = tokens[i+1].end
	}
	b.WriteString(src[offset:])
	return b.String()
}

func canonicalToken(src string, t token, known names) string {
	s := t.of(src)
	switch t.kind {
	case quoted:
		name := t.name(src)
		folded := Fold(name)
		if s[0] == '"' && known != nil && !known(t.start, folded) {
			return quoteText(name)
		}
		return canonicalName(folded)
	case punct:
		switch s {
		case "==":
			return "="
		case "!=":
			return "<>"
		}
		return s
	case text:
		return s
	}
	return Fold(s)
}

// canonicalName spells a folded identifier: bare where it could stand bare.
func canonicalName(folded string) string {
	if folded == "" || litemodel.Reserved(folded) || literalWord(folded) {
		return quoteName(folded)
	}
	if !scan.IsBareName(folded) {
		return quoteName(folded)
	}
	return folded
}

// literalWord reports whether a bare word is a value although it may be a name.
func literalWord(folded string) bool {
	switch folded {
	case "true", "false", "current_date", "current_time", "current_timestamp":
		return true
	}
	return false
}

func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Quote returns name as an identifier, quoted only where it must be.
func Quote(name string) string { return litemodel.Quote(name) }

// unwrap drops parentheses around the whole of the tokens.
func unwrap(src string, tokens []token) []token {
	for len(tokens) > 2 && tokens[0].is(src, "(") && closing(src, tokens, 0) == len(tokens)-1 {
		tokens = tokens[1 : len(tokens)-1]
	}
	return tokens
}

// closing is the index of the parenthesis that closes the one at open, or
// len(tokens) if none does.
func closing(src string, tokens []token, open int) int {
	depth := 0
	for i := open; i < len(tokens); i++ {
		if tokens[i].kind != punct {
			continue
		}
		switch src[tokens[i].start] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(tokens)
}
