-- What is measured of sessions. All contestants create these tables from this file, SQLAlchemy from its own models.

-- @model User
CREATE TABLE user_account (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    email    TEXT NOT NULL,
    fullname TEXT,
    visits   INTEGER NOT NULL,
    score    DOUBLE PRECISION NOT NULL
);

CREATE TABLE address (
    id            INTEGER PRIMARY KEY,
    email_address TEXT NOT NULL,
    user_id       INTEGER NOT NULL REFERENCES user_account (id)   -- @relationship user back_populates=addresses
);

CREATE INDEX address_user_id ON address (user_id);

-- A row without anything on the heap.
CREATE TABLE measurement (
    id      INTEGER PRIMARY KEY,
    sensor  INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    value   DOUBLE PRECISION NOT NULL
);
