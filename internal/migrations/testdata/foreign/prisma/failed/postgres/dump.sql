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
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.broken (
    id integer NOT NULL
);
CREATE TABLE public.posts (
    id integer NOT NULL,
    user_id integer NOT NULL
);
CREATE TABLE public.users (
    id integer NOT NULL,
    name text NOT NULL
);
INSERT INTO public._prisma_migrations VALUES ('4198d0fd-bf67-4b9c-8658-602b45ce5d00', '6f9f4ed847a81d8ae8aa46d80712bf8c6841ce6a492521f8695e791e9aaf502b', '2026-11-24 11:45:35.848+00', '20240101000000_users', NULL, NULL, '2026-11-24 11:45:35.839+00', 1);
INSERT INTO public._prisma_migrations VALUES ('632396c3-c7c4-4ccd-bef1-053861c9d43c', 'd02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f', '2026-11-24 11:45:35.898+00', '20240102000000_posts', NULL, NULL, '2026-11-24 11:45:35.849+00', 1);
INSERT INTO public._prisma_migrations VALUES ('f770cc61-2a1f-4965-aaed-895c99d87f65', 'fcb8516667e1fbf42fbe17fbc7c5f03252d4e2731a281674b626ba4b6632b273', NULL, '20240103000000_broken', 'external connector error
No such table: nowhere
   0: sql_schema_connector::apply_migration::apply_script
           with migration_name="20240103000000_broken"
             at schema-engine/connectors/sql-schema-connector/src/apply_migration.rs:113
   1: schema_commands::commands::apply_migrations::Applying migration
           with migration_name="20240103000000_broken"
             at schema-engine/commands/src/commands/apply_migrations.rs:95
   2: schema_engine_wasm::wasm::engine::ApplyMigrations
             at schema-engine/schema-engine-wasm/src/wasm/engine.rs:167', NULL, '2026-11-24 11:45:47.348+00', 0);
INSERT INTO public.posts VALUES (1, 1);
INSERT INTO public.users VALUES (1, 'ada');
ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.broken
    ADD CONSTRAINT broken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
