CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);

---- create above / drop below ----

DROP TABLE users;
