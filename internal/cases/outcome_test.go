package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// reserved starts the names that schemadiff makes for itself. A script that
// was stopped may leave an empty table of that name; one with rows is a loss.
const reserved = "_schemadiff_"

// desired lists why the database at path is not the desired schema with every
// row kept; nil if it is.
func (c *testCase) desired(path string) []string {
	now, err := dbtest.ReadState(path, c.order)
	if err != nil {
		return []string{err.Error()}
	}
	wrong := schemaDiff(c.to, now.Schema)
	wrong = append(wrong, dbtest.Kept(c.from.Rows, now.Rows, c.changes)...)
	for _, v := range dbtest.NewProblems(c.from.Violations, now.Violations) {
		wrong = append(wrong, "new foreign key violation: "+v)
	}
	for _, d := range dbtest.NewProblems(c.from.Damage, now.Damage) {
		wrong = append(wrong, "new damage: "+d)
	}
	return append(wrong, c.answers(path)...)
}

// answers compares what same.sql asks before and after.
func (c *testCase) answers(path string) []string {
	var wrong []string
	for _, query := range c.lines("same.sql") {
		want, err := dbtest.Query(c.fromDB, query)
		if err != nil {
			return append(wrong, "before: "+err.Error())
		}
		got, err := dbtest.Query(path, query)
		if err != nil || !slices.Equal(want, got) {
			wrong = append(wrong, fmt.Sprintf("%s answered %q and answers %q, %v", query, want, got, err))
		}
	}
	return wrong
}

// untouched lists why the database at path is not the one before was read
// from.
func untouched(before *dbtest.State, path string, order dbtest.Order) []string {
	now, err := dbtest.ReadState(path, order)
	if err != nil {
		return []string{err.Error()}
	}
	schema, rows := withoutPlaceholders(now)
	wrong := schemaDiff(before.Schema, schema)
	wrong = append(wrong, dbtest.Kept(before.Rows, rows, dbtest.Changes{})...)
	for name := range before.Rows {
		if rows[name] == nil {
			wrong = append(wrong, "table "+name+" is gone")
		}
	}
	return append(wrong, dbtest.NewProblems(before.Damage, now.Damage)...)
}

// withoutPlaceholders leaves out empty tables of schemadiff's own.
func withoutPlaceholders(s *dbtest.State) ([]string, dbtest.Rows) {
	schema, rows := slices.Clone(s.Schema), dbtest.Rows{}
	for name, t := range s.Rows {
		if !strings.HasPrefix(name, reserved) || t.Count > 0 {
			rows[name] = t
			continue
		}
		schema = slices.DeleteFunc(schema, func(line string) bool {
			return strings.HasPrefix(line, "table "+name) || strings.HasPrefix(line, "column "+name+".") ||
				strings.HasPrefix(line, "key of "+name+":") || strings.HasPrefix(line, "foreign key "+name+":")
		})
	}
	return schema, rows
}

// schemaDiff lists the facts that only one side has.
func schemaDiff(want, got []string) []string {
	var wrong []string
	for _, line := range dbtest.NewProblems(got, want) {
		wrong = append(wrong, "missing: "+line)
	}
	for _, line := range dbtest.NewProblems(want, got) {
		wrong = append(wrong, "too much: "+line)
	}
	if wrong == nil && !slices.Equal(want, got) {
		wrong = append(wrong, "a fact holds more or less often than wanted: "+cmp.Diff(want, got))
	}
	return wrong
}
