BEGIN TRANSACTION;
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE "schema_migrations" (version varchar(128) primary key);
INSERT INTO "schema_migrations" VALUES('20240101000000');
INSERT INTO "schema_migrations" VALUES('20240103000000');
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
