BEGIN TRANSACTION;
CREATE TABLE "__drizzle_migrations" (
				id INTEGER PRIMARY KEY,
				hash text NOT NULL,
				created_at numeric,
				name text,
				applied_at TEXT
			);
INSERT INTO "__drizzle_migrations" VALUES(1,'5893ee3d42b02787599abc60ad9c88d5d72839d41f0e57fb8b27cf326f859271',1704067200000,'20240101000000_users','2026-11-24T09:56:57.624Z');
INSERT INTO "__drizzle_migrations" VALUES(2,'d02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f',1704153600000,'20240102000000_posts','2026-11-24T09:56:57.625Z');
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE `users` (
	`id` integer PRIMARY KEY,
	`name` text NOT NULL
);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
