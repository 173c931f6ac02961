SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA atlas_schema_revisions;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (
    version character varying NOT NULL,
    description character varying NOT NULL,
    type bigint DEFAULT 2 NOT NULL,
    applied bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    executed_at timestamp without time zone NOT NULL,
    execution_time bigint NOT NULL,
    error text,
    error_stmt text,
    hash character varying NOT NULL,
    partial_hashes json,
    operator_version character varying NOT NULL
);
CREATE TABLE public.posts (
    id integer NOT NULL,
    user_id integer NOT NULL,
    title text
);
CREATE TABLE public.users (
    id integer NOT NULL,
    name text NOT NULL
);
INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20240103000000', 'checkpoint', 2, 2, 2, '2024-01-01 00:00:00', 0, '', '', 'zjDx5bzMHPqk+1OXm3NWzV6bxJ99XbKv6gOkoTE72RQ=', 'null', 'fixture');
INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('20240104000000', 'title', 2, 1, 1, '2024-01-01 00:00:00', 0, '', '', '4bKVGM5CrlqcPnEgr7Y6VWDbaX6xKwn8fIQk6q8JBbE=', 'null', 'fixture');
INSERT INTO public.posts VALUES (1, 1, NULL);
INSERT INTO public.users VALUES (1, 'ada');
ALTER TABLE ONLY atlas_schema_revisions.atlas_schema_revisions
    ADD CONSTRAINT atlas_schema_revisions_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
