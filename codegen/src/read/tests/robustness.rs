//! Whatever the bytes are: a schema or a report, never a panic, and not much time.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::read;
use super::schema;
use crate::input::{Options, Source};

/// All constructs in one text, to be cut and mixed.
const EVERYTHING: &str = r#"-- @dialect postgresql
/*!40101 SET x = 1 */;
-- docs
-- @model Thing @name things
CREATE TABLE IF NOT EXISTS "a b" ( -- x
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- @version
    [b c] VARCHAR(10) NOT NULL DEFAULT 'it''s' COLLATE "C" CHECK ([b c] IN ('x', 'y')), /* @type a::B<c> */
    e ENUM('a', 'b') DEFAULT E'\'', g INT GENERATED ALWAYS AS (id * 2) STORED, n NUMERIC(10, 2) DEFAULT -1.5e3,
    u INT UNSIGNED REFERENCES t (x) ON DELETE SET NULL DEFERRABLE, arr text[][3], t timestamp(3) with time zone,
    CONSTRAINT k UNIQUE NULLS NOT DISTINCT (id), KEY `i` (id(3)), FOREIGN KEY (id, e) REFERENCES public.t (a, b)
) WITHOUT ROWID, STRICT;
CREATE TYPE m AS ENUM ('a', 'b'); CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE UNIQUE INDEX i ON "a b" USING gin (id DESC, (lower(e))) WHERE id > 1;
ALTER TABLE ONLY t ADD CONSTRAINT p PRIMARY KEY (x), ALTER COLUMN x SET DEFAULT nextval('s'::regclass), RENAME a TO b;
CREATE FUNCTION f() AS $tag$ ; $tag$; CREATE TRIGGER t BEGIN SELECT CASE WHEN 1 THEN 2 END; END;
COPY t FROM stdin;
1	2
\.
DELIMITER //
CREATE VIEW v (a) AS SELECT x.id FROM "a b" x LEFT JOIN t USING (id) //
DELIMITER ;
COMMENT ON COLUMN t.x IS 'ü'; DROP TABLE t;
"#;

/// Reads and forgets: only a panic fails.
fn survive(text: &[u8]) {
    let source = Source { path: "fuzz.sql".to_owned(), text: text.to_vec() };
    if let Err(report) = read(&[source], &Options::default()) {
        assert!(!report.problems().is_empty());
        assert!(!report.to_string().is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
    }

    #[test]
    fn random_texts_never_panic(text in "\\PC{0,200}") {
        survive(text.as_bytes());
        survive(format!("CREATE TABLE t ({text})").as_bytes());
        survive(format!("CREATE TABLE t (id INT) -- @relationship {text}").as_bytes());
    }

    #[test]
    fn cut_texts_never_panic(from in 0..EVERYTHING.len(), length in 0..EVERYTHING.len()) {
        let to = (from + length).min(EVERYTHING.len());
        survive(&EVERYTHING.as_bytes()[from..to]);
        survive(&[&EVERYTHING.as_bytes()[..from], &EVERYTHING.as_bytes()[to..]].concat());
    }

    #[test]
    fn mixed_words_never_panic(picks in prop::collection::vec(0..400_usize, 0..80)) {
        let words: Vec<&str> = EVERYTHING.split_inclusive(|character: char| !character.is_alphanumeric()).collect();
        let text: String = picks.iter().map(|pick| words[pick % words.len()]).collect();
        survive(text.as_bytes());
    }
}

#[test]
fn deep_parentheses_are_survived() {
    let deep = 50_000;
    let nested = format!("{}1{}", "(".repeat(deep), ")".repeat(deep));
    survive(format!("CREATE TABLE t (a INT CHECK ({nested} IN ('a')))").as_bytes());
    survive(format!("CREATE TABLE t (a INT DEFAULT {nested})").as_bytes());
    survive(format!("CREATE TABLE t (a INT); CREATE VIEW v AS SELECT {nested} FROM t").as_bytes());
    survive("(".repeat(deep).as_bytes());
    let openings = [
        "(SELECT ",
        "CASE WHEN ",
        "NOT ",
        "- ",
        "f(",
        "ARRAY[",
        "CAST(",
        "EXISTS (SELECT ",
        "a IN (",
        "(a, ",
        "INTERVAL ",
        "a BETWEEN ",
        "a[",
        "CAST(a AS ARRAY<",
    ];
    for opening in openings {
        let nested = opening.repeat(deep / 20);
        survive(
            format!("CREATE TABLE t (a TEXT CHECK ({nested} IN ('a'))); CREATE VIEW v AS SELECT {nested} FROM t")
                .as_bytes(),
        );
        survive(format!("CREATE TABLE t (a TEXT CHECK (a IN ('a') OR {nested}) DEFAULT {nested}").as_bytes());
    }
    for opening in ["(", "(t JOIN ", "(SELECT * FROM ", "LATERAL (", "t JOIN (", "UNNEST("] {
        let nested = opening.repeat(deep / 20);
        survive(format!("CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a FROM {nested} t").as_bytes());
    }
    for opening in ["ARRAY<", "STRUCT<a ", "Nullable(", "Array(", "MAP(", "Tuple(", "SETOF ", "a.", "INTERVAL "] {
        for count in [99, deep / 20] {
            let nested = opening.repeat(count);
            survive(format!("CREATE TABLE t (a {nested} INT, b INT DEFAULT {nested} 1)").as_bytes());
        }
    }
    survive(
        format!("CREATE TABLE t (a TEXT); CREATE VIEW v AS {} SELECT a FROM t", "WITH x AS (".repeat(1000)).as_bytes(),
    );
    survive(format!("CREATE TABLE t (a TEXT); CREATE VIEW v AS {}", "SELECT a FROM t UNION ".repeat(900)).as_bytes());
    let chain = "OR a = 'x' ".repeat(5_000);
    survive(format!("CREATE TABLE t (a TEXT CHECK (a IN ('y') {chain}))").as_bytes());
    survive(format!("CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a FROM t WHERE a IN ('y') {chain}").as_bytes());
    survive("/*".repeat(deep).as_bytes());
    survive("CREATE DOMAIN a AS b; CREATE DOMAIN b AS a; CREATE TABLE t (x a)".as_bytes());
}

#[test]
fn the_same_text_gives_the_same_schema() {
    let text = "CREATE TABLE a (id INT PRIMARY KEY, b_id INT REFERENCES b); CREATE TABLE b (id INT PRIMARY KEY, a_id INT REFERENCES a);";
    assert_eq!(format!("{:?}", schema(text)), format!("{:?}", schema(text)));
}

#[test]
fn large_inputs_take_a_moment_and_no_more() {
    // Generous limits: they are to catch what grows with the square of the input, on any machine.
    let rows: String = (0..100_000)
        .map(|at| format!("INSERT INTO a VALUES ({at}, 'it''s; row', NULL, 'some more text to fill the line');\n"))
        .collect();
    let started = Instant::now();
    let dump = schema(&format!("CREATE TABLE a (id INT PRIMARY KEY);\n{rows}"));
    assert_eq!(dump.notes, ["skipped 100000 INSERT; used 1 of 100001 statements"]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());

    let tables: String = (0..500)
        .map(|at| {
            let columns: String = (0..8).map(|column| format!("    column_{column} VARCHAR(30) NOT NULL, -- words\n")).collect();
            let previous = at.max(1) - 1;
            format!("CREATE TABLE table_{at} (\n    id INTEGER PRIMARY KEY,\n{columns}    other_id INTEGER REFERENCES table_{previous} (id)\n);\n")
        })
        .collect();
    let started = Instant::now();
    assert_eq!(schema(&tables).models.len(), 500);
    let one_line = tables.lines().map(|line| line.split(" --").next().unwrap_or_default()).collect::<String>();
    assert_eq!(schema(&one_line).models.len(), 500);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());

    // Pairs of tables that refer to each other, and a view of each.
    let pairs: String = (0..1000)
        .map(|at| {
            format!(
                "CREATE TABLE a{at} (id INT PRIMARY KEY, b_id INT NOT NULL);\nCREATE TABLE b{at} (id INT PRIMARY KEY, a_id INT);\n\
                 ALTER TABLE a{at} ADD FOREIGN KEY (b_id) REFERENCES b{at};\nALTER TABLE b{at} ADD FOREIGN KEY (a_id) REFERENCES a{at};\n\
                 CREATE VIEW v{at} AS SELECT id FROM a{at};\n"
            )
        })
        .collect();
    let started = Instant::now();
    let found = schema(&pairs);
    assert_eq!((found.models.len(), found.flush_order[..2].to_vec()), (3000, vec![1, 0]));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
