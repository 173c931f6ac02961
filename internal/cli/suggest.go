package cli

// This file finds the word that was meant: of a misspelled name by the distance of its letters, and
// of another tool's command by what it does.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// suggestion is a hint with the word that was meant, or all that are possible.
func suggestion(word string, words []string) string {
	if near := parse.Nearest(word, words); near != "" {
		return "did you mean " + near + "?"
	}
	return "it can be " + strings.Join(words, ", ")
}

// foreignVerbs are commands of other tools, with the ones here that do the same.
var foreignVerbs = map[string]string{
	"diff":       "schemadiff plan shows what would change; schemadiff plan --from A --to B compares any two sources",
	"compare":    "schemadiff plan --from A --to B compares any two sources",
	"preview":    "schemadiff plan shows what would change",
	"push":       "schemadiff apply changes a database to the desired schema, after it has shown the plan",
	"sync":       "schemadiff apply changes a database to the desired schema, after it has shown the plan",
	"pull":       "schemadiff inspect DATABASE > schema.sql writes the schema of a database as DDL",
	"dump":       "schemadiff inspect DATABASE > schema.sql writes the schema of a database as DDL",
	"export":     "schemadiff inspect DATABASE > schema.sql writes the schema of a database as DDL",
	"introspect": "schemadiff inspect DATABASE > schema.sql writes the schema of a database as DDL",
	"schema":     "schemadiff inspect prints a schema, plan compares two, apply changes a database",
	"db":         "schemadiff apply (push), schemadiff inspect (pull), schemadiff migrate (deploy)",
	"validate":   "schemadiff check compares the migrations with the desired schema; schemadiff lint judges files",
	"verify":     "schemadiff check compares the migrations with the desired schema; schemadiff plan --verify tries a plan on a copy",
	"test":       "schemadiff check compares the migrations with the desired schema; schemadiff lint judges files",
	"up":         "schemadiff migrate applies the pending migrations",
	"deploy":     "schemadiff migrate applies the pending migrations; without migrations, schemadiff apply",
	"run":        "schemadiff migrate applies the pending migrations",
	"upgrade":    "schemadiff migrate applies the pending migrations",
	"update":     "schemadiff migrate applies the pending migrations; without migrations, schemadiff apply",
	"rollback":   "schemadiff down reverts the last migration",
	"revert":     "schemadiff down reverts the last migration",
	"undo":       "schemadiff down reverts the last migration",
	"downgrade":  "schemadiff down reverts the last migration",
	"redo":       "schemadiff down, then schemadiff migrate",
	"new":        "schemadiff generate writes the next migration from the difference; --empty NAME one to write by hand",
	"create":     "schemadiff generate writes the next migration from the difference; --empty NAME one to write by hand",
	"add":        "schemadiff generate writes the next migration from the difference; --empty NAME one to write by hand",
	"make":       "schemadiff generate writes the next migration from the difference; --empty NAME one to write by hand",
	"revision":   "schemadiff generate writes the next migration from the difference; --empty NAME one to write by hand",
	"info":       "schemadiff status shows which migrations a database has; history, who applied them",
	"list":       "schemadiff status shows which migrations a database has",
	"current":    "schemadiff status shows which migrations a database has",
	"log":        "schemadiff history shows who applied which migration when",
	"baseline":   "schemadiff adopt takes over a database that was made without migrations, or another tool's history",
	"stamp":      "schemadiff adopt takes over a database that was made without migrations, or another tool's history",
	"resolve":    "schemadiff migrate continues what was interrupted; schemadiff adopt takes over another tool's history",
	"repair":     "nothing needs repair: schemadiff migrate continues what was interrupted; check --accept writes the checksums of edited files",
	"force":      "nothing needs force: schemadiff migrate continues what was interrupted",
	"hash":       "schemadiff check --accept writes the checksums of edited migrations",
	"setup":      "schemadiff init writes a first schemadiff.toml",
	"format":     "schemadiff inspect FILE prints DDL in one form; schemadiff lint --fix corrects it",
	"fmt":        "schemadiff inspect FILE prints DDL in one form; schemadiff lint --fix corrects it",
	"studio":     "schemadiff inspect prints a schema; there is no server to start",
}

// unknownCommand is the error of a word that is no command.
func unknownCommand(name string, commands []string) error {
	if ours, ok := foreignVerbs[strings.ToLower(name)]; ok {
		return &usage{msg: "there is no command " + name, hint: ours}
	}
	return &usage{msg: "unknown command \"" + name + "\"", hint: suggestion(name, commands)}
}
