// Package setup looks at the folder of a project and writes its first configuration.
//
// A folder and the variables of the environment come in: DDL, migrations of this and of other tools,
// files of ORMs, .env and compose files. What was found goes out with the file that named it, and
// as the text of a schemadiff.toml with comments. It reads files only, opens no database and
// writes nothing.
package setup

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// Project has the parts of a folder that a configuration is about.
type Project struct {
	Schema     Found   // the desired DDL
	Migrations Found   // a folder of migration files
	Tool       string  // that the migrations belong to; "" for schemadiff's own or none
	Dialect    Found   // "sqlite", "postgres" or ""
	Models     []Found // files of ORMs that define the schema in a language that is not SQL
	EnvFile    string  // a file of variables that has Variable
	Variable   string  // that holds the URL of a database, "" if none is known
	Server     Found   // a database that a compose file runs, by its image
	Databases  []string
	DDL        []string // files that show the dialect by their text
}

// Found is something with the file that says so.
type Found struct{ Name, By string }

// limit is how much of a file is looked at.
const limit = 256 << 10

// looker looks at one folder.
type looker struct {
	files  fs.FS
	getenv func(string) string
	found  *Project
}

// Look finds out what the folder holds.
func Look(files fs.FS, getenv func(string) string) *Project {
	l := looker{files, getenv, &Project{}}
	l.variables()
	l.compose()
	l.tools()
	l.schema()
	l.migrations()
	l.databases()
	return l.found
}

// text is the beginning of a file, "" if there is none.
func (l looker) text(name string) string {
	info, err := fs.Stat(l.files, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 64*limit {
		return ""
	}
	text, err := fs.ReadFile(l.files, name)
	if err != nil {
		return ""
	}
	return string(text[:min(len(text), limit)])
}

func (l looker) exists(name string) bool {
	_, err := fs.Stat(l.files, name)
	return err == nil
}

// sqlBelow are the first SQL files in a folder and its folders.
func (l looker) sqlBelow(dir string, most int) []string {
	var out []string
	_ = fs.WalkDir(l.files, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case len(out) >= most || strings.Count(strings.TrimPrefix(name, dir), "/") > 4:
			return fs.SkipAll
		case !d.IsDir() && path.Ext(name) == ".sql":
			out = append(out, name)
		}
		return nil
	})
	return out
}

// schemaPlaces is where projects keep their DDL, the most usual first.
var schemaPlaces = []string{"schema", "schema.sql", "db/schema", "db/schema.sql", "sql/schema", "sql/schema.sql", "database/schema", "database/schema.sql",
	"supabase/schemas", "db/structure.sql", "internal/db/schema.sql", "src/schema.sql", "schemas"}

// schema finds the desired DDL.
func (l looker) schema() {
	for _, place := range schemaPlaces {
		info, err := fs.Stat(l.files, place)
		if err != nil {
			continue
		}
		files := []string{place}
		if info.IsDir() {
			if files = l.sqlBelow(place, 20); len(files) == 0 {
				continue
			}
		}
		l.found.Schema = Found{place, files[0]}
		l.found.DDL = append(l.found.DDL, files...)
		return
	}
}

// migrationPlaces is where projects keep migrations.
var migrationPlaces = []string{"migrations", "db/migrations", "db/migrate", "database/migrations", "sql/migrations", "prisma/migrations", "drizzle",
	"supabase/migrations", "internal/db/migrations", "internal/migrations", "src/main/resources/db/migration", "src/migrations", "migration"}

// migrations finds the folder of migrations, and whose they are.
func (l looker) migrations() {
	for _, place := range migrationPlaces {
		files := l.sqlBelow(place, 20)
		if len(files) == 0 {
			continue
		}
		l.found.Migrations = Found{place, files[0]}
		l.found.DDL = append(l.found.DDL, files...)
		if l.exists(place + "/schemadiff.sum") {
			l.found.Tool = ""
			return
		}
		if tool := l.toolOf(place, files); tool != "" {
			l.found.Tool = tool
		}
		return
	}
	l.found.Tool = ""
}

// variableNames are the variables that hold the URL of a database, the most usual first.
var variableNames = []string{"DATABASE_URL", "SCHEMADIFF_DATABASE_URL", "POSTGRES_URL", "POSTGRES_PRISMA_URL", "PG_URL", "DB_URL", "DATABASE_URI"}

// envFiles are files of variables; the last ones are examples that show names alone.
var envFiles = []string{".env", ".env.local", ".env.development", ".env.example", ".env.sample", ".env.template"}

// variables finds the variable that names the database.
func (l looker) variables() {
	p := l.found
	for _, name := range variableNames {
		if value := l.getenv(name); value != "" {
			p.Variable = name
			l.dialectOf(value, "$"+name)
			return
		}
	}
	for i, file := range envFiles {
		text := l.text(file)
		for _, name := range variableNames {
			m := lazyregexp.New(`(?m)^\s*(?:export\s+)?` + name + `\s*=\s*["']?([^"'\s]*)`).FindStringSubmatch(text)
			if m == nil {
				continue
			}
			p.Variable = name
			if i < 3 {
				p.EnvFile = file
			}
			l.dialectOf(m[1], file+": "+name)
			return
		}
	}
}

// dialectOf takes the dialect of a database's URL.
func (l looker) dialectOf(url, by string) {
	scheme, rest, found := strings.Cut(strings.ToLower(url), ":")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		l.dialect("postgres", by)
	case found && slices.Contains([]string{"sqlite", "sqlite3", "file", "libsql", "rqlite"}, scheme), slices.Contains(databaseEndings, path.Ext(rest+url)):
		l.dialect("sqlite", by)
	}
}

// dialect keeps the first dialect that something shows.
func (l looker) dialect(name, by string) {
	if l.found.Dialect.Name == "" {
		l.found.Dialect = Found{name, by}
	}
}

// composeImage is a line of a compose file with a PostgreSQL, whoever built it.
var composeImage = lazyregexp.New(`(?m)^\s*image:\s*["']?([\w./-]*(?:postgres|postgis|timescale|pgvector|supabase/postgres)[\w./-]*(?::[\w.-]+)?)`)

// compose finds the database that Docker Compose runs.
func (l looker) compose() {
	for _, file := range []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "docker-compose.dev.yml", ".devcontainer/docker-compose.yml"} {
		if m := composeImage.FindStringSubmatch(l.text(file)); m != nil {
			l.found.Server = Found{m[1], file}
			l.dialect("postgres", file+": "+m[1])
			return
		}
	}
}

// databaseEndings are those of SQLite's files.
var databaseEndings = []string{".db", ".db3", ".sqlite", ".sqlite3"}

// databases finds SQLite's files, here and one folder below.
func (l looker) databases() {
	for _, pattern := range []string{"*", "*/*"} {
		names, _ := fs.Glob(l.files, pattern)
		for _, name := range names {
			if info, err := fs.Stat(l.files, name); err == nil && info.Mode().IsRegular() && slices.Contains(databaseEndings, path.Ext(name)) {
				l.found.Databases = append(l.found.Databases, name)
				l.dialect("sqlite", name)
			}
		}
	}
}
