-- migrate:up
CREATE TABLE tags (id integer PRIMARY KEY);

-- migrate:down
DROP TABLE tags;
