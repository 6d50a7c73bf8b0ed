-- @dialect sqlite
-- In the style of Django's sqlmigrate and of .schema of applications.
CREATE TABLE IF NOT EXISTS "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "balance" decimal NOT NULL, "visits" integer unsigned NOT NULL CHECK ("visits" >= 0), "profile" text NOT NULL CHECK ((JSON_VALID("profile") OR "profile" IS NULL)), "uuid" char(32) NOT NULL);
CREATE TABLE "auth_group" ("id" bigint PRIMARY KEY, "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "big" big integer, "real" real DEFAULT 1.5);
CREATE UNIQUE INDEX "auth_group_user_uniq" ON "auth_group" ("user_id", "big" DESC);
CREATE INDEX "auth_group_partial" ON "auth_group" ("user_id") WHERE "user_id" IS NOT NULL;
CREATE INDEX auth_user_lower ON auth_user (lower(username) COLLATE NOCASE, visits);
CREATE TABLE keyed (a INT PRIMARY KEY ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE, c TEXT UNIQUE ON CONFLICT FAIL COLLATE NOCASE, UNIQUE (a, b) ON CONFLICT ROLLBACK);
CREATE TABLE sideways (k TEXT, v BLOB, PRIMARY KEY (k)) WITHOUT ROWID;
CREATE TABLE exact (i INT, t TEXT NOT NULL, r REAL, b BLOB, x ANY -- @type String
) STRICT;
CREATE TABLE computed (a INTEGER PRIMARY KEY, b INT, c INT AS (b * 2), d TEXT GENERATED ALWAYS AS (b || 'x') STORED, e TEXT DEFAULT (datetime('now')), f INT DEFAULT 7);
CREATE TABLE loosely (id LONGVARCHAR, n NUMBER, m NVARCHAR(20), z NATIVE CHARACTER(70), w UNSIGNED BIG INT);
CREATE TABLE commas (a INTEGER, b INTEGER, CONSTRAINT pk PRIMARY KEY (a) CONSTRAINT pair UNIQUE (b) CHECK (a > 0) FOREIGN KEY (b) REFERENCES commas (a));
CREATE VIEW heavy AS SELECT id, username FROM auth_user WHERE visits > 10;
