// Package engines lists the databases that the program knows. A new one is a leaf package
// below internal/engine and a row here; nothing else asks which database it works on.
package engines

import (
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/rqlite"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
)

// All are the known targets. The first is the default.
func All() []engine.Target {
	return []engine.Target{sqlite.File{}, postgres.Server{}, rqlite.Cluster{}}
}

// ForLanguage is the first target of a language; nil where no target speaks it.
func ForLanguage(language string) engine.Target {
	for _, t := range All() {
		if string(t.Language().Name()) == language {
			return t
		}
	}
	return nil
}

// Undecided is the target of text that fits every language: of PostgreSQL's where it was built in.
func Undecided() engine.Target {
	if (postgres.Language{}).Missing() != nil {
		return sqlite.File{}
	}
	return postgres.Server{}
}

// Languages are the names of the known languages, each once.
func Languages() []string {
	var names []string
	seen := map[string]bool{}
	for _, t := range All() {
		if name := string(t.Language().Name()); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// ForDatabase is the target that a name is a database of; nil where it is none of any.
func ForDatabase(name string) engine.Target {
	for _, t := range All() {
		if _, ok, _ := t.ParseURL(name); ok {
			return t
		}
	}
	return nil
}
