CREATE TABLE docs (id int PRIMARY KEY, tenant text NOT NULL, body text);
CREATE TABLE bare (id int PRIMARY KEY, tenant text NOT NULL, body text);
CREATE TABLE open (id int PRIMARY KEY, tenant text NOT NULL, body text);
CREATE SEQUENCE counter;
CREATE SCHEMA side;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION answer() RETURNS SETOF text LANGUAGE sql STABLE AS $$ SELECT 'good' $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, open TO app, anon;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
