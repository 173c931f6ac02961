BEGIN TRANSACTION;
CREATE TABLE "__drizzle_migrations" (
				id SERIAL PRIMARY KEY,
				hash text NOT NULL,
				created_at numeric
			);
INSERT INTO "__drizzle_migrations" VALUES(NULL,'300145a8ca1e88ba6823b0516f1567bf7a43b46cf3641b0ffede3828d5ff3771',1795514101779);
INSERT INTO "__drizzle_migrations" VALUES(NULL,'d02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f',1795514102204);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE `users` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
