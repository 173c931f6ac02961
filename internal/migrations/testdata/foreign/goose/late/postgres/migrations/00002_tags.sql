-- +goose Up
CREATE TABLE tags (id integer PRIMARY KEY);

-- +goose Down
DROP TABLE tags;
