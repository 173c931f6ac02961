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
INSERT INTO "_prisma_migrations" VALUES('eaf0e64c-9e2d-4ae5-9ce7-354531310bae','6f9f4ed847a81d8ae8aa46d80712bf8c6841ce6a492521f8695e791e9aaf502b','2026-11-24T11:45:32.431+00:00','20240101000000_users',NULL,NULL,'2026-11-24T11:45:32.413+00:00',1);
INSERT INTO "_prisma_migrations" VALUES('b4a6edf4-b13f-4c11-b570-59b9b932f5d9','d02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f','2026-11-24T11:45:32.435+00:00','20240102000000_posts',NULL,NULL,'2026-11-24T11:45:32.433+00:00',1);
INSERT INTO "_prisma_migrations" VALUES('f6bd3735-6554-4f72-9686-e0222fdc6b45','fcb8516667e1fbf42fbe17fbc7c5f03252d4e2731a281674b626ba4b6632b273',NULL,'20240103000000_broken','The underlying table for model `nowhere` does not exist.
   0: sql_schema_connector::apply_migration::apply_script
           with migration_name="20240103000000_broken"
             at schema-engine/connectors/sql-schema-connector/src/apply_migration.rs:113
   1: schema_commands::commands::apply_migrations::Applying migration
           with migration_name="20240103000000_broken"
             at schema-engine/commands/src/commands/apply_migrations.rs:95
   2: schema_engine_wasm::wasm::engine::ApplyMigrations
             at schema-engine/schema-engine-wasm/src/wasm/engine.rs:167',NULL,'2026-11-24T11:45:33.826+00:00',0);
CREATE TABLE broken (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
