BEGIN TRANSACTION;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES(1,0,1,'2026-11-24 09:54:48');
INSERT INTO "goose_db_version" VALUES(2,1,1,'2026-11-24 09:54:48');
INSERT INTO "goose_db_version" VALUES(3,3,1,'2026-11-24 09:54:48');
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('goose_db_version',3);
COMMIT;
