CREATE TABLE airport (code CHAR(3) PRIMARY KEY);
CREATE TABLE flight (
    id          INTEGER PRIMARY KEY,
    origin      CHAR(3) NOT NULL REFERENCES airport (code),   -- @relationship airport
    destination CHAR(3) NOT NULL REFERENCES airport (code)    -- @relationship airport
);
