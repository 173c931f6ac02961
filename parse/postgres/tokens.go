package postgres

// The tokens of a text for those who rewrite statements: PostgreSQL's own, as the scanner cuts
// them, without comments.

import (
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// Tokens cuts a text into tokens.
func Tokens(text string) []schema.Token {
	var list []schema.Token
	for i := 0; ; {
		x, ok := syntax.NextToken(text, i)
		if !ok {
			return list
		}
		i = int(x.End)
		if x.Kind == syntax.Comment {
			continue
		}
		kind := schema.SignToken
		switch {
		case x.Kind == syntax.Word:
			kind = schema.WordToken
		case x.IsName():
			kind = schema.QuotedToken
		case x.Kind == syntax.String:
			kind = schema.StringToken
		}
		list = append(list, schema.Token{Kind: kind, Start: int(x.Start), End: int(x.End), Text: x.Text(text)})
	}
}
