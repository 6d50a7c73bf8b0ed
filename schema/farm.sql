-- @dialect sqlite
-- Relationships that a session has to look at twice.

CREATE TABLE farm (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL
);

-- Owned by a farm, and may be anybody's guest.
CREATE TABLE cow (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    farm_id  INTEGER REFERENCES farm (id),   -- @relationship farm back_populates=cows cascade=all
    dam_id   INTEGER REFERENCES cow (id),    -- @relationship dam back_populates=calves cascade=all
    mood     TEXT NOT NULL DEFAULT 'calm',
    weight   INTEGER DEFAULT 40
);

-- Its bell is a cow's own.
CREATE TABLE bell (
    id    INTEGER PRIMARY KEY,
    tone  TEXT NOT NULL
);

CREATE TABLE collar (
    id       INTEGER PRIMARY KEY,
    bell_id  INTEGER REFERENCES bell (id)   -- @relationship bell back_populates=collars many_to_one_cascade=all,delete-orphan single_parent
);

CREATE TABLE field (
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    crop    TEXT NOT NULL,
    PRIMARY KEY (year, number)
);

CREATE TABLE beet_row (
    id      INTEGER PRIMARY KEY,
    year    INTEGER,
    number  INTEGER,
    FOREIGN KEY (year, number) REFERENCES field (year, number)   -- @relationship field back_populates=rows cascade=all,delete-orphan
);

CREATE TABLE song (
    id     INTEGER PRIMARY KEY,
    title  TEXT NOT NULL
);

-- @relationship songs cascade=all,delete-orphan single_parent
CREATE TABLE farm_song (
    farm_id  INTEGER NOT NULL REFERENCES farm (id),
    song_id  INTEGER NOT NULL REFERENCES song (id),
    PRIMARY KEY (farm_id, song_id)
);
