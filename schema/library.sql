-- @dialect sqlite

-- Views that name their columns themselves.

CREATE TABLE book (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    pages INTEGER NOT NULL
);

CREATE VIEW shelf (number, label) AS SELECT id, title FROM book;

CREATE VIEW catalogue (label, "order") AS SELECT label, number FROM shelf;
