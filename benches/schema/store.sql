-- What is stored in the run-time measurements. All contestants create these tables from this file.

-- Rows of eight columns, to be read.
-- @model Product
CREATE TABLE product (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT,
    category    TEXT NOT NULL,
    quantity    INTEGER NOT NULL,
    rating      INTEGER,
    price       DOUBLE PRECISION NOT NULL,
    active      BOOLEAN NOT NULL
);

-- Rows of five columns and a key that the database counts up, to be written.
-- @model Visit
CREATE TABLE visit (
    id       INTEGER PRIMARY KEY,
    visitor  TEXT NOT NULL,
    page     TEXT NOT NULL,
    referrer TEXT,
    seconds  INTEGER NOT NULL,
    score    DOUBLE PRECISION NOT NULL
);
