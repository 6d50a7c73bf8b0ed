CREATE TABLE item (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL
);

CREATE TABLE tag (
    name VARCHAR(40) PRIMARY KEY
);

CREATE TABLE item_tag (
    item_id  INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    tag_name VARCHAR(40) NOT NULL REFERENCES tag (name) ON DELETE CASCADE,
    PRIMARY KEY (item_id, tag_name)
);
