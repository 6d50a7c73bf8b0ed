CREATE TABLE user_account (
    id   INTEGER PRIMARY KEY,
    name TEXT,
    NAME TEXT
);
