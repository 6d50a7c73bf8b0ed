-- @dialect sqlite

-- A hen and her egg cannot be written one after the other: the database checks both at the commit.
CREATE TABLE hen (
    id     INTEGER PRIMARY KEY,
    egg_id INTEGER NOT NULL REFERENCES egg (id) DEFERRABLE INITIALLY DEFERRED   -- @relationship egg back_populates=parents
);

CREATE TABLE egg (
    id     INTEGER PRIMARY KEY,
    hen_id INTEGER NOT NULL REFERENCES hen (id) DEFERRABLE INITIALLY DEFERRED   -- @relationship hen back_populates=eggs
);
