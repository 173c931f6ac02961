ALTER TABLE posts ADD COLUMN title text;

---- create above / drop below ----

ALTER TABLE posts DROP COLUMN title;
