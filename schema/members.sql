-- @dialect sqlite

-- Compiled with `Config::serde(true)`.

CREATE TABLE team (
    name TEXT PRIMARY KEY NOT NULL
);

CREATE TABLE member (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    email     TEXT,
    nickname  TEXT DEFAULT 'nobody',
    role      TEXT NOT NULL DEFAULT 'guest' CHECK (role IN ('guest', 'board member')),
    type      TEXT NOT NULL DEFAULT 'human',
    team_name TEXT NOT NULL REFERENCES team (name),
    mentor_id INTEGER REFERENCES member (id),   -- @relationship mentor back_populates=mentees
    edits     INTEGER NOT NULL   -- @version
);

-- One column of each type.
CREATE TABLE sample (
    id        INTEGER PRIMARY KEY,
    flag      BOOLEAN NOT NULL,
    weight    REAL NOT NULL,
    bytes     BLOB NOT NULL,
    price     NUMERIC(10, 2) NOT NULL,
    day       DATE NOT NULL,
    at        TIME NOT NULL,
    taken     TIMESTAMP NOT NULL,
    sent      TIMESTAMP WITH TIME ZONE NOT NULL,
    token     UUID NOT NULL,
    settings  JSON NOT NULL
);

CREATE VIEW board AS SELECT id, name FROM member WHERE role = 'board member';
