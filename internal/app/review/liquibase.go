package review

// This file leaves out of Liquibase's SQL what is not run here, writes semicolons where a changeset
// ends its statements otherwise (docs.liquibase.com, "SQL changelog format"), and divides a changelog into
// its changesets. Every byte keeps its place. What reverts a changeset stands in comments, and needs no work.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

var (
	liquibaseHead = lazyregexp.New(`(?mi)\A(?:\x{FEFF})?\s*--[ \t]*liquibase[ \t]+formatted[ \t]+sql`)
	attribute     = lazyregexp.New(`(?i)\b(dbms|endDelimiter):("[^"]*"|\S+)`)
	ignoredFrom   = lazyregexp.New(`(?i)^--[ \t]*ignoreLines:[ \t]*start`)
	ignoredTo     = lazyregexp.New(`(?i)^--[ \t]*ignoreLines:[ \t]*end`)
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
			b.WriteString(folder.Blanked(line))
		case delimiter != "" && delimiter != ";" && strings.EqualFold(word, delimiter):
			b.WriteString(strings.Replace(line, word, ";"+strings.Repeat(" ", len(word)-1), 1))
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// changesetMark begins a changeset of Liquibase's SQL.
var changesetMark = lazyregexp.New(`(?mi)^[ \t]*--[ \t]*changeset[ \t]+(\S.*)$`)

// changeset is a changeset of a changelog, or a file of another tool.
type changeset struct {
	blanks, own string // what stands before it as blanks, and its text
	first, last int    // its lines; 0 for the whole file
}

// text is that of the file up to the end of the changeset, with blanks for the others.
func (c changeset) text() string { return c.blanks + c.own }

// has reports whether a finding is about the changeset.
func (c changeset) has(f lint.Finding) bool {
	return c.last == 0 || f.Pos.Line >= c.first && f.Pos.Line <= c.last
}

// changesetsOf are the changesets of a changelog, or the text of another file as one. What stands before
// the first mark is of the first one.
func changesetsOf(text string) []changeset {
	var marks [][]int
	if liquibaseHead.MatchString(text) {
		marks = changesetMark.FindAllStringIndex(text, -1)
	}
	if len(marks) < 2 {
		return []changeset{{own: text}}
	}
	blanks := folder.Blanked(text)
	out := make([]changeset, len(marks))
	start, line := 0, 1
	for i := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		lines := strings.Count(text[start:end], "\n")
		out[i] = changeset{blanks: blanks[:start], own: text[start:end], first: line, last: line + lines}
		if strings.HasSuffix(text[start:end], "\n") && i+1 < len(marks) {
			out[i].last--
		}
		start, line = end, line+lines
	}
	return out
}
