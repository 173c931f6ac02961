-- schemadiff 1  engine: postgres>=13  id: 0002  name: add_posts_noindex
-- from: sha256:65bb1fc017036d66dd4bf69d2ab1a660abe03f902a4499a1e89b150e670cbe9d
-- to: sha256:71b4bc1f9f2e0dc7313318c93391b392d59ebf0830d43d6a45a217b6762dae95
-- plan: p1:bf9371593dd598afd7e1efc28a1f9f5d2adbf4f1aa30f13e89c306dfbcad4b29  steps: 1  mode: one transaction
-- run without schemadiff: psql -X -1 -v ON_ERROR_STOP=1 -f 0002_add_posts_noindex.sql
-- keeps readers and writers from public.posts for an instant (1 step)
-- lint: 0 errors, 0 warnings

-- create column: column public.posts.noindex is new
-- locks ACCESS EXCLUSIVE on public.posts
-- undo: ALTER TABLE public.posts DROP COLUMN noindex
ALTER TABLE public.posts ADD COLUMN noindex boolean DEFAULT false NOT NULL;
