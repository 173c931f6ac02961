package dbtest

import (
	"slices"
	"strings"
)

// clauses lists, sorted, what stands in the text of CREATE TABLE and no
// pragma reports, wherever in the table it stands.
func clauses(sql string) []string {
	list := tokens(sql)
	var found []string
	for i := range list {
		if c := clause(list[i:]); c != "" {
			found = append(found, c)
		}
	}
	slices.Sort(found)
	return found
}

func clause(list []string) string {
	after := list[1:]
	switch list[0] {
	case "check", "as":
		if len(after) > 0 && after[0] == "(" {
			return list[0] + " " + strings.Join(group(after), " ")
		}
	case "collate", "constraint", "conflict", "initially":
		if len(after) > 0 {
			return list[0] + " " + after[0]
		}
	case "autoincrement":
		return list[0]
	}
	return ""
}
