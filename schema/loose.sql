-- @dialect sqlite

-- Columns that keep whatever is stored: SQLite's own tables are written like this.

CREATE TABLE setting (
    name PRIMARY KEY NOT NULL,
    value,
    hint STRING NOT NULL DEFAULT 'none'
);

CREATE TABLE measurement (
    id    INTEGER PRIMARY KEY,
    value ANY NOT NULL
) STRICT;
