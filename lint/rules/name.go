package rules

// What rules about names share: the walk over the names that people write, the reserved words of
// both dialects, and the patterns of the configuration. Partitions contribute their own name and
// no columns.

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// eachName calls do with the names that people write: of tables, columns and indexes.
func eachName(p *lint.Pass, do func(o lint.Object, name string)) {
	eachNameOfKind(p, func(o lint.Object, _, name string) { do(o, name) })
}

func eachNameOfKind(p *lint.Pass, do func(o lint.Object, kind, name string)) {
	for _, t := range p.Tables {
		do(t.Object(), "table", t.Name)
		if t.Partition {
			continue
		}
		for _, c := range t.Columns {
			do(t.Part(c.Name, c.Pos), "column", c.Name)
		}
		for _, x := range t.Indexes {
			do(t.Part(x.Name, x.Pos), "index", x.Name)
		}
	}
	for i := range p.Acts {
		if a := &p.Acts[i]; a.Verb == schema.AddsColumn && declaredOnly(p, a) {
			do(unknownTable(a).Part(a.Name, a.Pos), "column", a.Name)
		}
	}
}

// isReservedWord reports whether a name must be quoted because it is a word of the language.
func isReservedWord(p *lint.Pass, name string) bool {
	if p.Dialect == "sqlite" {
		return litemodel.Reserved(litemodel.Fold(name))
	}
	return pgmodel.Keyword(name) && sqlWord(name)
}

// sqlWord reports whether a word is reserved for names of columns (appendix C of PostgreSQL's manual).
func sqlWord(word string) bool {
	switch word {
	case "all", "and", "any", "array", "as", "asc", "between", "both", "case", "cast", "check", "collate", "column", "constraint", "create", "cross",
		"current_date", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
		"exists", "false", "fetch", "for", "foreign", "from", "full", "grant", "group", "having", "in", "index", "initially", "inner", "intersect", "into",
		"is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null",
		"offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select", "session_user",
		"set", "similar", "some", "symmetric", "table", "then", "to", "trailing", "true", "union", "unique", "update", "user", "using", "values",
		"variadic", "when", "where", "window", "with":
		return true
	}
	return false
}

// snakeCase is a name in lower case with underscores.
func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.ReplaceAll(b.String(), "__", "_")
}

// namePatterns are the patterns of the configuration by kind, or the usual one.
func namePatterns(p *lint.Pass) map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for _, kind := range []string{"table", "column", "index"} {
		text := `^[a-z_][a-z0-9_]*$`
		if own, ok := p.Options["naming-convention"][kind]; ok {
			text = fmt.Sprint(own)
		}
		if re, err := regexp.Compile(text); err == nil {
			out[kind] = re
		}
	}
	return out
}
