-- migrate:up
ALTER TABLE posts ADD COLUMN title text;

-- migrate:down
ALTER TABLE posts DROP COLUMN title;
