//! The libraries, each with the same three questions as its users would write them.

pub(crate) mod diesel_postgres;
pub(crate) mod diesel_sqlite;
pub(crate) mod diesel_tables;
pub(crate) mod realgar_held;
pub(crate) mod realgar_rows;
pub(crate) mod realgar_units;
pub(crate) mod sea_orm_entities;
pub(crate) mod sqlx_by_hand;

use crate::server::{Answer, serve};

/// How many connections each pool has.
pub(crate) const POOL: usize = 8;

/// How long a writer of SQLite's waits for its turn, in milliseconds.
pub(crate) const PATIENCE: u64 = 60_000;

/// The names on the command line and in the tables.
pub(crate) const NAMES: [(&str, &str); 6] = [
    ("units", "Realgar, units of a session"),
    ("rows", "Realgar, units of a connection"),
    ("held", "Realgar, a session held over awaits"),
    ("diesel", "Diesel"),
    ("sqlx", "sqlx"),
    ("sea-orm", "SeaORM"),
];

/// Serves requests as the contestant of this name.
pub(crate) async fn run(name: &str, url: &str) -> Answer<()> {
    let is_sqlite = url.starts_with("sqlite");
    match name {
        "units" => serve(realgar_units::Units::open(url)?).await,
        "rows" => serve(realgar_rows::Units::open(url)?).await,
        "held" => serve(realgar_held::Held::open(url)?).await,
        "diesel" if is_sqlite => serve(diesel_sqlite::Deadpool::open(url)?).await,
        "diesel" => serve(diesel_postgres::DieselAsync::open(url)?).await,
        "sqlx" if is_sqlite => serve(sqlx_by_hand::Sqlite::open(url).await?).await,
        "sqlx" => serve(sqlx_by_hand::Postgres::open(url).await?).await,
        "sea-orm" => serve(sea_orm_entities::SeaOrm::open(url).await?).await,
        _ => Err(format!("no contestant is called `{name}`").into()),
    }
}
