// What the examples of the tutorial share: its tables and rows, and a check that the SQL beside an example is the SQL
// that it sends. Each example includes this file in a module, where an inner `//!` is not allowed.

use std::sync::Mutex;

use realgar::engine::{EventKind, StatementEvent};

realgar::include_schema!("tutorial");

/// What the engine was asked since the last check: whether it ends or begins a transaction, and the SQL.
static SENT: Mutex<Vec<(bool, String)>> = Mutex::new(Vec::new());

/// An engine on an empty database in memory.
#[allow(dead_code, reason = "not every example wants it")]
pub fn engine() -> realgar::Engine {
    let remember = |event: &StatementEvent<'_>| {
        SENT.lock().unwrap().push((event.kind() != EventKind::Statement, event.sql().to_owned()));
    };
    realgar::Engine::builder("sqlite://").on_execute(remember).build().unwrap()
}

/// An engine on a database with three people, who have three addresses.
#[allow(dead_code, reason = "not every example wants it")]
pub fn people() -> realgar::Engine {
    let engine = engine();
    METADATA.create_all(&engine).unwrap();
    let people = [
        NewUser::new("spongebob").fullname("Spongebob Squarepants"),
        NewUser::new("sandy").fullname("Sandy Cheeks"),
        NewUser::new("patrick"),
    ];
    let addresses =
        [("spongebob@sqlalchemy.org", 1), ("sandy@sqlalchemy.org", 2), ("sandy@squirrelpower.org", 2)];
    engine
        .begin(|conn| {
            conn.execute(realgar::query::insert(User).values(people))?;
            let addresses = addresses.map(|(address, user)| NewAddress::new(address, user));
            conn.execute(realgar::query::insert(Address).values(addresses))
        })
        .unwrap();
    SENT.lock().unwrap().clear();
    engine
}

/// Forgets what was sent so far.
#[allow(dead_code, reason = "not every example wants it")]
pub fn forget() {
    SENT.lock().unwrap().clear();
}

/// Checks that a block of the page shows what was sent since the last check, with or without the transaction.
#[allow(dead_code, reason = "not every example wants it")]
#[track_caller]
pub fn sends(page: &str) {
    let sent = std::mem::take(&mut *SENT.lock().unwrap());
    let all: Vec<&str> = sent.iter().map(|(_, sql)| sql.as_str()).collect();
    let statements: Vec<&str> = sent.iter().filter(|(is_control, _)| !is_control).map(|(_, sql)| sql.as_str()).collect();
    let blocks = sql_blocks(page);
    let shown = [&all, &statements].iter().any(|sent| blocks.contains(&words(&sent.join(" "))));
    assert!(shown, "no block of src/tutorial/{page} shows what was sent:\n{}", all.join("\n"));
}

/// Checks that a block of the page shows this SQL.
#[allow(dead_code, reason = "not every example wants it")]
#[track_caller]
pub fn shows(page: &str, sql: &str) {
    assert!(sql_blocks(page).contains(&words(sql)), "no block of src/tutorial/{page} shows this:\n{sql}");
}

/// The blocks of SQL in a page, each in one line.
fn sql_blocks(page: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tutorial").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    text.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).map(words).collect()
}

/// A text with one space between its words.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
