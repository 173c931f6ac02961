package review

// This file finds out which tool runs the migrations of a folder where neither their names nor
// their text say so: by the files of the project that name the tool as a dependency.

import (
	"path/filepath"
	"regexp"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// project is a tool by what the file of a project says of it.
type project struct {
	tool, file string
	pattern    *regexp.Regexp // in the text of the file; nil where the file is enough
}

// crateOfFolders is a tool with folders like those of Diesel.
const crateOfFolders = "rusqlite_migration"

// projects are the tools that leave no mark in their migrations, by the files of projects that use
// them. Of one folder the first counts.
var projects = []project{
	{"supabase", "supabase/config.toml", nil},
	{"supabase", "config.toml", regexp.MustCompile(`(?m)^project_id\s*=`)},
	{"diesel", "diesel.toml", nil},
	{"diesel", "Cargo.toml", regexp.MustCompile(`(?m)^\s*\[?(?:dependencies\.)?"?diesel(?:[_-]\w+)?"?\s*[]=]`)},
	{"sqlx", "Cargo.toml", regexp.MustCompile(`(?m)^\s*\[?(?:dependencies\.)?"?sqlx"?[\w.]*\s*[]=]`)},
	{"refinery", "Cargo.toml", regexp.MustCompile(`(?m)^\s*\[?(?:dependencies\.)?"?refinery"?[\w.]*\s*[]=]`)},
	{crateOfFolders, "Cargo.toml", regexp.MustCompile(`(?m)^\s*\[?(?:dependencies\.)?"?` + crateOfFolders + `"?[\w.]*\s*[]=]`)},
	{"wrangler", "wrangler.toml", regexp.MustCompile(`d1_databases`)},
	{"wrangler", "wrangler.json", regexp.MustCompile(`d1_databases`)},
	{"wrangler", "wrangler.jsonc", regexp.MustCompile(`d1_databases`)},
	{"node-pg-migrate", "package.json", regexp.MustCompile(`"node-pg-migrate"`)},
	{"knex", "package.json", regexp.MustCompile(`"knex"\s*:`)},
	{"golang-migrate", "go.mod", regexp.MustCompile(`golang-migrate/migrate`)},
	{"tern", "go.mod", regexp.MustCompile(`jackc/tern`)},
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
