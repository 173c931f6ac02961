package review

// This file knows which tools run a migration in a transaction of their own, by their marks in the
// text and their files beside it. There PRAGMA foreign_keys does nothing, CONCURRENTLY fails, and a
// lock is held until the end of the file.

import (
	"os"
	"path/filepath"
	"regexp"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// runner is a tool that begins a transaction before it runs a file.
type runner struct {
	name  string
	marks *regexp.Regexp // in the text
	not   *regexp.Regexp // in the text, where it begins none
}

// runners are the tools whose files say by which one they are run.
var runners = []runner{
	{"goose", regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+up\b`), regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b`)},
	{"dbmate", regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*migrate:up\b`), regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*migrate:up\b.*\btransaction:false\b`)},
	{"sql-migrate", regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*\+migrate[ \t]+up\b`), regexp.MustCompile(`(?mi)^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*\bnotransaction\b`)},
	{"tern", regexp.MustCompile(`(?mi)^----[ \t]*create above`), regexp.MustCompile(`(?mi)^----[ \t]*tern:[ \t]*disable-tx`)},
	{"drizzle", regexp.MustCompile(`(?m)-->[ \t]*statement-breakpoint`), nil},
}

// dieselAlone is the line of metadata.toml by which Diesel begins no transaction.
var dieselAlone = regexp.MustCompile(`(?m)^\s*run_in_transaction\s*=\s*false`)

// runnerOf is the name of the tool that runs a migration, by its marks, and whether that begins a
// transaction before; "" where none is known.
func runnerOf(name, text string) (tool string, wraps bool) {
	text = commentLines(text)
	for _, r := range runners {
		if r.marks.MatchString(text) {
			return r.name, r.not == nil || !r.not.MatchString(text)
		}
	}
	dir := filepath.Dir(name)
	switch {
	case isDiesel(name):
		return "diesel", !dieselAlone.MatchString(beginning(filepath.Join(dir, "metadata.toml"), signLimit))
	case exists(filepath.Join(dir, folder.DrizzleList)):
		return "drizzle", true
	}
	return "", false
}

// wrapper is the tool that runs a migration in a transaction of its own; "" where none does.
func wrapper(name, text string) string {
	tool, wraps := runnerOf(name, text)
	if !wraps {
		return ""
	}
	return tool
}

// isDiesel reports whether a file is a migration of Diesel, which has a folder with two files.
func isDiesel(name string) bool {
	return filepath.Base(name) == "up.sql" && exists(filepath.Join(filepath.Dir(name), "down.sql"))
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
