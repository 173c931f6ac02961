package sqlite

// The tokens of a text for those who rewrite statements: SQLite's own, as the scanner cuts them,
// without comments.

import (
	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
	"github.com/schemadiff/schemadiff/schema"
)

// Tokens cuts a text into tokens.
func Tokens(text string) []schema.Token {
	var list []schema.Token
	for i := scan.Space(text, 0); i < len(text); i = scan.Space(text, i) {
		kind, n := scan.Next(text[i:])
		if kind != scan.Comment {
			list = append(list, schema.Token{Kind: tokenKind(kind), Start: i, End: i + n, Text: text[i : i+n]})
		}
		i += n
	}
	return list
}

func tokenKind(kind scan.Kind) schema.TokenKind {
	switch kind {
	case scan.Word:
		return schema.WordToken
	case scan.Quoted:
		return schema.QuotedToken
	case scan.String:
		return schema.StringToken
	}
	return schema.SignToken
}
