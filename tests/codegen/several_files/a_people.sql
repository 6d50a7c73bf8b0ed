CREATE TABLE person (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
