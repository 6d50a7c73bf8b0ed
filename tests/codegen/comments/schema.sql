-- Comments are shown, never read as markup: [brackets], <b>tags</b>, `code`, an odd ` tick, ``` fences, * stars *.
--
-- # No heading
-- 1. no list, C:\no\escape, https://example.org/page. And a line that is so long that it has to be broken somewhere between its words.
CREATE TABLE note (
    id   INTEGER PRIMARY KEY,   -- Upper case starts a sentence
    text TEXT NOT NULL,         -- see [note] or <text>
    /* a block comment
       of two lines */
    kind TEXT                   -- `code span` with [x] outside and `[x]` inside
);
