-- @model Person
CREATE TABLE users (id INTEGER PRIMARY KEY);

CREATE TABLE people (id INTEGER PRIMARY KEY);
CREATE TABLE new_people (id INTEGER PRIMARY KEY);

CREATE TABLE route (id INTEGER PRIMARY KEY, length INTEGER);

-- @model RouteChanges
CREATE TABLE detour (id INTEGER PRIMARY KEY);

-- @model Changes
CREATE TABLE difference (id INTEGER PRIMARY KEY);

-- @model New
CREATE TABLE novelty (id INTEGER PRIMARY KEY, name TEXT);
