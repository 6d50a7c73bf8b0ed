//! What a unit of work costs beside its statements: SQLite in memory, one task, one select by key.

use std::future::Future;
use std::time::Instant;

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use crate::contestants::diesel_sqlite::Deadpool;
use crate::contestants::sqlx_by_hand::Sqlite;
use crate::forum::{Author, METADATA, NewAuthor};
use crate::markdown::Table;
use crate::server::{Answer, Contestant};
use crate::statistics::median;

/// How many units are run in a round.
const UNITS: u32 = 2_000;

/// A hundred authors, for those who do not have our sessions.
pub(crate) const ROWS: &str = "
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, visits INTEGER NOT NULL);
    INSERT INTO author (name, email, visits)
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99) SELECT 'author ' || i, '', 0 FROM n";

/// Microseconds for each unit.
async fn round<F: Future<Output = Answer<()>>>(unit: impl Fn(i32) -> F) -> Answer<f64> {
    let started = Instant::now();
    for number in 0..UNITS {
        unit(number as i32 % 100 + 1).await?;
    }
    Ok(started.elapsed().as_secs_f64() * 1e6 / f64::from(UNITS))
}

/// Measures, and prints a table.
pub(crate) async fn run(rounds: usize) -> Answer<()> {
    let engine = Engine::new("sqlite://")?;
    METADATA.create_all(&engine)?;
    let sessions = SessionMaker::new(&engine);
    sessions.begin(|session| {
        session.add_all((0..100).map(|number| NewAuthor::new(format!("author {number}"), "", 0)));
        Ok::<_, realgar::Error>(())
    })?;
    let db = AsyncEngine::new(engine);
    let (diesel, sqlx) = (Deadpool::in_memory().await?, Sqlite::in_memory().await?);

    let names = [
        "Realgar, a session on this thread",
        "Realgar, `db.session`",
        "Realgar, `db.read`",
        "Realgar, `db.connection`",
        "Realgar, a session held over awaits, with its COMMIT",
        "tokio's `spawn_blocking` of nothing",
        "Diesel, deadpool's `interact`, no transaction",
        "sqlx, no transaction",
    ];
    let mut measured: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for _ in 0..rounds {
        let here = |id| {
            let done = sessions.begin(|session| session.get_one(Author, id).map(drop));
            async { Ok(done?) }
        };
        measured[0].push(round(here).await?);
        measured[1].push(
            round(|id| {
                let unit = db.session(move |session| session.get_one(Author, id).map(drop));
                async { Ok(unit.await?) }
            })
            .await?,
        );
        measured[2].push(
            round(|id| {
                let unit = db.read(move |session| session.get_one(Author, id).map(drop));
                async { Ok(unit.await?) }
            })
            .await?,
        );
        measured[3].push(
            round(|id| {
                let unit = db.connection(move |conn| conn.scalar(select(Author).filter(Author.id.eq(id))).map(drop));
                async { Ok(unit.await?) }
            })
            .await?,
        );
        measured[4].push(
            round(|id| {
                let db = &db;
                async move {
                    let mut session = db.open_session().await?;
                    session.get_one(Author, id).await?;
                    Ok(session.commit().await?)
                }
            })
            .await?,
        );
        measured[5].push(round(|_| async { Ok(tokio::task::spawn_blocking(|| ()).await?) }).await?);
        measured[6].push(round(|id| found(&diesel, id)).await?);
        measured[7].push(round(|id| found(&sqlx, id)).await?);
    }
    let mut table = Table::new(["one select by key, SQLite in memory", "µs"]);
    for (name, rounds) in names.iter().zip(measured) {
        table.row([(*name).to_owned(), format!("{:.1}", median(rounds).unwrap_or_default())]);
    }
    println!("{table}");
    Ok(())
}

async fn found<C: Contestant>(contestant: &C, id: i32) -> Answer<()> {
    match contestant.author(id).await? {
        Some(_) => Ok(()),
        None => Err("the row is not there".into()),
    }
}
