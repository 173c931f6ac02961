package migrations

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// TestAdoptWithoutHistory takes over a database that was made by hand.
func TestAdoptWithoutHistory(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		db := e.create(t)
		e.exec(t, db, blogFirst)
		e.exec(t, db, blogRows)
		wants(t, p.run(nil, "adopt", "--db", db), 0, "0001_baseline.sql", "adopted 0001_baseline")
		wants(t, p.run(nil, "adopt", "--db", db), 0, "Nothing to adopt")
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 0, "adopted")
		p.want(blogSecond)
		p.generate("grow")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 0002_grow")
		if got := e.sum(t, db); got != "300" {
			t.Errorf("the rows are not what they were: %s", got)
		}
		other := e.create(t)
		e.exec(t, other, "CREATE TABLE something (id integer)")
		wants(t, p.run(nil, "adopt", "--db", other), 3, "something", "nothing was adopted")
		fresh := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", fresh), 0, "applied 0001_baseline", "applied 0002_grow")
	})
}

// foreign is what another tool has left: its table, and what it has applied.
type foreign struct {
	tool, table string
	files       map[string]string
	rows        string
	adopted     []string
	defects     []string // said when the rows are wrong
	wrong       string   // rows that make it so
}

const (
	firstOfTwo  = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);\n"
	secondOfTwo = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n"
)

// foreigners are the records of other tools as they document them, and rows that are
// wrong. What the tools themselves leave is in TestAdoptReal.
func foreigners() []foreign {
	two := func(names ...string) map[string]string {
		return map[string]string{names[0]: firstOfTwo, names[1]: secondOfTwo}
	}
	return []foreign{
		{tool: "goose", table: "CREATE TABLE goose_db_version (id integer PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp)",
			files: map[string]string{"00001_a.sql": "-- +goose Up\n" + firstOfTwo + "-- +goose Down\nDROP TABLE users;\n", "00002_b.sql": "-- +goose Up\n" + secondOfTwo + "-- +goose Down\nDROP TABLE posts;\n"},
			rows:  "INSERT INTO goose_db_version VALUES (1, 0, true, NULL), (2, 1, true, NULL), (3, 2, true, NULL)", adopted: []string{"00001_a", "00002_b"},
			wrong: "DELETE FROM goose_db_version WHERE version_id = 1", defects: []string{"00001_a was never applied"}},
		{tool: "golang-migrate", table: "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)", files: two("1_a.up.sql", "2_b.up.sql"),
			rows: "INSERT INTO schema_migrations VALUES (2, false)", adopted: []string{"1_a", "2_b"},
			wrong: "UPDATE schema_migrations SET dirty = true", defects: []string{"2_b is dirty"}},
		{tool: "dbmate", table: "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)", files: two("20240101000000_a.sql", "20240102000000_b.sql"),
			rows: "INSERT INTO schema_migrations VALUES ('20240101000000'), ('20240102000000')", adopted: []string{"20240101000000_a", "20240102000000_b"}},
		{tool: "tern", table: "CREATE TABLE schema_version (version integer NOT NULL)", files: two("001_a.sql", "002_b.sql"),
			rows: "INSERT INTO schema_version VALUES (2)", adopted: []string{"001_a", "002_b"}},
		{tool: "prisma", table: "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamp, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamp, started_at timestamp, applied_steps_count integer)",
			files: two("20240101_a/migration.sql", "20240102_b/migration.sql"),
			rows: fmt.Sprintf("INSERT INTO _prisma_migrations VALUES ('1', '%s', '2024-01-01', '20240101_a', NULL, NULL, '2024-01-01', 1), ('2', '%s', '2024-01-02', '20240102_b', NULL, NULL, '2024-01-02', 1)",
				folder.Sum(firstOfTwo), folder.Sum(secondOfTwo)), adopted: []string{"20240101_a", "20240102_b"},
			wrong:   "UPDATE _prisma_migrations SET finished_at = NULL WHERE id = '1'; UPDATE _prisma_migrations SET checksum = 'x' WHERE id = '2'",
			defects: []string{"20240101_a has failed", "20240102_b was edited"}},
		{tool: "drizzle", table: "CREATE TABLE __drizzle_migrations (id integer, hash text NOT NULL, created_at bigint)",
			files: map[string]string{"0000_a.sql": firstOfTwo, "0001_b.sql": secondOfTwo,
				"meta/_journal.json": `{"version":"7","dialect":"sqlite","entries":[{"idx":0,"version":"6","when":1700000000000,"tag":"0000_a","breakpoints":true},{"idx":1,"version":"6","when":1700000001000,"tag":"0001_b","breakpoints":true}]}`},
			rows: fmt.Sprintf("INSERT INTO __drizzle_migrations VALUES (NULL, '%s', 1700000000000), (NULL, '%s', 1700000001000)", folder.Sum(firstOfTwo), folder.Sum(secondOfTwo)), adopted: []string{"0000_a", "0001_b"},
			wrong: "DELETE FROM __drizzle_migrations WHERE created_at = 1700000000000", defects: []string{"0000_a was never applied", "always skips such files"}},
		{tool: "flyway", table: "CREATE TABLE flyway_schema_history (installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200), type varchar(20), script varchar(1000), checksum integer, installed_by varchar(100), installed_on timestamp, execution_time integer, success boolean)",
			files: two("V1__a.sql", "V2__b.sql"),
			rows:  "INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', -6199158, 'x', NULL, 1, true), (2, '2', 'b', 'SQL', 'V2__b.sql', NULL, 'x', NULL, 1, true)", adopted: []string{"V1__a", "V2__b"},
			wrong: "UPDATE flyway_schema_history SET checksum = 7 WHERE version = '1'", defects: []string{"V1__a was edited"}},
		{tool: "atlas", table: "CREATE TABLE atlas_schema_revisions (version varchar(255) PRIMARY KEY, description text, type integer, applied integer, total integer, executed_at timestamp, execution_time bigint, error text, error_stmt text, hash text, partial_hashes text, operator_version text)",
			files: two("20240101000000_a.sql", "20240102000000_b.sql"),
			rows:  "INSERT INTO atlas_schema_revisions (version, applied, total, hash) VALUES ('20240101000000', 1, 1, 'x'), ('20240102000000', 1, 1, 'y')", adopted: nil,
			defects: []string{"20240101000000_a was edited"}},
	}
}

// TestAdoptTools takes over the histories of other tools, and tells what is wrong with
// them.
func TestAdoptTools(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		for _, f := range foreigners() {
			t.Run(f.tool, func(t *testing.T) { adoptTool(t, e, f) })
		}
	})
}

func adoptTool(t *testing.T, e engine, f foreign) {
	p := newProject(t, e.dialect)
	for name, text := range f.files {
		p.write("migrations/"+name, text)
	}
	db := e.create(t)
	wants(t, p.run(nil, "adopt", "--db", db, "--from", f.tool), 3, "no table of "+f.tool)
	e.exec(t, db, firstOfTwo+secondOfTwo+f.table+";"+f.rows)
	before := e.state(t, db)
	if f.adopted == nil { // a hash that nobody could make up
		wants(t, p.run(nil, "adopt", "--db", db, "--from", f.tool), 3, f.defects...)
		return
	}
	if f.wrong != "" {
		other := e.create(t)
		e.exec(t, other, firstOfTwo+secondOfTwo+f.table+";"+f.rows+";"+f.wrong)
		wants(t, p.run(nil, "adopt", "--db", other, "--from", f.tool), 3, append(f.defects, "nothing was adopted")...)
		wants(t, p.run(nil, "adopt", "--db", other, "--from", f.tool, "--accept-defects", "--dry-run"), 0)
	}
	got := p.run(nil, "adopt", "--db", db, "--from", f.tool)
	wants(t, got, 0)
	if strings.Contains(got.Err, "drift") {
		t.Errorf("their own tables count as drift: %s", got)
	}
	for _, name := range f.adopted {
		wants(t, got, 0, "adopted "+name)
	}
	if after := e.state(t, db); rowsOf(after) != rowsOf(before) {
		t.Errorf("something of theirs was changed:\n%s\n%s", before, after)
	}
	wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 0, "2 adopted")
	wants(t, p.run(nil, "migrate", "--db", db), 0, "Nothing to do")
	name := "99999999999999_more"
	if f.tool == "flyway" {
		name = "V9__more"
	}
	p.write("migrations/"+name+".sql", "ALTER TABLE posts ADD COLUMN title text;\n")
	wants(t, p.run(nil, "migrate", "--db", db), 0, "applied "+name)
}

// rowsOf is the part of a state that is about rows; what schemadiff makes for itself
// stands before it.
func rowsOf(state string) string {
	if i := strings.Index(state, "\npublic."); i >= 0 {
		return state[i:]
	}
	return state
}
