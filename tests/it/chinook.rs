//! The ten questions of `examples/chinook.rs`: their SQL, the plans that SQLite makes of it, and their answers.

mod answers;
#[path = "../../examples/chinook/questions.rs"]
mod questions;
#[path = "../../examples/chinook/sample.rs"]
mod sample;

use std::path::Path;

use realgar::prelude::*;

/// `schema/chinook.sql`.
#[expect(clippy::module_inception, reason = "the example's modules expect it here, by this name")]
mod chinook {
    realgar::include_schema!("chinook");
}

/// Calls `$check` with the connection, the name and the query of each question.
macro_rules! each_question {
    ($check:path, $conn:expr) => {
        each_question!($check, $conn;
            best_customer_of_each_country tracks_never_sold employees_and_their_managers revenue_per_genre
            best_selling_artists revenue_per_year longest_playlists customers_of_each_representative
            unusually_long_tracks albums_never_sold
        )
    };
    ($check:path, $conn:expr; $($question:ident)*) => { $( $check($conn, stringify!($question), &questions::$question()); )* };
}

/// The sample that the example brings along.
fn sample_shop() -> Connection {
    let engine = Engine::new("sqlite://").unwrap();
    chinook::METADATA.create_all(&engine).unwrap();
    engine.begin(sample::load).unwrap();
    engine.connect().unwrap()
}

/// The real data in the tables of our own schema, if the environment says where it is.
fn real_shop() -> Option<Connection> {
    let script = std::fs::read_to_string(crate::support::cases()?.join("chinook/Chinook_Sqlite.sql")).unwrap();
    let rows = &script[script.find("INSERT INTO").unwrap()..];
    let engine = Engine::new("sqlite://").unwrap();
    chinook::METADATA.create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.sqlite().unwrap().execute_batch(&format!("BEGIN; {rows} COMMIT;")).unwrap();
    Some(conn)
}

#[test]
fn the_sample_answers_every_question() {
    fn is_answered<R>(conn: &mut Connection, question: &str, query: &Query<R>) {
        assert!(!conn.execute(query.clone()).unwrap().is_empty(), "{question}");
    }
    each_question!(is_answered, &mut sample_shop());
}

#[test]
fn the_real_data_answers_every_question() {
    fn is_answered<R>(conn: &mut Connection, question: &str, query: &Query<R>) {
        assert!(!conn.execute(query.clone()).unwrap().is_empty(), "{question}");
    }
    if let Some(mut conn) = real_shop() {
        each_question!(is_answered, &mut conn);
    }
}

#[test]
fn the_questions_are_asked_in_this_sql() {
    fn sql_is_known<R>(_: &mut Connection, question: &str, query: &Query<R>) {
        let mut sql = query.compile(Dialect::Sqlite).unwrap().sql().to_owned();
        for word in ["FROM", "JOIN", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "EXCEPT"] {
            sql = sql.replace(&format!(" {word} "), &format!("\n{word} "));
        }
        assert_file(&format!("{question}.sql"), &sql.replace(" LEFT OUTER\nJOIN", "\nLEFT OUTER JOIN"));
    }
    each_question!(sql_is_known, &mut sample_shop());
}

#[test]
fn sqlite_plans_the_questions_with_the_indexes() {
    fn plan_is_known<R>(conn: &mut Connection, question: &str, query: &Query<R>) {
        let sql = query.compile(Dialect::Sqlite).unwrap().literal_binds().to_owned();
        let steps = text(format!("EXPLAIN QUERY PLAN {sql}")).typed::<(i64, i64, i64, String)>();
        let mut depths = std::collections::BTreeMap::from([(0, 0)]);
        let mut plan = Vec::new();
        for (id, parent, _, step) in conn.execute(steps).unwrap() {
            let depth = depths[&parent];
            depths.insert(id, depth + 1);
            plan.push("  ".repeat(depth) + &step);
        }
        assert_file(&format!("{question}.plan"), &plan.join("\n"));
    }
    each_question!(plan_is_known, &mut sample_shop());
}

/// Compares a text with a file of `tests/queries`.
fn assert_file(name: &str, text: &str) {
    let path = Path::new("tests/queries").join(name);
    let text = format!("{text}\n");
    if std::env::var_os("REALGAR_UPDATE_GOLDENS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text,
        known,
        "{}: REALGAR_UPDATE_GOLDENS=1 writes it anew; read the diff before you commit it",
        path.display()
    );
}
