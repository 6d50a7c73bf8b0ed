CREATE TABLE airport (
    code CHAR(3) PRIMARY KEY
);

-- Two foreign keys to one table: a join must say which.
CREATE TABLE flight (
    id          INTEGER PRIMARY KEY,
    origin      CHAR(3) NOT NULL REFERENCES airport (code),     -- @relationship departs_from back_populates=departures
    destination CHAR(3) NOT NULL REFERENCES airport (code)      -- @relationship arrives_at back_populates=arrivals
);

-- One to one: the key refers, and is unique.
CREATE TABLE flight_log (
    flight_id INTEGER PRIMARY KEY REFERENCES flight (id),       -- @relationship flight back_populates=log passive_deletes
    remarks   TEXT NOT NULL
);
