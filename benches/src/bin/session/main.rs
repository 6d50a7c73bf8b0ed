//! What does a session cost, on SQLite? Against Core, against rusqlite by hand and against Diesel, in one process, in turns.
//!
//! All contestants have a database of their own with equal rows, in memory, through the same VFS of SQLite (memdb,
//! which is Realgar's `sqlite://`), and statements that are cached. Before anything is timed, all must give equal data.
//! `benches/sqlalchemy/session.py` does the same work in SQLAlchemy.

mod changes;
mod database;
mod flush;
mod growth;
mod identity;
mod load;
mod relationships;
mod users;

use realgar_benches::arguments::Arguments;
use realgar_benches::contest::{Contest, Contestant};

const HELP: &str = "\
Times sessions on SQLite, next to what is done without them.

  --rounds N         medians of so many rounds (21)
  --only TEXT        only the measurements whose name has this in it
  --contestant TEXT  only the contestants whose name has this in it, for a profiler";

/// Why no statement fails here.
const GOOD: &str = "a database in memory answers";

/// Measures one thing and prints a table under its name.
type Measure = fn(&str, &Settings);

/// What the command line says.
struct Settings {
    rounds: u32,
    contestant: String,
}

impl Settings {
    /// Lets the contestants take turns, and prints what it took.
    fn report(&self, name: &str, mut contestants: Vec<Contestant<'_>>) {
        contestants.retain(|contestant| contestant.name().contains(&self.contestant));
        println!("{}", Contest::run(self.rounds, contestants).table(name));
    }
}

fn main() {
    let mut arguments = Arguments::parse(HELP);
    let settings = Settings {
        rounds: arguments.value("--rounds", 21),
        contestant: arguments.value("--contestant", String::new()),
    };
    let only: String = arguments.value("--only", String::new());
    arguments.finish();

    let measurements: [(&str, Measure); 10] = [
        ("add and flush 100 000 users, keys back", flush::users),
        ("load 10 000 users", load::ten_thousand),
        ("load 100 000 users", load::hundred_thousand),
        ("load 10 000 users that are there already", load::again),
        ("one user by key, known", identity::get),
        ("read a column of a handle's row", identity::read),
        ("change 10 of 100 000 loaded users and flush", changes::some),
        ("flush 100 000 loaded users, nothing changed", changes::none),
        ("1000 users and their 10 addresses each", relationships::addresses),
        ("growth", growth::table),
    ];
    for (name, measure) in measurements {
        if name.contains(&only) {
            measure(name, &settings);
        }
    }
}
