-- Somebody who has signed the book.
CREATE TABLE guest (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- What a guest has written.
CREATE TABLE message (
    id       INTEGER PRIMARY KEY,
    guest_id INTEGER NOT NULL REFERENCES guest (id) ON DELETE CASCADE,   -- @relationship guest back_populates=messages cascade=all,delete-orphan
    body     TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 500),
    edits    INTEGER NOT NULL   -- @version
);
