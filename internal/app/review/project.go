package review

// This file finds out which tool runs the migrations of a folder where neither their names nor
// their text say so: by the files of the project that name the tool as a dependency.

import (
	"path/filepath"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/internal/repo"
)

// project is a tool by what the file of a project says of it.
type project struct {
	tool, file string
	pattern    *lazyregexp.Regexp // in the text of the file; nil where the file is enough
}

// crateOfFolders is a tool with folders like those of Diesel.
const crateOfFolders = "rusqlite_migration"

// projects are the tools that leave no mark in their migrations, by the files of projects that use
// them. Of one folder the first counts.
var projects = []project{
	{"supabase", "supabase/config.toml", nil},
	{"supabase", "config.toml", lazyregexp.New(`(?m)^project_id\s*=`)},
	{"diesel", "diesel.toml", nil},
	{"diesel", "Cargo.toml", lazyregexp.New(`(?m)^\s*\[?(?:dependencies\.)?"?diesel(?:[_-]\w+)?"?\s*[]=]`)},
	{"sqlx", "Cargo.toml", lazyregexp.New(`(?m)^\s*\[?(?:dependencies\.)?"?sqlx"?[\w.]*\s*[]=]`)},
	{"refinery", "Cargo.toml", lazyregexp.New(`(?m)^\s*\[?(?:dependencies\.)?"?refinery"?[\w.]*\s*[]=]`)},
	{crateOfFolders, "Cargo.toml", lazyregexp.New(`(?m)^\s*\[?(?:dependencies\.)?"?` + crateOfFolders + `"?[\w.]*\s*[]=]`)},
	{"wrangler", "wrangler.toml", lazyregexp.New(`d1_databases`)},
	{"wrangler", "wrangler.json", lazyregexp.New(`d1_databases`)},
	{"wrangler", "wrangler.jsonc", lazyregexp.New(`d1_databases`)},
	{"node-pg-migrate", "package.json", lazyregexp.New(`"node-pg-migrate"`)},
	{"knex", "package.json", lazyregexp.New(`"knex"\s*:`)},
	{"golang-migrate", "go.mod", lazyregexp.New(`golang-migrate/migrate`)},
	{"tern", "go.mod", lazyregexp.New(`jackc/tern`)},
	{"tern", "tern.conf", nil},
}

// projectOf is the tool of the project that a folder is part of, up to the root of the repository.
func projectOf(dir string) string {
	full, err := filepath.Abs(onDisk(dir))
	if err != nil {
		return ""
	}
	root := repo.Root(full)
	for range 6 {
		for _, p := range projects {
			file := filepath.Join(full, filepath.FromSlash(p.file))
			if p.pattern == nil && exists(file) || p.pattern != nil && p.pattern.MatchString(beginning(file, signLimit)) {
				return p.tool
			}
		}
		if full == root || full == filepath.Dir(full) {
			break
		}
		full = filepath.Dir(full)
	}
	return ""
}
