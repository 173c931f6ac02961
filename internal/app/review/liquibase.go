package review

// This file leaves out of Liquibase's SQL what is not run here, and writes semicolons where a changeset
// ends its statements otherwise (docs.liquibase.com, "SQL changelog format"). Every byte keeps its
// place. What reverts a changeset stands in comments, and needs no work.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

var (
	attribute   = lazyregexp.New(`(?i)\b(dbms|endDelimiter):("[^"]*"|\S+)`)
	ignoredFrom = lazyregexp.New(`(?i)^--[ \t]*ignoreLines:[ \t]*start`)
	ignoredTo   = lazyregexp.New(`(?i)^--[ \t]*ignoreLines:[ \t]*end`)
)

// isFor reports whether a changeset for databases of these names is run on one that is called by one
// of others. Where no name is known, it is.
func isFor(dbms string, names []string) bool {
	listed := strings.FieldsFunc(strings.ToLower(dbms), func(r rune) bool { return r == ',' || r == ' ' })
	return len(names) == 0 || slices.Contains(listed, "all") || slices.ContainsFunc(listed, func(name string) bool {
		return slices.Contains(names, name) || strings.HasPrefix(name, "!") && !slices.Contains(names, name[1:])
	})
}

// ofLiquibase blanks the lines of a changelog that are ignored or for other databases than one that is
// called by one of the names.
func ofLiquibase(text string, names []string) string {
	var b strings.Builder
	skip, ignore, delimiter := false, false, ""
	for line := range strings.Lines(text) {
		word := strings.TrimSpace(line)
		if m := changesetMark.FindStringSubmatch(word); m != nil {
			skip, delimiter = false, ""
			for _, a := range attribute.FindAllStringSubmatch(m[1], -1) {
				value := strings.Trim(a[2], `"`)
				if strings.EqualFold(a[1], "dbms") {
					skip = !isFor(value, names)
				} else {
					delimiter = value
				}
			}
		}
		ignore = (ignore || ignoredFrom.MatchString(word)) && !ignoredTo.MatchString(word)
		switch {
		case skip, ignore:
			b.WriteString(blank(line))
		case delimiter != "" && delimiter != ";" && strings.EqualFold(word, delimiter):
			b.WriteString(strings.Replace(line, word, ";"+strings.Repeat(" ", len(word)-1), 1))
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// blank is a line of blanks of the same length.
func blank(line string) string {
	text := strings.TrimRight(line, "\r\n")
	return strings.Repeat(" ", len(text)) + line[len(text):]
}

// changesetMark begins a changeset of Liquibase's SQL.
var changesetMark = lazyregexp.New(`(?mi)^[ \t]*--[ \t]*changeset[ \t]+(\S.*)$`)
