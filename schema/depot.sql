-- @dialect sqlite
-- What a schema for Diesel has to get right: names, keys, defaults, an enum, two ways between two tables.

CREATE TABLE depot (
    id     INTEGER PRIMARY KEY,
    depot  TEXT NOT NULL,   -- has the name of its table
    "type" TEXT NOT NULL DEFAULT 'plain' CHECK ("type" IN ('plain', 'cold store'))
);

CREATE TABLE "stock item" (
    depot_id INTEGER NOT NULL REFERENCES depot (id),
    "row no" INTEGER NOT NULL,
    label    TEXT,
    weight   DOUBLE PRECISION NOT NULL DEFAULT 1.5,
    "table"  BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (depot_id, "row no")
);

CREATE TABLE transport (
    id         INTEGER PRIMARY KEY,
    from_depot INTEGER NOT NULL REFERENCES depot (id),   -- @relationship source
    to_depot   INTEGER NOT NULL REFERENCES depot (id)    -- @relationship destination
);

-- Has no key, so Diesel cannot have it.
CREATE TABLE journal (
    line TEXT NOT NULL
);
