//! Ten questions to a music store, the Chinook sample database.
//!
//! ```text
//! cargo run --example chinook                           # a small sample that this example brings along
//! cargo run --example chinook -- path/to/chinook        # a folder with Chinook_Sqlite.sql in it
//! cargo run --example chinook -- path/to/chinook.sqlite # a database file
//! ```
//!
//! The tables are those of `schema/chinook.sql`; the script and the file are at
//! <https://github.com/lerocha/chinook-database>. `chinook/questions.rs` has the queries, `chinook/sample.rs` fills the
//! tables; what is here opens the database and prints.

#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use realgar::prelude::*;
use rust_decimal::Decimal;

#[path = "chinook/questions.rs"]
mod questions;
#[path = "chinook/sample.rs"]
mod sample;

/// What the build script made of `schema/chinook.sql`.
mod chinook {
    realgar::include_schema!("chinook");
}

fn main() -> realgar::Result<()> {
    let engine = open(std::env::args_os().nth(1))?;
    let mut conn = engine.connect()?;

    show(
        "Who is the best customer of each country?",
        ["country", "customer", "spent"],
        conn.execute(questions::best_customer_of_each_country())?,
        |(country, first, last, spent)| [or_dash(country), format!("{first} {last}"), money(spent)],
    );
    show(
        "Which tracks were never sold?",
        ["artist", "track", "genre"],
        conn.execute(questions::tracks_never_sold())?,
        |(artist, track, genre)| [or_dash(artist), track, or_dash(genre)],
    );
    show(
        "Who reports to whom?",
        ["employee", "position", "manager"],
        conn.execute(questions::employees_and_their_managers())?,
        |(employee, position, manager)| [employee, or_dash(position), or_dash(manager)],
    );
    show(
        "Which genres earn money, and how much?",
        ["genre", "sold", "revenue"],
        conn.execute(questions::revenue_per_genre())?,
        |(genre, sold, revenue)| [or_dash(genre), or_dash(sold), money(revenue)],
    );
    show(
        "Who sells best?",
        ["artist", "sold", "revenue"],
        conn.execute(questions::best_selling_artists())?,
        |(artist, sold, revenue)| [or_dash(artist), or_dash(sold), money(revenue)],
    );
    show(
        "How were the years?",
        ["year", "invoices", "revenue"],
        conn.execute(questions::revenue_per_year())?,
        |(year, invoices, revenue)| [year, invoices.to_string(), money(revenue)],
    );
    show(
        "Which playlists are the longest?",
        ["playlist", "tracks", "hours"],
        conn.execute(questions::longest_playlists())?,
        |(playlist, tracks, milliseconds)| {
            let hours = milliseconds.map(|sum| format!("{:.1}", sum as f64 / 3_600_000.0));
            [or_dash(playlist), tracks.to_string(), or_dash(hours)]
        },
    );
    show(
        "Who looks after how many customers?",
        ["support representative", "customers", "revenue"],
        conn.execute(questions::customers_of_each_representative())?,
        |(first, last, customers, revenue)| [format!("{first} {last}"), customers.to_string(), money(revenue)],
    );
    show(
        "Which tracks are more than three times as long as usual on their album?",
        ["album", "track", "minutes", "usual"],
        conn.execute(questions::unusually_long_tracks())?,
        |(album, track, milliseconds, mean)| [album, track, minutes(milliseconds as f64), or_dash(mean.map(minutes))],
    );
    show(
        "Which albums have not sold a single track?",
        ["artist", "album"],
        conn.execute(questions::albums_never_sold())?,
        |(artist, album)| [or_dash(artist), album],
    );
    Ok(())
}

/// The database that was asked for; without any, one in memory with a small sample.
fn open(argument: Option<OsString>) -> realgar::Result<Engine> {
    let cases = std::env::var_os("REALGAR_CASES").map(|folder| PathBuf::from(folder).join("chinook"));
    match argument.map(PathBuf::from).or(cases) {
        Some(path) if path.is_dir() => {
            let engine = Engine::new("sqlite://")?;
            load_script(&engine, &path.join("Chinook_Sqlite.sql"))?;
            Ok(engine)
        }
        Some(file) => Engine::new(&format!("sqlite:///{}?mode=ro", file.display())),
        None => {
            let engine = Engine::new("sqlite://")?;
            chinook::METADATA.create_all(&engine)?;
            engine.begin(sample::load)?;
            Ok(engine)
        }
    }
}

/// Runs a whole script of SQL, as only the driver itself can: `conn.sqlite()` is rusqlite's own connection.
fn load_script(engine: &Engine, path: &Path) -> realgar::Result<()> {
    let script = std::fs::read_to_string(path).map_err(realgar::Error::other)?;
    engine.connect()?.sqlite()?.execute_batch(&script).map_err(realgar::Error::other)
}

/// Prints rows as a table, each column as wide as it has to be.
fn show<R, const N: usize>(question: &str, headers: [&str; N], rows: Rows<R>, cells: impl Fn(R) -> [String; N]) {
    let count = rows.len();
    let lines: Vec<[String; N]> = rows.into_iter().map(cells).collect();
    let mut widths = headers.map(str::len);
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let print = |cells: [&str; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        println!("  {}", padded.collect::<Vec<_>>().join("  ").trim_end());
    };
    println!("{question}");
    print(headers);
    lines.iter().for_each(|line| print(line.each_ref().map(String::as_str)));
    println!("  ({count} {})\n", if count == 1 { "row" } else { "rows" });
}

fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// SQLite adds up NUMERIC columns as floating point numbers; a price has two digits.
fn money(sum: Option<Decimal>) -> String {
    or_dash(sum.map(|sum| format!("{:.2}", sum.round_dp(2))))
}

fn minutes(milliseconds: f64) -> String {
    format!("{:.1}", milliseconds / 60_000.0)
}
