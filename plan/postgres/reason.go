package postgres

// The sentences that say why a step is in the plan. They are about differences, not about
// statements, and a reviewer reads them above the SQL: hence one line each, with long values
// cut.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

func reasonNew(c plan.Change) string { return c.Key.String() + " is new" }

func reasonGone(c plan.Change) string { return c.Key.String() + " is not in the desired schema" }

func reasonChanged(c plan.Change) string {
	names := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		names[i] = f.Name
	}
	return fmt.Sprintf("%s: %s changed, and no ALTER can do that", c.Key, strings.Join(names, ", "))
}

// reasonField gives the old and the new value of one attribute.
func reasonField(c plan.Change, f plan.FieldChange) string {
	switch {
	case f.From == "":
		return fmt.Sprintf("%s: %s becomes %s", c.Key, f.Name, brief(f.To))
	case f.To == "":
		return fmt.Sprintf("%s: %s %s is gone", c.Key, f.Name, brief(f.From))
	}
	return fmt.Sprintf("%s: %s %s becomes %s", c.Key, f.Name, brief(f.From), brief(f.To))
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
