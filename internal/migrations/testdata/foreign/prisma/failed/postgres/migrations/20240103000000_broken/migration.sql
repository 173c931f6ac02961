CREATE TABLE broken (id integer PRIMARY KEY);
INSERT INTO nowhere VALUES (1);
