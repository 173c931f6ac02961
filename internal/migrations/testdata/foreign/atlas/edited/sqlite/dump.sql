BEGIN TRANSACTION;
CREATE TABLE atlas_schema_revisions (version character varying NOT NULL, description character varying NOT NULL,
 type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamp NOT NULL, execution_time bigint NOT NULL,
 error text NULL, error_stmt text NULL, hash character varying NOT NULL, partial_hashes json NULL, operator_version character varying NOT NULL, PRIMARY KEY (version));
INSERT INTO "atlas_schema_revisions" VALUES('20240101000000','users',2,1,1,'2024-01-01 00:00:00',0,'','','0n3p+21Wy1anFC7WivTyIcn9+ow/IcGyU/5Ae649Xno=','null','fixture');
INSERT INTO "atlas_schema_revisions" VALUES('20240103000000','posts',2,1,1,'2024-01-01 00:00:00',0,'','','CMpMWhMsYRklwtyDlqIh1RRSKtHgxeAZSXirFALJyGc=','null','fixture');
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
INSERT INTO "posts" VALUES(1,1);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO "users" VALUES(1,'ada');
COMMIT;
