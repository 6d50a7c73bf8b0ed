-- @dialect sqlte

CREATE TABLE user_account (
    id   INTEGER PRIMARY KEY,   -- @type
    name TEXT,
    name TEXT
);

CREATE TABLE address (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES user_acount (id)
);
