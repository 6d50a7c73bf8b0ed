-- @dialect postgresql
-- In the style of GitLab's structure.sql: schemas, partitions, domains, exclusion, long names.
CREATE SCHEMA gitlab_partitions_dynamic;
CREATE SCHEMA IF NOT EXISTS gitlab_partitions_static;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE severity AS ENUM ('low', 'medium', 'high');
CREATE TYPE float_range AS RANGE (subtype = double precision);
CREATE TYPE address AS (street text, zip character varying(10));
CREATE DOMAIN email_text AS text DEFAULT ''::text NOT NULL CONSTRAINT email_check CHECK ((VALUE ~ '@'::text));
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE SEQUENCE shared_seq AS integer START WITH 100 INCREMENT BY 10 MINVALUE 5 MAXVALUE 1000 CACHE 3 CYCLE;
CREATE COLLATION natural_sort (provider = icu, locale = 'en-u-kn-true');

CREATE TABLE audit_events (
    id bigint NOT NULL,
    author_id integer NOT NULL,
    created_at timestamp without time zone NOT NULL,
    details text,
    CONSTRAINT check_83ff8406e2 CHECK ((char_length(details) <= 5500))
)
PARTITION BY RANGE (created_at);

CREATE TABLE gitlab_partitions_dynamic.audit_events_202601 PARTITION OF audit_events
    FOR VALUES FROM ('2026-01-01 00:00:00') TO ('2026-02-01 00:00:00');
CREATE TABLE gitlab_partitions_dynamic.audit_events_000000 PARTITION OF audit_events DEFAULT;

CREATE TABLE loose_foreign_keys (
    partition bigint DEFAULT 1 NOT NULL,
    id bigint NOT NULL,
    status smallint DEFAULT 1 NOT NULL,
    area text
)
PARTITION BY LIST (partition);
CREATE TABLE gitlab_partitions_static.loose_1 PARTITION OF loose_foreign_keys FOR VALUES IN ('1') PARTITION BY HASH (id);
CREATE TABLE gitlab_partitions_static.loose_1_0 PARTITION OF gitlab_partitions_static.loose_1 FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE gitlab_partitions_static.loose_1_1 PARTITION OF gitlab_partitions_static.loose_1 FOR VALUES WITH (modulus 2, remainder 1);

CREATE TABLE reservations (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3 MINVALUE 7 MAXVALUE 100 CACHE 2 CYCLE),
    room integer NOT NULL,
    during tstzrange NOT NULL,
    weight float_range,
    place address,
    grade severity DEFAULT 'low'::severity NOT NULL,
    grades severity[],
    contact email_text,
    amount positive DEFAULT 1,
    reference integer DEFAULT nextval('shared_seq'::regclass) NOT NULL,
    title text COLLATE natural_sort,
    shout text GENERATED ALWAYS AS (upper(title)) STORED,
    matrix integer[][],
    at time(3) without time zone,
    stamp timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP,
    code varchar(8) COLLATE "C",
    kind "char",
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE ((grade <> 'low'::severity)),
    CONSTRAINT room_title UNIQUE NULLS NOT DISTINCT (room, title),
    CONSTRAINT deferred_unique UNIQUE (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT covering UNIQUE (kind) INCLUDE (code, room),
    PRIMARY KEY (id) INCLUDE (room),
    CHECK (room > 0) NO INHERIT
);

CREATE TABLE tenants (id serial PRIMARY KEY, big bigserial, small smallserial, name varchar(3));

CREATE TABLE members (
    tenant_id integer NOT NULL,
    user_id integer,
    invited_by integer,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE TABLE posts (
    tenant_id integer,
    author_id integer,
    body text,
    UNIQUE (tenant_id, author_id),
    FOREIGN KEY (tenant_id, author_id) REFERENCES members (tenant_id, user_id) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (author_id) DEFERRABLE
);
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value bytea) WITH (fillfactor=60, autovacuum_enabled=false);
CREATE TABLE copy_all (LIKE reservations INCLUDING ALL EXCLUDING IDENTITY, extra integer);
CREATE TABLE copy_some (LIKE posts INCLUDING DEFAULTS INCLUDING CONSTRAINTS EXCLUDING INDEXES);
CREATE TABLE copy_plain (LIKE tenants);
CREATE INDEX ON reservations (room DESC NULLS LAST, (lower(title)) COLLATE "C" text_pattern_ops);
CREATE INDEX ON reservations (room DESC NULLS LAST);
CREATE INDEX index_with_a_name_that_is_much_longer_than_what_postgresql_keeps_of_it ON reservations USING hash (room);
CREATE INDEX index_expression ON reservations (((place).zip), (room + 1)) WHERE room > 1 AND title IS NOT NULL;
CREATE VIEW grades AS SELECT r.id, r.grade, count(*) AS many FROM reservations r GROUP BY r.id, r.grade;
COMMENT ON TYPE severity IS 'how bad';
COMMENT ON DOMAIN positive IS 'more than nothing';
COMMENT ON VIEW grades IS 'counts';
