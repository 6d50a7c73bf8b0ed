-- @dialect postgresql
CREATE TABLE cities (
    name text NOT NULL,
    population real DEFAULT 0,
    elevation int CHECK (elevation > -500),
    CONSTRAINT cities_pkey PRIMARY KEY (name)
);
CREATE TABLE capitals (
    state char(2) UNIQUE NOT NULL,
    CONSTRAINT capitals_pkey PRIMARY KEY (name)
) INHERITS (cities);
CREATE TABLE empty_child () INHERITS (capitals);
CREATE TABLE tagged (tag text);
CREATE TABLE many (name text NOT NULL DEFAULT 'x', extra int) INHERITS (cities, tagged);
CREATE TABLE late (name text NOT NULL, population real DEFAULT 0, elevation int, more int, CONSTRAINT cities_elevation_check CHECK (elevation > -500));
ALTER TABLE late INHERIT cities;
CREATE INDEX capitals_state ON capitals (state);
CREATE TABLE loose () INHERITS (cities);
ALTER TABLE loose NO INHERIT cities;
