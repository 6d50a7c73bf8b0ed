CREATE TABLE a (
    id         INTEGER PRIMARY KEY,
    "Unit Price" REAL,
    unit_price REAL
);
