-- Two people may edit it at the same time; the second is told.
CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    body    TEXT NOT NULL,
    version BIGINT NOT NULL     -- @version
);

-- The time of the last change is its version.
CREATE TABLE page (
    id         INTEGER PRIMARY KEY,
    body       TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL     -- @version
);
