-- Two people may edit it at the same time; the second is told.
CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    body    TEXT NOT NULL,
    version BIGINT NOT NULL     -- @version
);
