SELECT c.oid, schemas.shown, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text,
    obj_description(c.oid, 'pg_class'),
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
    pg_get_expr(c.relpartbound, c.oid),
    (SELECT i.inhparent FROM pg_inherits AS i WHERE i.inhrelid = c.oid AND c.relispartition),
    c.reloptions::text[],
    (SELECT array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
        FROM pg_inherits AS i WHERE i.inhrelid = c.oid AND NOT c.relispartition)
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT CASE WHEN pg_table_is_visible(c.oid) THEN NULL ELSE n.nspname::text END AS shown
) AS schemas
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname::text = ANY (CAST(:schemas AS text[]))
    AND (schemas.shown IS NULL OR n.nspname::text = ANY (CAST(:named AS text[])))
    AND NOT EXISTS (
        SELECT FROM pg_depend AS e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
    )
ORDER BY c.oid
