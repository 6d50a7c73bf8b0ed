-- Virtual tables and free words for types, as SQLite's shell writes them.
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, size FLOATING POINT, kind "my text", at 'some int'(3));
CREATE VIRTUAL TABLE docs_words USING fts5(title, body, content='docs', content_rowid='id', tokenize = "porter unicode61");
CREATE VIRTUAL TABLE IF NOT EXISTS "old mail" USING fts4([the subject] TEXT, body VARCHAR(20) NOT NULL, tokenize=porter);
CREATE VIRTUAL TABLE area USING rtree(id, minX, maxX, +label TEXT);
CREATE VIRTUAL TABLE terms USING fts5vocab(docs_words, 'row');
