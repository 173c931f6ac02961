BEGIN TRANSACTION;
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id), title text);
INSERT INTO "posts" VALUES(1,1,NULL);
CREATE TABLE schema_migrations (version uint64,dirty bool);
INSERT INTO "schema_migrations" VALUES(4,0);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
CREATE UNIQUE INDEX version_unique ON schema_migrations (version);
COMMIT;
