-- The tables of the golden statements: what SQLAlchemy's SQL is compared with in `tests/it/golden.rs`.

-- Who buys; some have a manager.
CREATE TABLE users (
    id         INTEGER PRIMARY KEY,
    name       VARCHAR(40),
    manager_id INTEGER REFERENCES users (id),   -- @relationship manager back_populates=reports
    age        INTEGER
);

-- What they bought, in cents.
CREATE TABLE orders (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    total   INTEGER,
    created TIMESTAMP
);

-- The lines of an order.
CREATE TABLE items (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    line     INTEGER NOT NULL,
    sku      VARCHAR(20),
    PRIMARY KEY (order_id, line)
);

-- Names that need quotes everywhere.
-- @model Weird
CREATE TABLE "Weird Table" (
    "select"      INTEGER PRIMARY KEY,
    "MixedCase"   INTEGER,
    "with""quote" INTEGER,
    "per%cent"    INTEGER,
    "a.b"         INTEGER
);
