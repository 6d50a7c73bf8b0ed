CREATE TABLE pet (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES person (id)
);
COMMENT ON TABLE person IS 'Told from another file.';
