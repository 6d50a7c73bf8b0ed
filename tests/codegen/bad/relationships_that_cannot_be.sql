CREATE TABLE parent (
    id       INTEGER PRIMARY KEY,
    other_id INTEGER REFERENCES parent (id), -- @relationship other back_populates=others order_by=nmae
    name     TEXT NOT NULL
);
CREATE TABLE child (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES parent (id), -- @relationship parent many_to_one_cascade=all,delete-orphan
    only_id   INTEGER UNIQUE REFERENCES parent (id), -- @relationship only order_by=id write_only
    seen_id   INTEGER REFERENCES parent (id), -- @relationship seen viewonly cascade=all passive_deletes write_only
    lone_id   INTEGER REFERENCES parent (id), -- @relationship lone single_parent cascade=all,delete-orphan
    twice_id  INTEGER REFERENCES parent (id)  -- @relationship twice order_by=id desc,ID
);
CREATE TABLE tag (
    id INTEGER PRIMARY KEY
);
-- @relationship tags cascade=all,delete-orphan many_to_one_cascade=all
CREATE TABLE child_tag (
    child_id INTEGER NOT NULL REFERENCES child (id),
    tag_id   INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (child_id, tag_id)
);
-- @relationship labels single_parent
CREATE TABLE parent_tag (
    parent_id INTEGER NOT NULL REFERENCES parent (id),
    tag_id    INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (parent_id, tag_id)
);
