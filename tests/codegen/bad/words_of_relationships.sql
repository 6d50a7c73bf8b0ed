CREATE TABLE parent (
    id INTEGER PRIMARY KEY
);
CREATE TABLE child (
    id        INTEGER PRIMARY KEY,
    none_id   INTEGER REFERENCES parent (id), -- @relationship none_of order_by=
    comma_id  INTEGER REFERENCES parent (id), -- @relationship comma order_by=id,,id
    down_id   INTEGER REFERENCES parent (id), -- @relationship down order_by=id down
    words_id  INTEGER REFERENCES parent (id), -- @relationship words write_only write_only
    many_id   INTEGER REFERENCES parent (id), -- @relationship many order_by=id desc desc
    later_id  INTEGER REFERENCES parent (id), -- @relationship back_populates=children later
    named_id  INTEGER REFERENCES parent (id)  -- @relationship named back_populates=self
);
