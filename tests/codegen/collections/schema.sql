-- @dialect postgresql
-- What a session does with collections, beside naming them.
CREATE TABLE shop.account (
    id       INTEGER PRIMARY KEY,
    -- The settings are this account's own, and go with it.
    settings_id INTEGER NOT NULL REFERENCES shop.settings (id) -- @relationship settings many_to_one_cascade=all,delete-orphan single_parent
);

CREATE TABLE shop.settings (
    id    INTEGER PRIMARY KEY,
    theme TEXT NOT NULL
);

-- A few of them: in the order in which they are shown.
CREATE TABLE shop.address (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES shop.account (id), -- @relationship account order_by=position cascade=all,delete-orphan
    position   SMALLINT NOT NULL
);

-- Too many of them to be loaded.
CREATE TABLE shop.entry (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES shop.account (id) ON DELETE CASCADE, -- @relationship account write_only passive_deletes order_by=booked_at desc, id
    booked_at  TIMESTAMP NOT NULL
);

-- Written by somebody else.
CREATE TABLE shop.visit (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES shop.account (id), -- @relationship account back_populates=visits viewonly
    seen_at    TIMESTAMP NOT NULL
);

CREATE TABLE shop.tag (
    name TEXT PRIMARY KEY
);

-- @relationship tags back_populates=accounts order_by=name
CREATE TABLE shop.account_tag (
    account_id INTEGER NOT NULL REFERENCES shop.account (id),
    tag_name   TEXT NOT NULL REFERENCES shop.tag (name),
    PRIMARY KEY (account_id, tag_name)
);
