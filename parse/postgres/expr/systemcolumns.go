package expr

// The columns of the catalogs and views that every database has, in pg_catalog and
// information_schema. The list has a line for each relation and for each version in which its
// columns changed (catalogs.html, information-schema.html).

import (
	_ "embed" // the list of columns
	"strconv"
	"strings"
	"sync"
)

var (
	// "schema.relation version column:type|column:type…", sorted by relation, then by version
	//go:embed builtin_columns.txt
	systemColumnText string

	systemColumnLines = sync.OnceValue(func() map[string][]string {
		lines := map[string][]string{}
		for line := range strings.Lines(systemColumnText) {
			relation, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			lines[relation] = append(lines[relation], rest)
		}
		return lines
	})
)

// SystemColumns are the columns of a relation of PostgreSQL's own in a major version, 0 for the
// newest known; nil for another relation. A name without a schema is one of pg_catalog.
func SystemColumns(in, relation string, version int) []Column {
	if in == "" && !strings.HasPrefix(relation, "pg_") {
		return nil
	}
	if in == "" {
		in = "pg_catalog"
	}
	found := ""
	for _, line := range systemColumnLines()[in+"."+relation] {
		since, columns, _ := strings.Cut(line, " ")
		if n, _ := strconv.Atoi(since); found == "" || version == 0 || n <= version {
			found = columns
		}
	}
	if found == "" {
		return nil
	}
	var list []Column
	for _, c := range strings.Split(found, "|") {
		name, typ, _ := strings.Cut(c, ":")
		list = append(list, Column{name, typ})
	}
	return list
}
