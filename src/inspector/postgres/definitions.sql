SELECT CAST(NULL AS oid), 'SCHEMA', NULL, n.nspname::text, '', NULL, obj_description(n.oid, 'pg_namespace')
FROM pg_namespace AS n
WHERE n.nspname::text = ANY (CAST(:named AS text[])) AND NOT n.nspname::text = ANY (current_schemas(false)::text[])
UNION ALL
SELECT NULL, 'EXTENSION', NULL, e.extname::text,
    CASE WHEN n.nspname::text = ANY (current_schemas(true)::text[]) THEN '' ELSE 'WITH SCHEMA ' || quote_ident(n.nspname) END,
    NULL, NULL
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT NULL, 'COLLATION', CASE WHEN NOT pg_collation_is_visible(l.oid) THEN n.nspname::text END, l.collname::text,
    '(provider = ' || CASE l.collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END || ', '
        || coalesce('locale = ' || quote_literal(coalesce(to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'colllocale')),
            'lc_collate = ' || quote_literal(l.collcollate) || ', lc_ctype = ' || quote_literal(l.collctype))
        || CASE WHEN l.collisdeterministic THEN '' ELSE ', deterministic = false' END || ')',
    NULL, obj_description(l.oid, 'pg_collation')
FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace
WHERE n.nspname::text = ANY (CAST(:schemas AS text[]))
UNION ALL
(SELECT c.oid, 'SEQUENCE', CASE WHEN NOT pg_table_is_visible(c.oid) THEN n.nspname::text END, c.relname::text,
    concat_ws(' ',
        CASE WHEN s.seqtypid <> 'bigint'::regtype THEN 'AS ' || format_type(s.seqtypid, NULL) END,
        CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN 'START WITH ' || s.seqstart END,
        CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,
        CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE limits.lowest END THEN 'MINVALUE ' || s.seqmin END,
        CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN limits.highest ELSE -1 END THEN 'MAXVALUE ' || s.seqmax END,
        CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
        CASE WHEN s.seqcycle THEN 'CYCLE' END),
    (SELECT d.refobjid::regclass::text || '.' || quote_ident(a.attname)
        FROM pg_depend AS d JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'),
    obj_description(c.oid, 'pg_class')
FROM pg_sequence AS s
JOIN pg_class AS c ON c.oid = s.seqrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT CASE s.seqtypid WHEN 'smallint'::regtype THEN -32768 WHEN 'integer'::regtype THEN -2147483648
        ELSE -9223372036854775808 END AS lowest,
    CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647
        ELSE 9223372036854775807 END AS highest
) AS limits
WHERE n.nspname::text = ANY (CAST(:schemas AS text[])) AND NOT EXISTS (
    SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('i', 'e')
)
ORDER BY c.oid)
