package config

// The keys of the file, each with its default, an example and one line of documentation. This is the
// only list of them: the reader, the JSON Schema for editors and docs/configuration.md follow it.

import "time"

// Key is the documentation of one key.
type Key struct {
	Path    string // "env.NAME.url": with the tables it stands in
	Name    string
	Type    Type
	Values  []string // the only ones that it takes; empty for any
	Default string   // in words, where it is no value
	Doc     string
	Example string // lines of TOML, without the table's head
	Flag    string // whose default it is, without dashes; "" if there is none
}

// Type is a kind of values that a key takes.
type Type string

// The types of keys.
const (
	TypeText     Type = "text"
	TypeList     Type = "text or list of texts"
	TypeDuration Type = "duration"
	TypeBool     Type = "true or false"
	TypeNumber   Type = "number"
	TypeTable    Type = "table"
	TypeTables   Type = "tables"
	TypeRules    Type = "table of rules"
)

// Keys are all keys, tables before what stands in them.
func Keys() []Key { return flatten("", topKeys()) }

func flatten[T any](table string, keys []key[T]) []Key {
	var out []Key
	for _, k := range keys {
		k.Path = joinKey(table, k.Name)
		if k.inner == nil {
			out = append(out, k.Key)
			continue
		}
		if k.Doc != "" {
			out = append(out, k.Key)
		}
		out = append(out, k.inner(k.Path)...)
	}
	return out
}

func topKeys() []key[Config] {
	return []key[Config]{
		listKey("schema", func(c *Config) *[]string { return &c.Schema }).flag("schema").
			doc("The desired DDL: files, folders, globs, `git:REF:PATH`. Relative to this file, and inside of the repository.", "`schema/` or `schema.sql`, where it exists", `schema = ["schema/**/*.sql"]`),
		textKey("migrations", func(c *Config) *string { return &c.Migrations }).flag("migrations").
			doc("The folder of migration files.", "`migrations`", `migrations = "db/migrations"`),
		textKey("dialect", func(c *Config) *string { return &c.Dialect }, "sqlite", "postgres").flag("dialect").
			doc("The dialect of DDL where no database shows it.", "that of the database, else what the files are written in", `dialect = "postgres"`),
		listKey("schemas", func(c *Config) *[]string { return &c.Schemas }).flag("schemas").
			doc("The schemas that are managed, as patterns; `*` is the whole database.", "the ones that the desired DDL uses, and `public`", `schemas = ["public", "billing"]`),
		listKey("exclude", func(c *Config) *[]string { return &c.Exclude }).flag("exclude").
			doc("Objects that are left alone, as patterns; `--exclude` adds to them.", "none", `exclude = ["public.spatial_ref_sys", "tmp_*"]`),
		textKey("env_file", func(c *Config) *string { return &c.EnvFile }).flag("env-file").
			doc("A file of `NAME=value` lines in which `env:NAME` is looked up where the variable is not set. No other variable is taken from it.", "none", `env_file = ".env"`),
		namedTablesKey("env", func(c *Config) *map[string]Env { return &c.Env }, envKeys),
		tableKey("plan", func(c *Config) *Plan { return &c.Plan }, planKeys),
		tableKey("lint", func(c *Config) *Lint { return &c.Lint }, lintKeys),
		tableKey("compat", func(c *Config) *Compat { return &c.Compat }, compatKeys),
		tableKey("rehearse", func(c *Config) *Rehearse { return &c.Rehearse }, rehearseKeys),
	}
}

func envKeys() []key[Env] {
	return []key[Env]{
		textKey("url", func(e *Env) *string { return &e.URL }).flag("db").
			doc("The database: `env:NAME` for a variable, `file:PATH` for the first line of a file, or a URL without a password.", "the output of `url_command`", `url = "env:PROD_DATABASE_URL"`),
		listKey("url_command", func(e *Env) *[]string { return &e.URLCommand }).
			doc("A command that prints the URL, run only when the environment is asked for: a list of words, or a text for the shell.", "none", `url_command = ["op", "read", "op://prod/database/url"]`),
		listKey("password_command", func(e *Env) *[]string { return &e.PasswordCommand }).
			doc("A command that prints the password for `url`, as `url_command` is run.", "none", `password_command = ["aws", "rds", "generate-db-auth-token", "--hostname", "db", "--port", "5432", "--username", "app"]`),
		textKey("env_file", func(e *Env) *string { return &e.EnvFile }).
			doc("As `env_file` of the file, for this environment alone.", "that of the file", `env_file = ".env.prod"`),
		boolKey("protected", func(e *Env) *bool { return &e.Protected }).
			doc("`apply`, `down` and `migrate` ask for the environment's name before they change it, whatever `--yes` says. Without a terminal they refuse, unless `--confirm NAME` names it.", "`false`", "protected = true"),
		listKey("schema", func(e *Env) *[]string { return &e.Schema }).flag("schema").
			doc("The desired DDL of this environment.", "`schema` of the file", `schema = "schema/prod.sql"`),
		listKey("schemas", func(e *Env) *[]string { return &e.Schemas }).flag("schemas").
			doc("The schemas that are managed there.", "`schemas` of the file", `schemas = ["public"]`),
		listKey("manage", func(e *Env) *[]string { return &e.Manage }, "grants", "owners", "default-privileges").flag("manage").
			doc("What else is managed there (PostgreSQL).", "none of them", `manage = ["grants"]`),
		listKey("exclude", func(e *Env) *[]string { return &e.Exclude }).flag("exclude").
			doc("Objects that are left alone there, beside those of the file.", "none", `exclude = ["audit_*"]`),
		textKey("dev_db", func(e *Env) *string { return &e.DevDB }).flag("dev-db").
			doc("A server to try things on, in databases that are dropped again (PostgreSQL): a URL without a password, or `env:NAME`.", "none", `dev_db = "env:DEV_DATABASE_URL"`),
		textKey("on_drift", func(e *Env) *string { return &e.OnDrift }, "error", "warn").flag("on-drift").
			doc("What `migrate` and `down` do where the database is not what the migrations lead to.", "`error`", `on_drift = "warn"`),
		listKey("allow", func(e *Env) *[]string { return &e.Allow }).flag("allow").
			doc("Steps that are permitted there, as `--allow` has them; `--allow` adds to them.", "none", `allow = ["drop-index"]`),
		durationKey("wait", func(e *Env) *time.Duration { return &e.Wait }).flag("wait").
			doc("How long commands try again while others hold locks.", "that of the command", `wait = "10m"`),
		durationKey("lock_timeout", func(e *Env) *time.Duration { return &e.LockTimeout }).flag("lock-timeout").
			doc("How long a statement may wait for a lock there.", "`lock_timeout` of `[plan]`", `lock_timeout = "1s"`),
	}
}

func planKeys() []key[Plan] {
	return []key[Plan]{
		durationKey("lock_timeout", func(p *Plan) *time.Duration { return &p.LockTimeout }).flag("lock-timeout").
			doc("How long a statement may wait for a lock, and others wait for it.", "`3s`", `lock_timeout = "3s"`),
		textKey("target", func(p *Plan) *string { return &p.Target }).flag("target").
			doc("The version that runs the plan.", "the database's own; SQLite `3.35`", `target = "3.45"`),
		textKey("runner", func(p *Plan) *string { return &p.Runner }, "script", "transaction", "no-fk-switch", "d1", "rqlite").flag("runner").
			doc("What runs the SQL that `plan` and `generate` write.", "`script`", `runner = "transaction"`),
		boolKey("online_rewrite", func(p *Plan) *bool { return &p.OnlineRewrite }).flag("online-rewrite").
			doc("Whether a column of a large table gets another type by a new column beside it, and a large table its partition key by a new table, filled while others work (PostgreSQL).", "`false`", "online_rewrite = true"),
		numberKey("max_load", func(p *Plan) *int { return &p.MaxLoad }).flag("max-load").
			doc("How many other sessions may run a statement before the filling of rows pauses (PostgreSQL).", "`0`, no limit", "max_load = 20"),
		durationKey("max_lag", func(p *Plan) *time.Duration { return &p.MaxLag }).flag("max-lag").
			doc("How far standbys may lag before the filling of rows pauses (PostgreSQL).", "`0s`, no limit", `max_lag = "10s"`),
	}
}

func compatKeys() []key[Compat] {
	return []key[Compat]{
		listKey("releases", func(c *Compat) *[]string { return &c.Releases }).flag("compatible-with").
			doc("The schemas of the releases that still run: `check` reports what their statements no longer find. `git:REF:PATH`, files, folders; `--compatible-with` takes their place.", "none", `releases = ["git:v1.8:schema/"]`),
	}
}

func rehearseKeys() []key[Rehearse] {
	return []key[Rehearse]{
		listKey("mask", func(r *Rehearse) *[]string { return &r.Mask }).
			doc("Columns whose values a rehearsal never shows, as patterns of their names with or without those of table and schema: neither as keys of rows that differ, nor with `--show-values`.", "none", `mask = ["users.email", "*.password", "*.*token*"]`),
	}
}

func lintKeys() []key[Lint] {
	return []key[Lint]{
		textKey("preset", func(l *Lint) *string { return &l.Preset }, "recommended", "strict", "minimal", "all").flag("preset").
			doc("Which rules report, and with which severity.", "`recommended`", `preset = "strict"`),
		textKey("fail_on", func(l *Lint) *string { return &l.FailOn }, "error", "warning", "info", "never").flag("fail-on").
			doc("The least severity that fails `lint` and `check`.", "`error`", `fail_on = "warning"`),
		boolKey("require_reason", func(l *Lint) *bool { return &l.RequireReason }).
			doc("A comment that allows a finding must say why.", "`false`", "require_reason = true"),
		textKey("baseline", func(l *Lint) *string { return &l.Baseline }).flag("baseline").
			doc("A file of findings that are known and not reported.", "none", `baseline = "lint-baseline.json"`),
		rulesKey("rules", func(l *Lint) *map[string]any { return &l.Rules }).flag("rule").
			doc("The severity of a rule or of a category, or a table with it and with options of the rule.", "that of the preset", "drop-column = \"warning\"\nstyle = \"off\"\nnaming-convention = { severity = \"warning\", table = \"^[a-z_]+$\" }"),
		tablesKey("overrides", func(l *Lint) *[]Override { return &l.Overrides }, overrideKeys),
	}
}

func overrideKeys() []key[Override] {
	return []key[Override]{
		listKey("files", func(o *Override) *[]string { return &o.Files }).
			doc("Globs of the files that the override is about, relative to this file.", "none", `files = ["migrations/00*.sql"]`),
		rulesKey("rules", func(o *Override) *map[string]any { return &o.Rules }).
			doc("Severities for those files.", "none", `lock = "off"`),
	}
}
