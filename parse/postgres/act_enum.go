package postgres

// A value that ALTER TYPE adds to an enum cannot be used before it is committed
// (sql-altertype.html, notes). This file reads which values a source adds and renames, and
// which later statements hold them in constants, those of function bodies and DO blocks too.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// enumValue reads ALTER TYPE … ADD VALUE and RENAME VALUE.
func (r *actReader) enumValue(n *pg.AlterEnumStmt) {
	_, name := expr.SplitName(expr.NameList(n.TypeName))
	a := schema.Act{Verb: schema.AddsValue, Kind: schema.KindEnum, Name: name, To: n.NewVal}
	if n.OldVal != "" {
		a.Verb = schema.RenamesValue
	}
	r.add(0, a)
}

// newValuesIn lists the values added so far that a statement holds in its constants.
func (r *actReader) newValuesIn(sql string) []string {
	if len(r.newValues) == 0 {
		return nil
	}
	var found []string
	eachConstant(sql, func(text string) {
		if slices.Contains(r.newValues, text) && !slices.Contains(found, text) {
			found = append(found, text)
		}
	})
	return found
}

// eachConstant visits the string constants of a text, and those inside of each, for a body of
// a function is a constant and can hold statements to execute.
func eachConstant(text string, visit func(string)) {
	for at := 0; ; {
		x, ok := syntax.NextToken(text, at)
		if !ok {
			return
		}
		at = int(x.End)
		if x.Kind != syntax.String {
			continue
		}
		if inner := constantText(x.Text(text)); len(inner) < len(x.Text(text)) {
			visit(inner)
			eachConstant(inner, visit)
		}
	}
}

// constantText is the value of a string constant, with the escapes \\ and \' of E'…' resolved.
func constantText(token string) string {
	if token[0] == '$' {
		tag := token[:strings.IndexByte(token[1:], '$')+2]
		return strings.TrimSuffix(strings.TrimPrefix(token, tag), tag)
	}
	prefix, text, _ := strings.Cut(token, "'")
	text = strings.ReplaceAll(strings.TrimSuffix(text, "'"), "''", "'")
	if strings.EqualFold(prefix, "e") {
		text = strings.NewReplacer(`\\`, `\`, `\'`, "'").Replace(text)
	}
	return text
}
