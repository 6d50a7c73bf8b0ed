-- @dialect sqlite

-- What the tests of loader options need beside the forum: collections with an order, keys of two columns, keys that are
-- UUIDs, foreign keys to a column that is not the primary key.

CREATE TABLE theatre (
    token UUID PRIMARY KEY,
    name  VARCHAR(40) NOT NULL UNIQUE
);

CREATE TABLE seat (
    id            INTEGER PRIMARY KEY,
    theatre_token UUID NOT NULL REFERENCES theatre (token)   -- @relationship theatre back_populates=seats
);

-- Too many to be loaded as a whole.
CREATE TABLE ticket (
    id      INTEGER PRIMARY KEY,
    seat_id INTEGER NOT NULL REFERENCES seat (id)   -- @relationship seat back_populates=tickets write_only
);

CREATE TABLE play (
    year         INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    title        TEXT NOT NULL,
    theatre_name VARCHAR(40) REFERENCES theatre (name),   -- @relationship theatre back_populates=plays order_by=title desc
    PRIMARY KEY (year, number)
);

-- Its key names the columns of the play's in another order.
CREATE TABLE scene (
    id          INTEGER PRIMARY KEY,
    play_number INTEGER,
    play_year   INTEGER,
    title       TEXT NOT NULL,
    FOREIGN KEY (play_number, play_year) REFERENCES play (number, year)   -- @relationship play back_populates=scenes order_by=title
);

CREATE TABLE poster (
    id          INTEGER PRIMARY KEY,
    play_year   INTEGER NOT NULL,
    play_number INTEGER NOT NULL,
    UNIQUE (play_year, play_number),
    FOREIGN KEY (play_year, play_number) REFERENCES play (year, number)   -- @relationship play back_populates=poster
);

CREATE TABLE actor (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

-- @relationship roles back_populates=cast order_by=title
CREATE TABLE play_actor (
    play_year   INTEGER NOT NULL,
    play_number INTEGER NOT NULL,
    actor_id    INTEGER NOT NULL REFERENCES actor (id),
    PRIMARY KEY (play_year, play_number, actor_id),
    FOREIGN KEY (play_year, play_number) REFERENCES play (year, number)
);

-- Who stands in for whom.
-- @relationship understudies back_populates=stands_in_for
CREATE TABLE understudy (
    actor_id      INTEGER NOT NULL REFERENCES actor (id),
    understudy_id INTEGER NOT NULL REFERENCES actor (id),
    PRIMARY KEY (actor_id, understudy_id)
);
