-- @dialect mysql
CREATE TABLE document (
    id         BIGINT PRIMARY KEY,
    changed_at TIMESTAMP NOT NULL -- @version
);
CREATE TABLE page (
    id         BIGINT PRIMARY KEY,
    changed_at DATETIME(3) NOT NULL -- @version
);
CREATE TABLE note (
    id         BIGINT PRIMARY KEY,
    changed_at DATETIME(6) -- @version
);
CREATE TABLE line (
    id   BIGINT PRIMARY KEY,
    body TEXT NOT NULL -- @version
);
