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
INSERT INTO "_prisma_migrations" VALUES('62d76369-d9ce-4ee0-851f-c5d63ef02001','6f9f4ed847a81d8ae8aa46d80712bf8c6841ce6a492521f8695e791e9aaf502b','2026-11-24T11:45:49.092+00:00','20240101000000_users',NULL,NULL,'2026-11-24T11:45:49.045+00:00',1);
INSERT INTO "_prisma_migrations" VALUES('04189985-1460-43c5-9b08-42f94e3bb4ef','d02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f','2026-11-24T11:45:49.098+00:00','20240102000000_posts',NULL,NULL,'2026-11-24T11:45:49.093+00:00',1);
INSERT INTO "_prisma_migrations" VALUES('56c3b054-4f8e-4bf1-a84d-945849b49827','fcb8516667e1fbf42fbe17fbc7c5f03252d4e2731a281674b626ba4b6632b273',NULL,'20240103000000_broken','The underlying table for model `nowhere` does not exist.
   0: sql_schema_connector::apply_migration::apply_script
           with migration_name="20240103000000_broken"
             at schema-engine/connectors/sql-schema-connector/src/apply_migration.rs:113
   1: schema_commands::commands::apply_migrations::Applying migration
           with migration_name="20240103000000_broken"
             at schema-engine/commands/src/commands/apply_migrations.rs:95
   2: schema_engine_wasm::wasm::engine::ApplyMigrations
             at schema-engine/schema-engine-wasm/src/wasm/engine.rs:167','2026-11-24T11:45:51.666+00:00','2026-11-24T11:45:50.259+00:00',0);
INSERT INTO "_prisma_migrations" VALUES('478361f3-f28d-4e39-822e-2752d7c912ae','9d8a42eba3e8541048509b2227b8eaa6caf584c80f1db1a1d11547587ad42c1a','2026-11-24T11:45:53.272+00:00','20240103000000_broken',NULL,NULL,'2026-11-24T11:45:53.235+00:00',1);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id), title text);
INSERT INTO "posts" VALUES(1,1,NULL);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
