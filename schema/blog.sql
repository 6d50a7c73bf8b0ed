-- @dialect sqlite

-- Somebody who writes.
CREATE TABLE author (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- What an author has published.
CREATE TABLE post (
    id        INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id),   -- @relationship author back_populates=posts cascade=all,delete-orphan
    title     TEXT NOT NULL,
    views     INTEGER NOT NULL DEFAULT 0,
    revision  INTEGER NOT NULL   -- @version
);

-- An answer to a post, or to another answer.
CREATE TABLE comment (
    id        INTEGER PRIMARY KEY,
    post_id   INTEGER NOT NULL REFERENCES post (id),     -- @relationship post back_populates=comments cascade=all,delete-orphan order_by=id
    author_id INTEGER NOT NULL REFERENCES author (id),   -- @relationship author back_populates=comments
    parent_id INTEGER REFERENCES comment (id),           -- @relationship parent back_populates=replies cascade=all,delete-orphan order_by=id
    body      TEXT NOT NULL
);

-- A word to find posts by.
CREATE TABLE tag (
    name VARCHAR(40) PRIMARY KEY
);

CREATE TABLE post_tag (
    post_id  INTEGER NOT NULL REFERENCES post (id),
    tag_name VARCHAR(40) NOT NULL REFERENCES tag (name),
    PRIMARY KEY (post_id, tag_name)
);
