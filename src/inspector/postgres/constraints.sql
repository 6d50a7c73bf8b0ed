SELECT k.conrelid, k.conname::text, k.contype::text,
    (SELECT array_agg(a.attname::text ORDER BY u.at) FROM unnest(k.conkey) WITH ORDINALITY AS u (number, at)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number),
    CASE WHEN NOT pg_table_is_visible(f.oid) THEN fn.nspname::text END, f.relname::text,
    (SELECT array_agg(a.attname::text ORDER BY u.at) FROM unnest(k.confkey) WITH ORDINALITY AS u (number, at)
        JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.number),
    k.confdeltype::text || k.confupdtype::text || k.confmatchtype::text,
    CASE WHEN k.contype = 'f' THEN (SELECT array_agg(a.attname::text ORDER BY u.at)
        FROM jsonb_array_elements_text(nullif(to_jsonb(k) -> 'confdelsetcols', 'null')) WITH ORDINALITY AS u (number, at)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number::integer) END,
    k.condeferrable::integer + k.condeferred::integer,
    CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) WHEN 'x' THEN pg_get_constraintdef(k.oid) END,
    k.connoinherit,
    CASE WHEN i.indnatts > i.indnkeyatts THEN (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute AS a WHERE a.attrelid = k.conindid AND a.attnum > i.indnkeyatts) END,
    coalesce(CASE WHEN k.contype = 'u' THEN (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean END, false)
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_class AS f ON f.oid = k.confrelid
LEFT JOIN pg_namespace AS fn ON fn.oid = f.relnamespace
LEFT JOIN pg_index AS i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND NOT c.relispartition
    AND n.nspname::text = ANY (CAST(:schemas AS text[]))
    AND (CAST(:relation AS text) IS NULL OR c.relname::text = CAST(:relation AS text))
ORDER BY k.oid
