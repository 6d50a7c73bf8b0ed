-- What the tests need beside the tutorial: two foreign keys to one table, every type, defaults, an association.

-- @model Airport
CREATE TABLE airport (
    code CHAR(3) PRIMARY KEY,      -- IATA code
    city TEXT NOT NULL
);

-- @model Flight
CREATE TABLE flight (
    id          INTEGER PRIMARY KEY,
    origin      CHAR(3) NOT NULL REFERENCES airport (code),   -- @relationship origin_airport back_populates=departures
    destination CHAR(3) NOT NULL REFERENCES airport (code),   -- @relationship destination_airport back_populates=arrivals
    seats       INTEGER,
    price       DOUBLE PRECISION NOT NULL DEFAULT 99.5,
    status      VARCHAR(10) NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'landed', 'cancelled'))
);

-- @model Passenger
CREATE TABLE passenger (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL
);

-- Who flies where: two keys and nothing else.
CREATE TABLE booking (
    flight_id    INTEGER NOT NULL REFERENCES flight (id) ON DELETE CASCADE,
    passenger_id INTEGER NOT NULL REFERENCES passenger (id) ON DELETE CASCADE,
    PRIMARY KEY (flight_id, passenger_id)
);

-- One column of each type.
-- @model Sample
CREATE TABLE sample (
    id        INTEGER PRIMARY KEY,
    small     SMALLINT,
    big       BIGINT,
    real4     REAL,
    real8     DOUBLE PRECISION,
    flag      BOOLEAN,
    note      TEXT,
    raw       BLOB,
    amount    NUMERIC(12, 4),
    day       DATE,
    clock     TIME,
    moment    TIMESTAMP,
    instant   TIMESTAMP WITH TIME ZONE,
    token     UUID,
    document  JSON
);

-- The time of the last change is its version.
CREATE TABLE page (
    id         INTEGER PRIMARY KEY,
    body       TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL   -- @version
);
