-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a / 2; $$;
-- +goose StatementEnd
CREATE TABLE post (id int PRIMARY KEY, title text);
CREATE TYPE person AS (name text);
ALTER TABLE post ADD COLUMN body text;

-- +goose Down
DROP TABLE post;
-- +goose StatementBegin
DROP FUNCTION half(integer);
-- +goose StatementEnd
