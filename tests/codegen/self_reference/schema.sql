-- A folder in a folder in a folder.
CREATE TABLE folder (
    id        BIGINT PRIMARY KEY,
    name      TEXT NOT NULL,
    parent_id BIGINT REFERENCES folder (id) ON DELETE SET NULL
);

-- Two roads to the same table, each with its name.
CREATE TABLE employee (
    id         INTEGER PRIMARY KEY,
    manager_id INTEGER REFERENCES employee (id),    -- @relationship manager back_populates=reports
    mentor_id  INTEGER REFERENCES employee (id)     -- @relationship mentor back_populates=mentees
);
