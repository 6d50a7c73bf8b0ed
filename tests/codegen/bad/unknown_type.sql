CREATE TABLE place (
    id       INTEGER PRIMARY KEY,
    position GEOMETRY(POINT, 4326) NOT NULL,
    size     INTEGRE
);
