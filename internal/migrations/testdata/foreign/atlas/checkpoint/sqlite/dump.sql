BEGIN TRANSACTION;
CREATE TABLE atlas_schema_revisions (version character varying NOT NULL, description character varying NOT NULL,
 type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamp NOT NULL, execution_time bigint NOT NULL,
 error text NULL, error_stmt text NULL, hash character varying NOT NULL, partial_hashes json NULL, operator_version character varying NOT NULL, PRIMARY KEY (version));
INSERT INTO "atlas_schema_revisions" VALUES('20240103000000','checkpoint',2,2,2,'2024-01-01 00:00:00',0,'','','zjDx5bzMHPqk+1OXm3NWzV6bxJ99XbKv6gOkoTE72RQ=','null','fixture');
INSERT INTO "atlas_schema_revisions" VALUES('20240104000000','title',2,1,1,'2024-01-01 00:00:00',0,'','','4bKVGM5CrlqcPnEgr7Y6VWDbaX6xKwn8fIQk6q8JBbE=','null','fixture');
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id), title text);
INSERT INTO "posts" VALUES(1,1,NULL);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
