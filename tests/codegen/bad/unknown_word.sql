-- @modle User
CREATE TABLE user_account (
    id INTEGER PRIMARY KEY
);
