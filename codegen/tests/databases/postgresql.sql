-- What a PostgreSQL database holds, a line for each fact.
WITH schemas AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\_%'
), of_extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relations AS (
    SELECT c.*, n.nspname || '.' || c.relname AS full_name FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM of_extensions e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
), facts AS (
    SELECT 'schema ' || nspname AS fact FROM schemas
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension
    UNION ALL
    SELECT 'relation ' || full_name || ' ' || relkind::text || ' ' || relpersistence::text || coalesce(' ' || reloptions::text, '')
        || coalesce(' partition ' || pg_get_expr(relpartbound, oid), '')
        || CASE WHEN relkind = 'p' THEN ' by ' || pg_get_partkeydef(oid) ELSE '' END
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL
    SELECT 'inherits ' || c.full_name || ' ' || p.full_name || ' ' || i.inhseqno
    FROM pg_inherits i JOIN relations c ON c.oid = i.inhrelid JOIN relations p ON p.oid = i.inhparent
    WHERE c.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'column ' || c.full_name || ' ' || a.attnum || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) THEN ' NOT NULL' ELSE '' END
        || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || l.collname ELSE '' END
        || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
        || CASE WHEN a.attgenerated <> '' THEN ' generated ' || a.attgenerated::text ELSE '' END
        -- A number may be written with a cast, and the bits of a string with another one.
        || coalesce(' DEFAULT ' || regexp_replace(
            replace(replace(pg_get_expr(d.adbin, d.adrelid), 'now()', 'CURRENT_TIMESTAMP'), '::"bit"', '::bit varying'),
            '^''(-?[0-9.]+)''::(smallint|integer|bigint|numeric)$', '\1'), '')
    FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL
    SELECT 'constraint ' || c.full_name || ' ' || k.conname || ' ' || replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')
    FROM pg_constraint k JOIN relations c ON c.oid = k.conrelid WHERE k.contype <> 't'
    UNION ALL
    SELECT 'index ' || c.full_name || ' ' || pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN relations c ON c.oid = i.indrelid
    UNION ALL
    -- That of an identity may have any name.
    SELECT 'sequence ' || CASE WHEN d.deptype = 'i' THEN 'of an identity' ELSE c.full_name END || ' ' || format_type(s.seqtypid, NULL) || ' ' || s.seqstart || ' ' || s.seqincrement
        || ' ' || s.seqmin || ' ' || s.seqmax || ' ' || s.seqcache || ' ' || s.seqcycle
        || coalesce(' owned by ' || o.full_name || '.' || a.attname, '')
    FROM pg_sequence s JOIN relations c ON c.oid = s.seqrelid
    LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass
    LEFT JOIN relations o ON o.oid = d.refobjid
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    UNION ALL
    SELECT 'enum ' || n.nspname || '.' || t.typname || ' ' || string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN schemas n ON n.oid = t.typnamespace GROUP BY n.nspname, t.typname
    UNION ALL
    SELECT 'domain ' || n.nspname || '.' || t.typname || ' ' || format_type(t.typbasetype, t.typtypmod)
        || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || t.typdefault, '')
        || coalesce((SELECT string_agg(' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid), '')
    FROM pg_type t JOIN schemas n ON n.oid = t.typnamespace
    WHERE t.typtype = 'd' AND NOT EXISTS (SELECT FROM of_extensions e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
    UNION ALL
    SELECT 'range ' || n.nspname || '.' || t.typname || ' ' || format_type(r.rngsubtype, NULL)
    FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN schemas n ON n.oid = t.typnamespace
    UNION ALL
    SELECT 'composite ' || c.full_name || ' ' || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
    FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relkind = 'c' GROUP BY c.full_name
    UNION ALL
    SELECT 'query ' || c.full_name || ' ' || pg_get_viewdef(c.oid) FROM relations c WHERE c.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'comment ' || pg_describe_object(d.classoid, d.objoid, d.objsubid) || ' ' || d.description
    FROM pg_description d
    WHERE EXISTS (SELECT FROM relations c WHERE d.classoid = 'pg_class'::regclass AND c.oid = d.objoid)
        OR EXISTS (SELECT FROM pg_type t JOIN schemas n ON n.oid = t.typnamespace WHERE d.classoid = 'pg_type'::regclass AND t.oid = d.objoid)
)
SELECT regexp_replace(fact, '\s+', ' ', 'g') FROM facts ORDER BY 1;
