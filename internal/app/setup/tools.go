package setup

// Which tool a project changes its database with today, and which ORM defines its schema: by the files
// that each of them leaves, and by marks in its migrations.

import (
	"path"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// sign is a file that shows a tool.
type sign struct {
	file    string
	pattern *lazyregexp.Regexp // in its text; nil where the file is enough
	tool    string
	dialect string // that the sign shows too
	model   bool   // the file defines the schema in a language that is not SQL
}

func contains(pattern string) *lazyregexp.Regexp { return lazyregexp.New(`(?m)` + pattern) }

// signs are looked for in their order; the first that names a tool counts.
var signs = []sign{
	{"prisma/schema.prisma", contains(`provider\s*=\s*"(postgresql|cockroachdb)"`), "Prisma", "postgres", true},
	{"prisma/schema.prisma", contains(`provider\s*=\s*"sqlite"`), "Prisma", "sqlite", true},
	{"prisma/schema.prisma", nil, "Prisma", "", true},
	{"drizzle.config.ts", contains(`(dialect|driver)\s*:\s*["'](postgresql|pg)["']`), "drizzle", "postgres", true},
	{"drizzle.config.ts", contains(`(dialect|driver)\s*:\s*["'](sqlite|turso|libsql|better-sqlite|d1)["']`), "drizzle", "sqlite", true},
	{"drizzle.config.ts", nil, "drizzle", "", true},
	{"drizzle.config.js", nil, "drizzle", "", true},
	{"supabase/config.toml", nil, "supabase", "postgres", false},
	{"db/schema.rb", nil, "rails", "", true},
	{"db/structure.sql", nil, "rails", "", false},
	{"alembic.ini", nil, "Alembic", "", true},
	{"manage.py", contains(`django`), "Django", "", true},
	{"diesel.toml", nil, "diesel", "", false},
	{"atlas.hcl", nil, "atlas", "", false},
	{"sqlc.yaml", contains(`engine:\s*["']?postgresql`), "", "postgres", false},
	{"sqlc.yaml", contains(`engine:\s*["']?sqlite`), "", "sqlite", false},
	{"knexfile.js", nil, "knex", "", false},
	{"knexfile.ts", nil, "knex", "", false},
	{"flyway.conf", nil, "flyway", "", false},
	{"liquibase.properties", nil, "liquibase", "", false},
	{"wrangler.toml", contains(`d1_databases`), "wrangler", "sqlite", false},
	{"wrangler.jsonc", contains(`d1_databases`), "wrangler", "sqlite", false},
	{"Cargo.toml", contains(`^\s*sqlx\b`), "sqlx", "", false},
	{"Cargo.toml", contains(`^\s*diesel\b`), "diesel", "", false},
	{"go.mod", contains(`golang-migrate/migrate`), "golang-migrate", "", false},
	{"go.mod", contains(`pressly/goose`), "goose", "", false},
	{"go.mod", contains(`jackc/tern`), "tern", "", false},
	{"go.mod", contains(`entgo\.io/ent`), "ent", "", true},
	{"go.mod", contains(`gorm\.io/gorm`), "GORM", "", true},
	{"package.json", contains(`"typeorm"`), "TypeORM", "", true},
	{"package.json", contains(`"sequelize"`), "Sequelize", "", true},
	{"package.json", contains(`"node-pg-migrate"`), "node-pg-migrate", "postgres", false},
	{"package.json", contains(`"(pg|postgres)"\s*:`), "", "postgres", false},
	{"package.json", contains(`"(better-sqlite3|sqlite3|@libsql/client)"\s*:`), "", "sqlite", false},
	{"requirements.txt", contains(`(?i)^psycopg`), "", "postgres", false},
	{"pyproject.toml", contains(`(?i)["']psycopg`), "", "postgres", false},
	{"go.mod", contains(`jackc/pgx|lib/pq`), "", "postgres", false},
	{"go.mod", contains(`modernc\.org/sqlite|mattn/go-sqlite3`), "", "sqlite", false},
}

// withoutSQL are the tools whose migrations are programs: SQL files beside them are of another.
var withoutSQL = []string{"rails", "Alembic", "Django", "ent", "GORM", "TypeORM", "Sequelize"}

// tools finds the tool and the ORMs of the project.
func (l looker) tools() {
	p := l.found
	for _, s := range signs {
		if text := l.text(s.file); text == "" || s.pattern != nil && !s.pattern.MatchString(text) {
			continue
		}
		if s.tool != "" && p.Tool == "" && !slices.Contains(withoutSQL, s.tool) {
			p.Tool = s.tool
		}
		if s.model && (len(p.Models) == 0 || p.Models[len(p.Models)-1].Name != s.tool) {
			p.Models = append(p.Models, Found{s.tool, s.file})
		}
		if s.dialect != "" {
			l.dialect(s.dialect, s.file)
		}
	}
}

// marks are lines of migrations by which a tool runs them.
var marks = []struct {
	pattern *lazyregexp.Regexp
	tool    string
}{
	{contains(`^--\s*\+goose Up`), "goose"},
	{contains(`^--\s*migrate:up`), "dbmate"},
	{contains(`^--\s*\+migrate Up`), "sql-migrate"},
	{contains(`^---- create above / drop below ----`), "tern"},
	{contains(`^--\s*liquibase formatted sql`), "liquibase"},
	{contains(`^--> statement-breakpoint`), "drizzle"},
}

// toolOf is the tool that migrations of a folder are written for; "" where nothing shows one.
func (l looker) toolOf(dir string, files []string) string {
	switch {
	case l.exists(dir + "/atlas.sum"):
		return "atlas"
	case l.exists(dir + "/meta/_journal.json"):
		return "drizzle"
	case l.exists(dir + "/migration_lock.toml"):
		return "Prisma"
	}
	for _, file := range files {
		text, base := l.text(file), path.Base(file)
		for _, m := range marks {
			if m.pattern.MatchString(text) {
				return m.tool
			}
		}
		switch {
		case strings.HasPrefix(base, "V") && strings.Contains(base, "__"):
			return "flyway"
		case strings.HasSuffix(base, ".up.sql") && l.found.Tool == "":
			return "golang-migrate"
		case base == "up.sql" && l.found.Tool == "":
			return "diesel"
		}
	}
	return ""
}
