package sqlite

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// names answers which folded identifiers are in scope: it tells a quoted name
// from a string in double quotes, which SQLite takes for one when no name fits
// (quirks.html, section 8).
type names func(folded string) bool

// canonical is the text of tokens in canonical form: equal token streams, but
// for comments, white space, case and quoting, give equal text.
func canonical(src string, tokens []token, known names) string {
	var b strings.Builder
	for i, t := range unwrap(src, tokens) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(canonicalToken(src, t, known))
	}
	return b.String()
}

func canonicalToken(src string, t token, known names) string {
	s := t.of(src)
	switch t.kind {
	case quoted:
		name := t.name(src)
		folded := Fold(name)
		if s[0] == '"' && known != nil && !known(folded) {
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
	if folded == "" || schema.ReservedSQLite(folded) || literalWord(folded) {
		return quoteName(folded)
	}
	if !isIdentStart(folded[0]) || run(folded, 1, isIdent) != len(folded) {
		return quoteName(folded)
	}
	return folded
}

// literalWord says whether a bare word is a value although it may be a name.
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
func Quote(name string) string { return schema.QuoteSQLite(name) }

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
