package dbtest

// This file compares the rows of two databases, before and after a plan: what must be kept is compared
// value by value, and the differences that a plan is meant to make are given.

import (
	"fmt"
	"slices"
	"strings"
)

// Changes lists which differences between the rows of two databases are meant.
type Changes struct {
	Renamed map[string]string // new "table" or "table.column" (of the new table) to the former table or column name
	Values  map[string]string // "table.column" of the new schema to its values afterwards, joined by ", "; "" to not look
}

// Kept lists what is wrong with the rows in to, given that every column that
// both sides have must be unchanged.
func Kept(from, to Rows, c Changes) []string {
	var wrong []string
	for _, name := range sorted(to) {
		former := c.former(name, name)
		if former == name && c.gaveName(name, to) {
			continue
		}
		if have := from[former]; have != nil {
			wrong = append(wrong, c.kept(name, have, to[name])...)
		}
	}
	return append(wrong, c.values(to)...)
}

// gaveName reports whether another table has the rows that were under a name: the table that has
// it now is a new one.
func (c Changes) gaveName(name string, to Rows) bool {
	for now, was := range c.Renamed {
		if was == name && now != name && to[now] != nil {
			return true
		}
	}
	return false
}

func (c Changes) former(key, same string) string {
	if f, ok := c.Renamed[key]; ok {
		return f
	}
	return same
}

func (c Changes) kept(name string, from, to *TableRows) []string {
	var wrong []string
	if from.Count != to.Count {
		wrong = append(wrong, fmt.Sprintf("%s held %d rows and holds %d", name, from.Count, to.Count))
	}
	if from.Counter != "" && to.Counter != from.Counter && c.compares(name, "sequence") {
		wrong = append(wrong, fmt.Sprintf("the counter of %s was %s and is %q", name, from.Counter, to.Counter))
	}
	var mine, theirs []string
	for _, column := range to.Columns {
		former := c.former(name+"."+column, column)
		if slices.Contains(from.Columns, former) && c.compares(name, column) {
			mine, theirs = append(mine, column), append(theirs, former)
		}
	}
	was, is := from.lines(theirs), to.lines(mine)
	if !slices.Equal(was, is) {
		wrong = append(wrong, fmt.Sprintf("rows of %s (%s) changed\n\tfrom %s\n\tto   %s", name,
			strings.Join(mine, ", "), strings.Join(was, " | "), strings.Join(is, " | ")))
	}
	return wrong
}

// compares reports whether the column must hold the same values as before.
func (c Changes) compares(table, column string) bool {
	_, meant := c.Values[table+"."+column]
	return !meant
}

func (c Changes) values(to Rows) []string {
	var wrong []string
	for _, key := range sorted(c.Values) {
		i := strings.LastIndexByte(key, '.')
		t := to[key[:i]]
		if t == nil || c.Values[key] == "" {
			continue
		}
		if got := strings.Join(t.Values[key[i+1:]], ", "); got != c.Values[key] {
			wrong = append(wrong, fmt.Sprintf("%s holds %s, want %s", key, got, c.Values[key]))
		}
	}
	return wrong
}

// lines are the rows as text, sorted: the order of rows means nothing.
func (r *TableRows) lines(columns []string) []string {
	lines := make([]string, r.Count)
	for i := range lines {
		var values []string
		for _, c := range columns {
			values = append(values, r.Values[c][i])
		}
		lines[i] = "(" + strings.Join(values, ", ") + ")"
	}
	slices.Sort(lines)
	return lines
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
