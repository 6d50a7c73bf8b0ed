SELECT a.attrelid, a.attname::text, a.atttypid, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
    CASE WHEN a.attcollation <> t.typcollation THEN l.collname::text END,
    col_description(a.attrelid, a.attnum),
    s.oid, s.relname::text, s.numbers, s.cycles
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
LEFT JOIN LATERAL (
    SELECT o.oid, o.relname, ARRAY[q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache] AS numbers, q.seqcycle AS cycles
    FROM pg_depend AS p
    JOIN pg_sequence AS q ON q.seqrelid = p.objid
    JOIN pg_class AS o ON o.oid = p.objid
    WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass
        AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i')
    ORDER BY p.objid
    LIMIT 1
) AS s ON true
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
    AND n.nspname::text = ANY (CAST(:schemas AS text[]))
    AND (CAST(:relation AS text) IS NULL OR c.relname::text = CAST(:relation AS text))
ORDER BY a.attrelid, a.attnum
