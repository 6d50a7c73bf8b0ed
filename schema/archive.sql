-- @dialect sqlite
CREATE TABLE article (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    body  TEXT
);

-- The words of articles.
CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='article', content_rowid='id', tokenize="porter unicode61");

-- @model Letter
CREATE VIRTUAL TABLE letters USING fts5(subject, body, sender UNINDEXED, prefix='2 3');

CREATE VIRTUAL TABLE area USING rtree(id, min_x, max_x, +label TEXT);

CREATE VIRTUAL TABLE letter_terms USING fts5vocab(letters, 'row');

CREATE TRIGGER article_added AFTER INSERT ON article BEGIN
    INSERT INTO article_words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
