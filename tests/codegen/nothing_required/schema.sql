-- No key, nothing required.
CREATE TABLE log (
    message TEXT,
    level   SMALLINT DEFAULT 0
);
