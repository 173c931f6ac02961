-- +goose Up
ALTER TABLE posts ADD COLUMN title text;

-- +goose Down
ALTER TABLE posts DROP COLUMN title;
