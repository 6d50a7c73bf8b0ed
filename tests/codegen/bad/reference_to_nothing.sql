CREATE TABLE user_account (
    id INTEGER PRIMARY KEY
);
CREATE TABLE address (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES user_acount (id),
    town_id INTEGER REFERENCES user_account (town)
);
