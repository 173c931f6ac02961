BEGIN TRANSACTION;
CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);
INSERT INTO "_prisma_migrations" VALUES('d586d3f3-0230-4a10-825f-1bfda4402bb6','6f9f4ed847a81d8ae8aa46d80712bf8c6841ce6a492521f8695e791e9aaf502b','2026-11-24T11:46:30.993+00:00','20240101000000_users',NULL,NULL,'2026-11-24T11:46:30.987+00:00',1);
INSERT INTO "_prisma_migrations" VALUES('108a71bd-6c0a-461f-b8b5-04772d652b6e','d02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f','2026-11-24T11:46:30.998+00:00','20240102000000_posts',NULL,NULL,'2026-11-24T11:46:30.995+00:00',1);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
