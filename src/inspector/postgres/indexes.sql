SELECT i.indrelid, i.indexrelid, x.relname::text, i.indisunique, m.amname::text,
    pg_get_expr(i.indpred, i.indrelid), coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
    x.reloptions::text[], obj_description(i.indexrelid, 'pg_class'),
    u.at > i.indnkeyatts, a.attname::text,
    CASE WHEN u.number = 0 THEN pg_get_indexdef(i.indexrelid, u.at::integer, false) END,
    CASE WHEN u.at <= i.indnkeyatts THEN i.indoption[u.at - 1]::integer ELSE 0 END,
    CASE WHEN u.at <= i.indnkeyatts AND i.indcollation[u.at - 1] <> coalesce(nullif(a.attcollation, 0), y.typcollation)
        THEN l.collname::text END,
    CASE WHEN o.oid IS NOT NULL AND (NOT o.opcdefault OR p.attoptions IS NOT NULL)
        THEN quote_ident(o.opcname) || coalesce(' (' || array_to_string(p.attoptions, ', ') || ')', '') END
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = x.relam
CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS u (number, at)
JOIN pg_attribute AS p ON p.attrelid = i.indexrelid AND p.attnum = u.at
JOIN pg_type AS y ON y.oid = p.atttypid
LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number <> 0
LEFT JOIN pg_opclass AS o ON o.oid = CASE WHEN u.at <= i.indnkeyatts THEN i.indclass[u.at - 1] END
LEFT JOIN pg_collation AS l ON l.oid = CASE WHEN u.at <= i.indnkeyatts THEN i.indcollation[u.at - 1] END
WHERE NOT c.relispartition AND n.nspname::text = ANY (CAST(:schemas AS text[]))
    AND (CAST(:relation AS text) IS NULL OR c.relname::text = CAST(:relation AS text))
    AND NOT EXISTS (
        SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    )
ORDER BY i.indrelid, i.indexrelid, u.at
