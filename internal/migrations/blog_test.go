package migrations

// The history that the tests of faults use: tables, then changes that need a rebuild
// in SQLite and several transactions in PostgreSQL, then rows.
const (
	blogFirst = `CREATE TABLE acct (id integer PRIMARY KEY, bal integer NOT NULL, name text);
CREATE TABLE post (id integer PRIMARY KEY, acct_id integer NOT NULL REFERENCES acct (id) ON DELETE CASCADE, title text);
`
	blogSecond = `CREATE TABLE acct (id integer PRIMARY KEY, bal bigint NOT NULL, name text NOT NULL DEFAULT '', seen integer NOT NULL DEFAULT 0 CHECK (seen >= 0));
CREATE TABLE post (id integer PRIMARY KEY, acct_id integer NOT NULL REFERENCES acct (id) ON DELETE CASCADE, title text);
CREATE INDEX post_acct ON post (acct_id);
CREATE UNIQUE INDEX post_title ON post (title);
CREATE VIEW rich AS SELECT id, name FROM acct WHERE bal > 100;
`
	blogRows = `INSERT INTO acct VALUES (1, 100, 'a'), (2, 200, 'b');
INSERT INTO post VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
`
	blogBump = "UPDATE acct SET bal = bal + 1;\n"
)

// blog is a project with that history.
func blog(p *project) *project {
	p.t.Helper()
	p.want(blogFirst)
	p.generate("init")
	p.want(blogSecond)
	p.generate("grow")
	p.add("bump", blogBump)
	return p
}
