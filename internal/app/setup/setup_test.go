package setup

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// folder is a file system of some files.
func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func none(string) string { return "" }

func ExampleLook() {
	p := Look(folder(map[string]string{
		"schema/users.sql": "CREATE TABLE users (id int);",
		"compose.yaml":     "services:\n  db:\n    image: postgres:16\n",
	}), none)
	fmt.Println(p.Schema.Name, p.Dialect.Name, "by", p.Dialect.By)
	// Output: schema postgres by compose.yaml: postgres:16
}

// TestLook: what stands in a folder, as "schema migrations tool dialect variable envfile models".
func TestLook(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":         {nil, "- - - - - - -"},
		"schema file":     {map[string]string{"schema.sql": "x"}, "schema.sql - - - - - -"},
		"empty folder":    {map[string]string{"schema/README": "x", "schema.sql": "x"}, "schema.sql - - - - - -"},
		"own migrations":  {map[string]string{"migrations/0001_a.sql": "x", "migrations/schemadiff.sum": "", "go.mod": "\tgithub.com/pressly/goose/v3 v3.1.0"}, "- migrations - - - - -"},
		"goose":           {map[string]string{"db/migrations/1_a.sql": "-- +goose Up\n", "go.mod": "\tgithub.com/jackc/pgx/v5 v5"}, "- db/migrations goose postgres - - -"},
		"dbmate":          {map[string]string{"db/migrations/1_a.sql": "-- migrate:up\n", "db/schema.sql": "x", ".env": "DATABASE_URL=postgres://u:p@h/d"}, "db/schema.sql db/migrations dbmate postgres DATABASE_URL .env -"},
		"golang-migrate":  {map[string]string{"migrations/1_a.up.sql": "x"}, "- migrations golang-migrate - - - -"},
		"flyway":          {map[string]string{"src/main/resources/db/migration/V1__a.sql": "x"}, "- src/main/resources/db/migration flyway - - - -"},
		"prisma":          {map[string]string{"prisma/schema.prisma": "datasource db {\n  provider = \"sqlite\"\n}", "prisma/migrations/1_a/migration.sql": "x"}, "- prisma/migrations Prisma sqlite - - Prisma"},
		"drizzle":         {map[string]string{"drizzle.config.ts": "dialect: 'postgresql',", "drizzle/0000_a.sql": "x", "drizzle/meta/_journal.json": "{}"}, "- drizzle drizzle postgres - - drizzle"},
		"rails":           {map[string]string{"db/schema.rb": "ActiveRecord", "db/migrate/1_a.rb": "x"}, "- - - - - - rails"},
		"gorm beside SQL": {map[string]string{"go.mod": "\tgorm.io/gorm v1\n\tmodernc.org/sqlite v1", "migrations/0001.sql": "x"}, "- migrations - sqlite - - GORM"},
		"example alone":   {map[string]string{".env.example": "POSTGRES_URL="}, "- - - - POSTGRES_URL - -"},
		"compose":         {map[string]string{"docker-compose.yml": "image: \"timescale/timescaledb:latest-pg16\""}, "- - - postgres - - -"},
		"other compose":   {map[string]string{"docker-compose.yml": "image: redis:7"}, "- - - - - - -"},
		"database":        {map[string]string{"data/app.sqlite3": "SQLite format 3\x00"}, "- - - sqlite - - -"},
		"wrangler":        {map[string]string{"wrangler.toml": "[[d1_databases]]", "migrations/0001_a.sql": "x"}, "- migrations wrangler sqlite - - -"},
	} {
		p := Look(folder(c.files), none)
		var models []string
		for _, m := range p.Models {
			models = append(models, m.Name)
		}
		fields := []string{p.Schema.Name, p.Migrations.Name, p.Tool, p.Dialect.Name, p.Variable, p.EnvFile, strings.Join(models, ",")}
		for i, f := range fields {
			if f == "" {
				fields[i] = "-"
			}
		}
		if got := strings.Join(fields, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestNoSecrets: the value of a variable is looked at and never written.
func TestNoSecrets(t *testing.T) {
	files := folder(map[string]string{".env": "DATABASE_URL='postgres://u:secret@h/d'", "compose.yml": "image: postgres\nPOSTGRES_PASSWORD: secret"})
	for _, getenv := range []func(string) string{none, func(string) string { return "postgres://u:secret@h/d" }} {
		text := Look(files, getenv).Configuration(Links{"SCHEMA", "PAGE"})
		if strings.Contains(text, "secret") || !strings.Contains(text, `url = "env:DATABASE_URL"`) {
			t.Errorf("the configuration is\n%s", text)
		}
	}
}
