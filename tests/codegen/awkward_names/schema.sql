-- Names that are no Rust names are changed by one rule, and keep their SQL name.

CREATE TABLE type (
    id     INTEGER PRIMARY KEY,
    type   TEXT NOT NULL,
    "self" TEXT,
    new    TEXT,
    "two words" TEXT,
    "a""b" TEXT
);

CREATE TABLE "Order Details" (
    "Order ID" INTEGER NOT NULL,
    "Line #"   INTEGER NOT NULL,
    "Unit Price (€)" DOUBLE PRECISION,
    PRIMARY KEY ("Order ID", "Line #")
);

CREATE TABLE "4o6_subnet" (
    "4o6" BIGINT PRIMARY KEY
);

CREATE TABLE options (
    "Key" TEXT PRIMARY KEY,
    value TEXT
);

CREATE TABLE strings (
    id   INTEGER PRIMARY KEY,
    text TEXT
);

CREATE TABLE tables (
    id INTEGER PRIMARY KEY
);
