package setup

// The first schemadiff.toml of a project: what was found as settings, each with the reason above it,
// and what is likely to be wanted next as comments.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/migrate/history"
)

// Links are the addresses that the text names.
type Links struct{ Schema, Page string }

// Configuration is the text of a schemadiff.toml.
func (p *Project) Configuration(links Links) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("#:schema %s", links.Schema)
	line("# What schemadiff needs to know of this repository. All keys: %s", links.Page)
	p.writeSchema(line)
	p.writeMigrations(line)
	p.writeDialect(line)
	p.writeEnvironments(line)
	line("")
	line("[lint]")
	line(`preset = "recommended"     # strict: more rules; minimal: what destroys data; all`)
	line("")
	line("# [lint.rules]")
	line(`# drop-column = "warning"  # schemadiff rules lists them, schemadiff explain RULE explains one`)
	return out.String()
}

func (p *Project) writeSchema(line func(string, ...any)) {
	line("")
	line("# The schema that is wanted, as plain DDL: a file, a folder, a glob, or a list of them.")
	if p.Schema.Name != "" {
		line("schema = %q", p.Schema.Name)
		return
	}
	if len(p.Models) > 0 {
		line("# %s defines the schema in %s, which is no SQL. What it made of a database can be written as DDL:", p.Models[0].Name, p.Models[0].By)
	} else {
		line("# There is none yet. What a database has can be written as DDL:")
	}
	line("#   schemadiff inspect --db DATABASE > schema.sql")
	line(`# schema = "schema.sql"`)
}

func (p *Project) writeMigrations(line func(string, ...any)) {
	line("")
	switch {
	case p.Migrations.Name == "":
		line("# Migration files; schemadiff generate writes the next one. Without them, plan and apply change a database directly.")
		line(`# migrations = "migrations"`)
		return
	case p.Tool != "":
		line("# Migrations of %s, which schemadiff lint judges in its order and with its transactions.", p.Tool)
		if tool := strings.ToLower(p.Tool); isAdoptable(tool) {
			line("# schemadiff adopt --from %s takes its history over, when you want to.", tool)
		}
	default:
		line("# Migration files; schemadiff generate writes the next one.")
	}
	line("migrations = %q", p.Migrations.Name)
}

// isAdoptable reports whether the history of a tool can be taken over.
func isAdoptable(tool string) bool {
	for _, t := range history.Tools() {
		if t.Name == tool {
			return true
		}
	}
	return false
}

func (p *Project) writeDialect(line func(string, ...any)) {
	line("")
	if p.Dialect.Name == "" {
		line("# The dialect of the DDL: nothing here shows it.")
		line(`# dialect = "postgres"     # or "sqlite"`)
		return
	}
	line("# Shown by %s.", p.Dialect.By)
	line("dialect = %q", p.Dialect.Name)
}

func (p *Project) writeEnvironments(line func(string, ...any)) {
	line("")
	line("# Databases by name, for --env NAME. A URL here may hold no password: env:NAME is a variable, and url_command asks a password manager.")
	switch {
	case p.Variable != "":
		line("[env.dev]")
		line("url = \"env:%s\"", p.Variable)
		if p.EnvFile != "" {
			line("env_file = %q       # read where the variable is not set", p.EnvFile)
		}
	case p.Dialect.Name == "sqlite" && len(p.Databases) > 0:
		line("[env.dev]")
		line("url = %q", "sqlite:"+p.Databases[0])
	case p.Server.Name != "":
		line("# %s runs %s.", p.Server.By, p.Server.Name)
		line("[env.dev]")
		line(`url = "env:DATABASE_URL"`)
	default:
		line("# [env.dev]")
		line(`# url = "env:DATABASE_URL"`)
	}
	line("")
	line("# [env.prod]")
	line(`# url = "env:PROD_DATABASE_URL"`)
	line("# protected = true         # apply, down and migrate ask for its name")
	line(`# lock_timeout = "1s"`)
}
