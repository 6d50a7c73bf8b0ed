-- What is changed by the thousand, to see that time grows with the number of changes and not with its square.

CREATE TABLE owner (
    id   INTEGER PRIMARY KEY,
    name TEXT
);

-- Its foreign key becomes NULL when its owner is deleted.
CREATE TABLE toy (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER REFERENCES owner (id)   -- @relationship owner back_populates=toys
);

CREATE INDEX toy_owner_id ON toy (owner_id);

-- Deleted along with its owner, and without one.
CREATE TABLE part (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES owner (id)   -- @relationship owner back_populates=parts cascade=all,delete-orphan
);

CREATE INDEX part_owner_id ON part (owner_id);

-- The database sets its foreign key to NULL.
CREATE TABLE note (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER REFERENCES owner (id) ON DELETE SET NULL   -- @relationship owner back_populates=notes passive_deletes
);

CREATE INDEX note_owner_id ON note (owner_id);

-- One to one.
CREATE TABLE badge (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER UNIQUE REFERENCES owner (id)   -- @relationship owner back_populates=badge
);

CREATE TABLE tag (
    id INTEGER PRIMARY KEY
);

CREATE TABLE owner_tag (
    owner_id INTEGER NOT NULL REFERENCES owner (id),
    tag_id   INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (owner_id, tag_id)
);

CREATE INDEX owner_tag_tag_id ON owner_tag (tag_id);

-- A tree that the session deletes.
CREATE TABLE node (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES node (id)   -- @relationship parent back_populates=children cascade=all
);

CREATE INDEX node_parent_id ON node (parent_id);

-- A tree that the database deletes.
CREATE TABLE branch (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES branch (id) ON DELETE CASCADE   -- @relationship parent back_populates=branches passive_deletes
);

CREATE INDEX branch_parent_id ON branch (parent_id);
