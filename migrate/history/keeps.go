package history

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// This is the one list of what other tools and services keep in a database that is
// somebody else's to manage. Every command that compares a database reads it.

// Keep is a table that a tool keeps, and perhaps a whole schema of its own.
type Keep struct {
	Owner   string   // "goose", as people and adopt --from spell it
	Table   string   // its name, or a pattern such as "_cf_*"; "" where it has a schema alone
	Home    string   // a schema of the tool's own, all of which is its; "" without one
	Except  []string // names that a pattern matches and does not mean
	Columns []string // that the table has
	Common  bool     // others use the name too: it counts only with just these columns
	Some    bool     // of a common name: there may be more columns
	Flat    bool     // it is kept in databases whose tables are in no schema, and nowhere else
	read    func(h *History, f *folder.Folder, rows []Row) error
}

// Keeps is the list: first the tools whose histories can be taken over. It is not to be changed.
func Keeps() []Keep { return keeps() }

// keeps is made once: every table of both sides is compared with it.
var keeps = sync.OnceValue(func() []Keep { return slices.Concat(histories(), migrationTools(), services()) })

func histories() []Keep {
	return []Keep{
		{Owner: "drizzle", Home: "drizzle", Table: "__drizzle_migrations", Columns: []string{"hash", "created_at"}, read: drizzle},
		{Owner: "prisma", Table: "_prisma_migrations", Columns: []string{"migration_name", "checksum", "finished_at", "rolled_back_at"}, read: prisma},
		{Owner: "goose", Table: "goose_db_version", Columns: []string{"id", "version_id", "is_applied"}, read: goose},
		{Owner: "golang-migrate", Table: "schema_migrations", Columns: []string{"version", "dirty"}, Common: true, read: golangMigrate},
		{Owner: "dbmate", Table: "schema_migrations", Columns: []string{"version"}, Common: true, read: rowEach},
		{Owner: "rails", Table: "schema_migrations", Columns: []string{"version"}, Common: true, read: rowEach},
		{Owner: "tern", Table: "schema_version", Columns: []string{"version"}, Common: true, read: tern},
		{Owner: "flyway", Table: "flyway_schema_history", Columns: []string{"installed_rank", "version", "type", "script", "checksum", "success"}, read: flyway},
		{Owner: "wrangler", Table: "d1_migrations", Columns: []string{"id", "name", "applied_at"}, read: wrangler},
		{Owner: "atlas", Home: "atlas_schema_revisions", Table: "atlas_schema_revisions", Columns: []string{"version", "type", "applied", "total", "hash"}, read: atlas},
	}
}

// migrationTools are those whose histories are left alone and cannot be taken over.
func migrationTools() []Keep {
	return []Keep{
		{Owner: "rails", Table: "ar_internal_metadata"},
		{Owner: "flyway", Table: "schema_version", Columns: []string{"installed_rank", "version", "script", "checksum", "success"}, Common: true, Some: true},
		{Owner: "ecto", Table: "schema_migrations", Columns: []string{"version", "inserted_at"}, Common: true},
		{Owner: "supabase", Home: "supabase_migrations"},
		{Owner: "liquibase", Table: "databasechangelog"},
		{Owner: "liquibase", Table: "databasechangeloglock"},
		{Owner: "liquibase", Table: "databasechangeloghistory"},
		{Owner: "django", Table: "django_migrations"},
		{Owner: "alembic", Table: "alembic_version"},
		{Owner: "knex", Table: "knex_migrations"},
		{Owner: "knex", Table: "knex_migrations_lock"},
		{Owner: "sequelize", Table: "sequelizemeta"},
		{Owner: "sequelize", Table: "sequelizedata"},
		{Owner: "entity framework", Table: "__efmigrationshistory"},
		{Owner: "entity framework", Table: "__efmigrationslock"},
		{Owner: "sqlx", Table: "_sqlx_migrations"},
		{Owner: "diesel", Table: "__diesel_schema_migrations"},
		{Owner: "refinery", Table: "refinery_schema_history"},
		{Owner: "sea-orm", Table: "seaql_migrations"},
		{Owner: "typeorm", Table: "migrations", Columns: []string{"id", "timestamp", "name"}, Common: true},
		{Owner: "typeorm", Table: "typeorm_metadata", Columns: []string{"type", "database", "schema", "table", "name", "value"}, Common: true},
		{Owner: "mikro-orm", Table: "mikro_orm_migrations"},
		{Owner: "kysely", Table: "kysely_migration"},
		{Owner: "kysely", Table: "kysely_migration_lock"},
		{Owner: "node-pg-migrate", Table: "pgmigrations", Columns: []string{"id", "name", "run_on"}, Common: true},
		{Owner: "db-migrate", Table: "migrations", Columns: []string{"id", "name", "run_on"}, Common: true},
		{Owner: "laravel", Table: "migrations", Columns: []string{"id", "migration", "batch"}, Common: true},
		{Owner: "doctrine", Table: "doctrine_migration_versions"},
		{Owner: "phinx", Table: "phinxlog"},
		{Owner: "yii", Table: "migration", Columns: []string{"version", "apply_time"}, Common: true},
		{Owner: "sql-migrate", Table: "gorp_migrations", Columns: []string{"id", "applied_at"}, Common: true},
		{Owner: "bun", Table: "bun_migrations"},
		{Owner: "bun", Table: "bun_migration_locks"},
		{Owner: "play", Table: "play_evolutions"},
		{Owner: "play", Table: "play_evolutions_lock"},
		{Owner: "sqitch", Home: "sqitch"},
		{Owner: "pgroll", Home: "pgroll"},
		{Owner: "graphile-migrate", Home: "graphile_migrate"},
	}
}

// services are the programs that keep tables they need to run, and schemadiff's own scripts.
func services() []Keep {
	return []Keep{
		{Owner: "a stopped script of schemadiff", Flat: true, Table: "_schemadiff_*", Except: []string{"_schemadiff_guard", "_schemadiff_before"}}, // a reader knows these by their columns
		{Owner: "hasura", Home: "hdb_catalog"},
		{Owner: "hasura", Home: "hdb_views"},
		{Owner: "graphile-worker", Home: "graphile_worker"},
		{Owner: "cloudflare d1", Flat: true, Table: "_cf_*"},
		{Owner: "litestream", Flat: true, Table: "_litestream_*"},
		{Owner: "libsql", Flat: true, Table: "libsql_*"},
		{Owner: "libsql", Flat: true, Table: "_libsql_*"},
		{Owner: "rqlite", Flat: true, Table: "_rqlite_*"},
		{Owner: "android", Flat: true, Table: "android_metadata", Columns: []string{"locale"}, Common: true},
		{Owner: "room", Flat: true, Table: "room_master_table", Columns: []string{"id", "identity_hash"}, Common: true},
		{Owner: "grdb", Flat: true, Table: "grdb_migrations"},
	}
}

// names are the tables of the list that have one name.
var names = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, k := range keeps() {
		out[k.Table] = true
	}
	return out
})

// patterns are the tables of the list that may have many names.
var patterns = sync.OnceValue(func() []Keep {
	return slices.DeleteFunc(slices.Clone(keeps()), func(k Keep) bool { return !k.isPattern() })
})

// matchesPattern reports whether a table, its name folded, has one of the names of a pattern.
func matchesPattern(folded string) bool {
	for i := range patterns() {
		if patterns()[i].matchesName(folded) {
			return true
		}
	}
	return false
}

// isPattern reports whether the tool's table may have many names.
func (k *Keep) isPattern() bool { return strings.Contains(k.Table, "*") }

// holds reports whether a table with these columns, and its name folded, is the tool's.
func (k *Keep) holds(name Name, folded string, columns []string) bool {
	if k.Home != "" && name.Schema == k.Home {
		return true
	}
	if !k.matchesName(folded) || k.Flat && name.Schema != "" {
		return false
	}
	if !k.Common {
		return true
	}
	_, lacks := k.lacks(columns)
	_, more := k.foreignColumn(columns)
	return !lacks && !more
}

// matchesName reports whether a table, its name folded, has the tool's name. SQLite folds
// names, and tools that quote theirs spell them in several ways.
func (k *Keep) matchesName(folded string) bool {
	if k.Table == "" || slices.Contains(k.Except, folded) {
		return false
	}
	if !k.isPattern() {
		return k.Table == folded
	}
	ok, err := path.Match(k.Table, folded)
	return ok && err == nil
}

// lacks is a column of the tool's table that is not among these.
func (k *Keep) lacks(columns []string) (string, bool) {
	for _, c := range k.Columns {
		if !hasFold(columns, c) {
			return c, true
		}
	}
	return "", false
}

// foreignColumn is one of these columns that the tool's table, whose name others use
// too, does not have.
func (k *Keep) foreignColumn(columns []string) (string, bool) {
	if !k.Common || k.Some {
		return "", false
	}
	for _, c := range columns {
		if !hasFold(k.Columns, c) {
			return c, true
		}
	}
	return "", false
}

func hasFold(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// Owners are the tools whose table it is, by its name and its columns; nil for an
// unknown one.
func Owners(name Name, columns []string) []string {
	folded, list := strings.ToLower(name.Table), keeps()
	if homeOf(name.Schema) == "" && !names()[folded] && !matchesPattern(folded) { // most tables
		return nil
	}
	var out []string
	for i := range list {
		if k := &list[i]; k.holds(name, folded, columns) && !slices.Contains(out, k.Owner) {
			out = append(out, k.Owner)
		}
	}
	return out
}
