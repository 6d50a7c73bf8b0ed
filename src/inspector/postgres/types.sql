SELECT t.oid, CASE WHEN NOT pg_type_is_visible(t.oid) THEN n.nspname::text END, t.typname::text, t.typtype::text,
    obj_description(t.oid, 'pg_type'),
    CASE t.typtype
        WHEN 'e' THEN (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid)
        WHEN 'c' THEN (
            SELECT array_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
            FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
        WHEN 'r' THEN (SELECT ARRAY['SUBTYPE = ' || format_type(r.rngsubtype, NULL)] FROM pg_range AS r WHERE r.rngtypid = t.oid)
    END,
    t.typbasetype, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull, t.typdefault,
    (SELECT array_agg(k.conname::text ORDER BY k.oid) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'),
    (SELECT array_agg(pg_get_expr(k.conbin, 0) ORDER BY k.oid) FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'),
    CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN l.collname::text END,
    n.nspname::text = ANY (CAST(:schemas AS text[])) AND NOT EXISTS (
        SELECT FROM pg_depend AS e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e'
    )
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_collation AS l ON l.oid = t.typcollation
WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_%'
ORDER BY t.oid
