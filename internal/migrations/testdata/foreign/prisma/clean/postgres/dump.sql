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
CREATE TABLE public.posts (
    id integer NOT NULL,
    user_id integer NOT NULL
);
CREATE TABLE public.users (
    id integer NOT NULL,
    name text NOT NULL
);
INSERT INTO public._prisma_migrations VALUES ('719c606a-3df3-4add-aeaa-56e90c382b1a', '6f9f4ed847a81d8ae8aa46d80712bf8c6841ce6a492521f8695e791e9aaf502b', '2026-11-24 11:45:06.88+00', '20240101000000_users', NULL, NULL, '2026-11-24 11:45:06.864+00', 1);
INSERT INTO public._prisma_migrations VALUES ('8c1e102c-6556-4f7f-ae31-5929718ed7a1', 'd02da34f7c3279a2c90cb0ba803cea00684ac59bcfdfb7c6eb92025da2b5483f', '2026-11-24 11:45:06.89+00', '20240102000000_posts', NULL, NULL, '2026-11-24 11:45:06.881+00', 1);
INSERT INTO public.posts VALUES (1, 1);
INSERT INTO public.users VALUES (1, 'ada');
ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
