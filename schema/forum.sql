-- @dialect sqlite

-- The tables of SQLAlchemy's unit-of-work tests: every kind of relationship, key and cycle.

-- @model User
CREATE TABLE user (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    nick TEXT
);

CREATE TABLE address (
    id      INTEGER PRIMARY KEY,
    email   TEXT NOT NULL,
    user_id INTEGER REFERENCES user (id)   -- @relationship user back_populates=addresses
);

CREATE TABLE "order" (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES user (id)   -- @relationship user back_populates=orders cascade=all,delete-orphan
);

CREATE TABLE item (
    id       INTEGER PRIMARY KEY,
    order_id INTEGER REFERENCES "order" (id),   -- @relationship order back_populates=items cascade=all,delete-orphan
    sku      TEXT NOT NULL
);

CREATE TABLE tag (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE item_tag (
    item_id INTEGER NOT NULL REFERENCES item (id),
    tag_id  INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (item_id, tag_id)
);

-- A tree.
CREATE TABLE node (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES node (id),   -- @relationship parent back_populates=children
    name      TEXT NOT NULL
);

-- A person has a favourite ball, and a ball has an owner.
CREATE TABLE person (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    fav_id INTEGER REFERENCES ball (id)   -- @relationship fav back_populates=fans
);

CREATE TABLE ball (
    id       INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES person (id)   -- @relationship owner back_populates=balls
);

CREATE TABLE ver (
    id  INTEGER PRIMARY KEY,
    val TEXT NOT NULL,
    v   INTEGER NOT NULL   -- @version
);

-- A key that is not counted up, and may change.
CREATE TABLE nat (
    code  VARCHAR(40) PRIMARY KEY,
    label TEXT NOT NULL
);

CREATE TABLE comp (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    x TEXT NOT NULL,
    PRIMARY KEY (a, b)
);

-- What the database fills in.
CREATE TABLE filled (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    state   TEXT NOT NULL DEFAULT 'new',
    visits  INTEGER NOT NULL DEFAULT 0
);

-- What the database computes from other columns.
CREATE TABLE plot (
    id     INTEGER PRIMARY KEY,
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL,
    area   INTEGER NOT NULL GENERATED ALWAYS AS (width * height) STORED
);

-- A key of two columns, and references to it.
CREATE TABLE team (
    league INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    PRIMARY KEY (league, number)
);

CREATE TABLE player (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    team_league INTEGER,
    team_number INTEGER,
    FOREIGN KEY (team_league, team_number) REFERENCES team (league, number)   -- @relationship team back_populates=players
);

-- One to one.
CREATE TABLE locker (
    id        INTEGER PRIMARY KEY,
    player_id INTEGER UNIQUE REFERENCES player (id)   -- @relationship player back_populates=locker
);

-- Many to many, of one table.
-- @relationship rivals back_populates=rivals_of
CREATE TABLE rivalry (
    player_id INTEGER NOT NULL REFERENCES player (id),
    rival_id  INTEGER NOT NULL REFERENCES player (id),
    PRIMARY KEY (player_id, rival_id)
);

-- A key that is NOT NULL, and nothing that is deleted along.
CREATE TABLE goal (
    id        INTEGER PRIMARY KEY,
    player_id INTEGER NOT NULL REFERENCES player (id),   -- @relationship player back_populates=goals
    minute    TEXT NOT NULL
);

-- Keys that may change, and rows that the database deletes along, or lets go.
CREATE TABLE plant (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE leaf (
    id       INTEGER PRIMARY KEY,
    color    TEXT NOT NULL,
    plant_id INTEGER NOT NULL REFERENCES plant (id) ON UPDATE CASCADE ON DELETE CASCADE   -- @relationship plant back_populates=leaves cascade=all,delete-orphan passive_deletes
);

CREATE TABLE spot (
    id      INTEGER PRIMARY KEY,
    size    TEXT NOT NULL,
    leaf_id INTEGER REFERENCES leaf (id) ON UPDATE CASCADE ON DELETE CASCADE   -- @relationship leaf back_populates=spots cascade=all,delete-orphan passive_deletes
);

CREATE TABLE bee (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    plant_id INTEGER REFERENCES plant (id) ON UPDATE CASCADE ON DELETE SET NULL   -- @relationship plant back_populates=bees passive_deletes
);
