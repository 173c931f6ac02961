package postgres

// The sentences that say why a step is in the plan. They are about differences, not about
// statements, and a reviewer reads them above the SQL: hence one line each, with long values
// cut.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func reasonNew(c plan.Change) string { return c.Key.String() + " is new" }

func reasonGone(c plan.Change) string { return c.Key.String() + " is not in the desired schema" }

func reasonInvalid(index schema.Key) string {
	return index.String() + " is invalid: a build of it was broken off, and no query uses it"
}

func reasonChanged(c plan.Change) string {
	var names []string
	for _, f := range c.Fields {
		if f.Name != "invalid" {
			names = append(names, f.Name)
		}
	}
	if len(names) < len(c.Fields) && len(names) == 0 {
		return reasonInvalid(c.Key)
	}
	return fmt.Sprintf("%s: %s changed, and no ALTER can do that", c.Key, strings.Join(names, ", "))
}

// comesWithIdentity reports whether an attribute of a column is there because it becomes an identity, or goes
// because it ceases to be one: it says nothing more.
func comesWithIdentity(c plan.Change, name string) bool {
	switch name {
	case "identity options", "identity sequence", "identity persistence", "identity comment":
		return slices.ContainsFunc(c.Fields, func(f plan.FieldChange) bool { return f.Name == "identity" && (f.From == "") != (f.To == "") })
	}
	return false
}

// reasonField gives the old and the new value of one attribute.
func reasonField(c plan.Change, f plan.FieldChange) string {
	become, gone := "becomes", "is gone"
	if strings.HasSuffix(f.Name, "s") && f.Name != "inherits" { // such as values and options
		become, gone = "become", "are gone"
	}
	switch {
	case f.From == "" && f.To == schema.Flag(true):
		return fmt.Sprintf("%s: %s is set", c.Key, f.Name)
	case f.From == schema.Flag(true) && f.To == "":
		return fmt.Sprintf("%s: %s is no longer set", c.Key, f.Name)
	case f.From == "":
		return fmt.Sprintf("%s: %s %s %s", c.Key, f.Name, become, brief(f.To))
	case f.To == "":
		return fmt.Sprintf("%s: %s %s %s", c.Key, f.Name, brief(f.From), gone)
	}
	return fmt.Sprintf("%s: %s %s %s %s", c.Key, f.Name, brief(f.From), become, brief(f.To))
}

// brief is a value on one line and not too long.
func brief(v string) string {
	const limit = 100
	runes := []rune(strings.Join(strings.Fields(v), " "))
	if len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return string(runes)
}
