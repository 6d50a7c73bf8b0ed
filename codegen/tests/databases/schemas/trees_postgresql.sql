-- Partitions of partitions and their indexes as pg_dump writes them, and what it says of views and keys.
CREATE TABLE public.events (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL
)
PARTITION BY RANGE (at);
CREATE TABLE public.events_2024 (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL
)
PARTITION BY LIST (kind);
CREATE TABLE public.events_2024_a (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL
);
CREATE TABLE public.hashed (
    id integer NOT NULL
)
PARTITION BY HASH (id);
CREATE TABLE public.hashed_0 (
    id integer NOT NULL
);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
ALTER TABLE ONLY public.events_2024 ATTACH PARTITION public.events_2024_a FOR VALUES IN ('a', 'b');
ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_0 FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE ONLY public.events ADD CONSTRAINT events_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE ONLY public.events_2024 ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE ONLY public.events_2024_a ADD CONSTRAINT events_2024_a_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE ONLY public.hashed ADD CONSTRAINT hashed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.hashed_0 ADD CONSTRAINT hashed_0_pkey PRIMARY KEY (id);
CREATE INDEX events_kind ON ONLY public.events USING btree (kind, at DESC);
CREATE INDEX events_2024_kind_at_idx ON ONLY public.events_2024 USING btree (kind, at DESC);
CREATE INDEX events_2024_a_kind_at_idx ON public.events_2024_a USING btree (kind, at DESC);
ALTER INDEX public.events_2024_kind_at_idx ATTACH PARTITION public.events_2024_a_kind_at_idx;
ALTER INDEX public.events_2024_pkey ATTACH PARTITION public.events_2024_a_pkey;
ALTER INDEX public.events_kind ATTACH PARTITION public.events_2024_kind_at_idx;
ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2024_pkey;
ALTER INDEX public.hashed_pkey ATTACH PARTITION public.hashed_0_pkey;
CREATE TABLE public.node (id integer PRIMARY KEY, root integer REFERENCES public.node (id) MATCH FULL, a integer, b integer, UNIQUE (a) INCLUDE (b));
ALTER TABLE public.node RENAME TO nodes;
CREATE VIEW public.roots WITH (security_barrier='true') AS SELECT id, a FROM public.nodes WHERE root IS NULL WITH LOCAL CHECK OPTION;
