-- @dialect postgresql

-- How somebody feels.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy', 'n/a', '4o6', '');

CREATE TABLE person (
    id       integer PRIMARY KEY,
    mood     mood NOT NULL DEFAULT 'ok',
    earlier  mood,
    -- Only these three sizes are made.
    shirt    text NOT NULL CHECK (shirt IN ('S', 'M', 'L'))
);
