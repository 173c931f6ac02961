package dbtest

// This file compares schemas by pg_dump, which knows nothing of this program.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// DumpOptions says what of a database is compared beside its objects.
type DumpOptions struct {
	Owners, Grants bool
}

// Dump is the output of pg_dump for the schema: its statements, sorted, with the
// columns of a table in no order. Where the server is newer than any pg_dump
// on this machine, which refuses then, it is the catalog itself: see Catalog.
func (p *PG) Dump(url string, o DumpOptions) ([]string, error) {
	program, err := clientProgram("pg_dump")
	if err != nil {
		return nil, err
	}
	if clientMajor(program) < p.Major {
		return Catalog(url, o)
	}
	args := []string{"-s", "--no-sync"}
	if !o.Owners {
		args = append(args, "-O")
	}
	if !o.Grants {
		args = append(args, "-x")
	}
	var out bytes.Buffer
	if err := client(url, "", &out, "pg_dump", args...); err != nil {
		return nil, err
	}
	return statements(out.String()), nil
}

// DumpText is the output of pg_dump as it is, for loading it again.
func DumpText(url string) (string, error) {
	var out bytes.Buffer
	err := client(url, "", &out, "pg_dump", "-s", "-O", "-x", "--no-sync")
	return out.String(), err
}

// DumpRows returns the rows of a database and the positions of its sequences, as pg_dump writes them.
func DumpRows(url string) (string, error) {
	var out bytes.Buffer
	err := client(url, "", &out, "pg_dump", "-a", "--no-sync")
	return out.String(), err
}

// statements splits a dump. Its comments go, and its settings become part of
// the statements that they are for.
func statements(dump string) []string {
	var d dumpReader
	lines := strings.Split(strings.ReplaceAll(dump, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if len(d.open) == 0 && isHeading(lines, i) {
			i += 2
			continue
		}
		d.line(lines[i])
	}
	slices.Sort(d.done)
	return d.done
}

// isHeading is the three lines of a comment of pg_dump's; a comment in a
// function body is part of the schema.
func isHeading(lines []string, i int) bool {
	return i+2 < len(lines) && lines[i] == "--" && strings.HasPrefix(lines[i+1], "-- ") && lines[i+2] == "--"
}

type dumpReader struct {
	open              []string // the lines of the statement that has not ended
	done              []string
	tablespace, store string // settings for what is created now
}

func (d *dumpReader) line(line string) {
	if len(d.open) == 0 && (line == "" || strings.HasPrefix(line, "--") || strings.HasPrefix(line, `\`)) {
		return
	}
	d.open = append(d.open, line)
	if !strings.HasSuffix(line, ";") {
		return
	}
	text := strings.TrimSuffix(strings.Join(unordered(d.open), "\n"), ";")
	d.open = nil
	if !d.setting(text) {
		d.done = append(d.done, text+d.settings(text))
	}
}

// setting takes in what a SET says; most are about the dump alone.
func (d *dumpReader) setting(text string) bool {
	if value, ok := strings.CutPrefix(text, "SET default_tablespace = "); ok {
		d.tablespace = strings.Trim(value, "'")
	}
	if value, ok := strings.CutPrefix(text, "SET default_table_access_method = "); ok {
		d.store = value
	}
	return strings.HasPrefix(text, "SET ") || strings.HasPrefix(text, "SELECT pg_catalog.set_config")
}

func (d *dumpReader) settings(text string) string {
	if !strings.HasPrefix(text, "CREATE ") && !strings.Contains(text, "ADD CONSTRAINT") {
		return ""
	}
	var more string
	if d.tablespace != "" {
		more += fmt.Sprintf(" -- in tablespace %s", d.tablespace)
	}
	if d.store != "" && d.store != "heap" {
		more += fmt.Sprintf(" -- using %s", d.store)
	}
	return more
}

// unordered sorts the lines between the parentheses of a CREATE TABLE, which
// are one a column: databases that were migrated have new columns at the end.
func unordered(lines []string) []string {
	first, last := lines[0], len(lines)-1
	if !strings.HasSuffix(first, "(") || !strings.HasPrefix(first, "CREATE ") || !strings.Contains(first, "TABLE ") {
		return lines
	}
	for last > 0 && !strings.HasPrefix(lines[last], ")") {
		last--
	}
	if last == 0 {
		return lines
	}
	sorted := slices.Clone(lines)
	for i := range sorted[1:last] {
		sorted[i+1] = strings.TrimSuffix(sorted[i+1], ",")
	}
	slices.Sort(sorted[1:last])
	return sorted
}

// DumpDiff lists the statements that only one of two dumps has; nil when they
// are equal.
func DumpDiff(want, got []string) []string {
	var wrong []string
	for _, s := range NewProblems(got, want) {
		wrong = append(wrong, "missing: "+s)
	}
	for _, s := range NewProblems(want, got) {
		wrong = append(wrong, "too much: "+s)
	}
	if wrong == nil && !slices.Equal(want, got) {
		wrong = append(wrong, "a statement stands more or less often than wanted")
	}
	return wrong
}
