CREATE TABLE sale (
    id     INTEGER PRIMARY KEY,
    day    TEXT NOT NULL,
    amount BIGINT NOT NULL
);

-- Turnover of each day.
CREATE VIEW turnover AS SELECT day, amount FROM sale;
