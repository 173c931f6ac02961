package litemodel

// How SQLite folds, compares and quotes names: only ASCII letters fold, and some keywords can
// stand bare as a name.

import "strings"

// Fold lower-cases ASCII letters, as SQLite does when it compares names.
func Fold(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return foldBytes(s)
		}
	}
	return s
}

func foldBytes(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// Quote returns name as an identifier, quoted only where it must be.
func Quote(name string) string {
	plain := name != "" && !Keyword(Fold(name))
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		plain = plain && (letter || i > 0 && '0' <= c && c <= '9')
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// Name puts a name before the text that followed it, such as a column's
// type: a name that was quoted there may need a space where it is not.
func Name(name, tail string) string {
	quoted := Quote(name)
	if tail != "" && !strings.ContainsRune(" \t\r\n\f(),;/-'`[", rune(tail[0])) {
		return quoted + " " + tail
	}
	return quoted + tail
}

// Create is the statement that makes an object under a name, otherwise in
// its author's own words.
func Create(o *Source, name string) string {
	return o.Text.Head + " " + Name(name, o.Text.Tail)
}

// Reserved reports whether a folded word is a keyword that can never be a bare
// name (lang_keywords.html, and parse.y without its %fallback list).
func Reserved(folded string) bool {
	switch folded {
	case "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "check", "collate", "commit",
		"constraint", "create", "default", "deferrable", "delete", "distinct", "drop", "else", "escape", "except",
		"exists", "foreign", "from", "group", "having", "in", "index", "insert", "intersect", "into", "is", "isnull",
		"join", "limit", "not", "nothing", "notnull", "null", "on", "or", "order", "primary", "references",
		"returning", "select", "set", "table", "then", "to", "transaction", "union", "unique", "update", "using",
		"values", "when", "where":
		return true
	}
	return false
}

// Keyword reports whether a folded word is any keyword: even one that may stand bare as a
// name is quoted when we write one.
func Keyword(folded string) bool {
	switch folded {
	case "abort", "action", "after", "always", "analyze", "asc", "attach", "before", "begin", "by", "cascade", "cast",
		"column", "conflict", "cross", "current", "current_date", "current_time", "current_timestamp", "database",
		"deferred", "desc", "detach", "do", "each", "end", "exclude", "exclusive", "explain", "fail", "false", "filter",
		"first", "following", "for", "full", "generated", "glob", "groups", "if", "ignore", "immediate", "indexed",
		"initially", "inner", "instead", "key", "last", "left", "like", "match", "materialized", "natural", "no",
		"nulls", "of", "offset", "others", "outer", "over", "partition", "plan", "pragma", "preceding", "query",
		"raise", "range", "recursive", "regexp", "reindex", "release", "rename", "replace", "restrict", "right",
		"rollback", "row", "rows", "savepoint", "temp", "temporary", "ties", "trigger", "true", "unbounded", "vacuum",
		"view", "virtual", "window", "with", "within", "without":
		return true
	}
	return Reserved(folded)
}
