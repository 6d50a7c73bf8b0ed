-- @dialect sqlite

-- Every kind of relationship that a unit of work has to know.

CREATE TABLE teacher (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

-- One to one: a teacher has at most one desk.
CREATE TABLE desk (
    id         INTEGER PRIMARY KEY,
    teacher_id INTEGER UNIQUE REFERENCES teacher (id),   -- @relationship teacher back_populates=desk
    label      TEXT NOT NULL
);

-- A key of two columns.
CREATE TABLE room (
    building VARCHAR(40) NOT NULL,
    number   INTEGER NOT NULL,
    seats    INTEGER NOT NULL,
    PRIMARY KEY (building, number)
);

-- Two relationships to one table, and one by a key of two columns.
CREATE TABLE lesson (
    id            INTEGER PRIMARY KEY,
    title         TEXT NOT NULL,
    teacher_id    INTEGER NOT NULL REFERENCES teacher (id),   -- @relationship teacher back_populates=lessons order_by=title desc
    substitute_id INTEGER REFERENCES teacher (id),            -- @relationship substitute back_populates=substitutions
    building      VARCHAR(40),
    number        INTEGER,
    CONSTRAINT lesson_room FOREIGN KEY (building, number) REFERENCES room (building, number)
);

CREATE TABLE pupil (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

-- An association with something to say of its own.
CREATE TABLE enrolment (
    pupil_id  INTEGER NOT NULL REFERENCES pupil (id) ON UPDATE CASCADE,   -- @relationship pupil back_populates=enrolments cascade=all,delete-orphan
    lesson_id INTEGER NOT NULL REFERENCES lesson (id),                    -- @relationship lesson back_populates=enrolments cascade=all,delete-orphan
    grade     INTEGER,
    PRIMARY KEY (pupil_id, lesson_id)
);

-- Many to many with itself.
CREATE TABLE friendship (
    pupil_id  INTEGER NOT NULL REFERENCES pupil (id),
    friend_id INTEGER NOT NULL REFERENCES pupil (id),
    PRIMARY KEY (pupil_id, friend_id)
);

-- More of them than anybody wants to load at once.
CREATE TABLE remark (
    id       INTEGER PRIMARY KEY,
    pupil_id INTEGER NOT NULL REFERENCES pupil (id) ON DELETE CASCADE,   -- @relationship pupil back_populates=remarks write_only passive_deletes
    body     TEXT NOT NULL
);

-- What is only looked at.
CREATE TABLE photo (
    id       INTEGER PRIMARY KEY,
    pupil_id INTEGER REFERENCES pupil (id),   -- @relationship pupil back_populates=photos viewonly
    path     TEXT NOT NULL
);
