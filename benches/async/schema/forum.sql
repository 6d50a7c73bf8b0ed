-- Somebody who writes.
CREATE TABLE author (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    email  TEXT NOT NULL,
    visits INTEGER NOT NULL
);

-- What was written.
CREATE TABLE post (
    id        INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id),   -- @relationship author back_populates=posts
    title     TEXT NOT NULL,
    body      TEXT NOT NULL
);

CREATE INDEX post_author_id ON post (author_id);

-- What was said about it.
CREATE TABLE remark (
    id      INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES post (id),   -- @relationship post back_populates=remarks
    body    TEXT NOT NULL
);
