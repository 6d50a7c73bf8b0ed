-- What a SQLite database holds, a line for each fact.
SELECT 'table ' || l.name || ' ' || l.type || ' without_rowid ' || l.wr || ' strict ' || l.strict
FROM pragma_table_list l WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\'
UNION ALL
-- A column of a key is declared NOT NULL, which it is everywhere else.
SELECT 'column ' || t.name || ' ' || c.cid || ' ' || c.name || ' ' || upper(replace(c.type, ' ', ''))
    || CASE WHEN c."notnull" AND c.pk = 0 THEN ' NOT NULL' ELSE '' END
    || coalesce(' DEFAULT ' || lower(trim(replace(c.dflt_value, '"', ''''), '()')), '') || ' key ' || c.pk || ' hidden ' || c.hidden
FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
UNION ALL
SELECT 'key ' || t.name || ' ' || k."table" || ' ' || k.seq || ' ' || k."from" || ' ' || coalesce(k."to", p.name, '')
    || ' ' || k.on_update || ' ' || k.on_delete
FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
LEFT JOIN pragma_table_xinfo(k."table") p ON k."to" IS NULL AND p.pk = k.seq + 1
WHERE t.type = 'table'
UNION ALL
SELECT 'index ' || t.name || ' ' || CASE WHEN i.origin = 'c' THEN i.name ELSE i.origin END || ' unique ' || i."unique"
    || ' partial ' || i.partial || ' '
    || (SELECT group_concat(coalesce(x.name, 'expression') || ' ' || x."desc" || ' ' || x.coll, ', ') FROM pragma_index_xinfo(i.name) x WHERE x.key)
    || CASE WHEN i.origin = 'c' THEN coalesce((SELECT ' ' || lower(replace(replace(replace(replace(replace(replace(replace(substr(s.sql, instr(s.sql, '(')), ' ', ''), '"', ''), '`', ''), '[', ''), ']', ''), '(', ''), ')', '')) FROM sqlite_schema s WHERE s.name = i.name), '') ELSE '' END
FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table';
