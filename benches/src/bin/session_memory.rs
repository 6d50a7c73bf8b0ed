//! What does an instance in a session cost in memory? Counts what is allocated while rows are loaded.

use std::alloc::System;
use std::collections::HashMap;
use std::mem::size_of;

use realgar::prelude::*;
use realgar_benches::arguments::Arguments;
use realgar_benches::markdown::Table;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// What the schema compiler generated.
mod members {
    realgar::include_schema!("members");
}

use members::{Measurement, User};

/// Counts all bytes of this program as they are asked for, without what the allocator adds.
#[global_allocator]
static ALLOCATED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const HELP: &str = "\
Counts the bytes that a session needs for rows that it has loaded and nobody has touched.

  --rows N   so many rows; may be given several times (1000, 100 000 and 1 000 000)";

const FILL: [&str; 2] = [
    "INSERT INTO user_account (id, name, email, fullname, visits, score)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
     SELECT i, 'user ' || i, 'user.number.' || i || '@example.org', CASE WHEN i % 3 > 0 THEN 'User Number ' || i END,
            i % 300, i / 8.0 FROM n",
    "INSERT INTO measurement (id, sensor, seconds, value)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
     SELECT i, i % 17, i * 60, i / 8.0 FROM n",
];

fn main() -> realgar::Result<()> {
    let mut arguments = Arguments::parse(HELP);
    let mut sizes: Vec<i64> = arguments.all("--rows").iter().filter_map(|text| text.parse().ok()).collect();
    arguments.finish();
    if sizes.is_empty() {
        sizes = vec![1_000, 100_000, 1_000_000];
    }
    let mut table =
        Table::new(["bytes for each instance", "rows", "the row", "its strings", "key map", "beyond these", "handles"]);
    for rows in sizes {
        let engine = Engine::new("sqlite://")?;
        members::METADATA.create_all(&engine)?;
        engine.begin(|conn| {
            for fill in FILL {
                conn.execute(text(fill).bind("rows", rows))?;
            }
            Ok(())
        })?;
        let strings = |user: &User| {
            user.name.capacity() + user.email.capacity() + user.fullname.as_ref().map_or(0, String::capacity)
        };
        table.row(measure("`User`: six columns, three of text", &engine, rows, load_users, strings)?);
        table.row(measure("`Measurement`: four numbers", &engine, rows, load_measurements, |_| 0)?);
    }
    print!("{table}");
    Ok(())
}

fn load_users(session: &mut Session) -> realgar::Result<Vec<Handle<User>>> {
    Ok(session.execute(select(User))?.all())
}

fn load_measurements(session: &mut Session) -> realgar::Result<Vec<Handle<Measurement>>> {
    Ok(session.execute(select(Measurement))?.all())
}

/// A row of the table.
fn measure<E>(
    name: &str,
    engine: &Engine,
    rows: i64,
    load: fn(&mut Session) -> realgar::Result<Vec<Handle<E>>>,
    strings: impl Fn(&E) -> usize,
) -> realgar::Result<Vec<String>>
where
    Session: std::ops::Index<Handle<E>, Output = E>,
{
    let mut session = Session::new(engine);
    // What the session, the connection and the statement need once.
    session.execute(text("SELECT 1"))?;
    let (handles, total) = counted(|| load(&mut session));
    let handles = handles?;
    let strings: usize = handles.iter().map(|handle| strings(&session[*handle])).sum();
    // A table like the one that the key map is.
    let (_, map) = counted(|| {
        let mut map = HashMap::new();
        for key in 0..rows {
            map.insert(key, 0_u32);
        }
        map
    });
    let list = handles.capacity() * size_of::<Handle<E>>();
    let count = handles.len();
    let each = |bytes: usize| format!("{:.1}", bytes as f64 / count as f64);
    let beyond = total - list - strings - map - size_of::<E>() * count;
    Ok(vec![
        name.to_owned(),
        rows.to_string(),
        size_of::<E>().to_string(),
        each(strings),
        each(map),
        each(beyond),
        each(list),
    ])
}

/// What `work` gives, and how many bytes it has left allocated.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let region = Region::new(ALLOCATED);
    let value = work();
    let change = region.change();
    (value, change.bytes_allocated - change.bytes_deallocated)
}
