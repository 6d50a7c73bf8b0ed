-- @dialect postgresql
-- Two tables of one name, each in its own schema.
-- @model Buyer
-- @name buyer
CREATE TABLE sales.customer (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL
);

-- @model Caller
-- @name caller
CREATE TABLE support.customer (
    id     INTEGER PRIMARY KEY,
    number TEXT NOT NULL
);

-- The table of the other schema is referred to first.
CREATE TABLE sales.ticket (
    id        INTEGER PRIMARY KEY,
    caller_id INTEGER NOT NULL REFERENCES support.customer (id),
    buyer_id  INTEGER NOT NULL REFERENCES customer (id)
);
