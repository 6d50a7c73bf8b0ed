//! What does a statement cost before the database has it? Of 12 nodes, on SQLite, whose own part is measured beside it.

use std::hint::black_box;
use std::time::Instant;

use realgar::engine::Executable;
use realgar::prelude::*;
use realgar::sql::render::render;
use realgar_benches::arguments::Arguments;
use realgar_benches::markdown::Table;
use realgar_benches::statistics::median;
use store::Product;

/// What the schema compiler generated.
mod store {
    realgar::include_schema!("store");
}

const HELP: &str = "\
Times a SELECT of 12 nodes from the tree to SQLite's first step, and its parts.

  --rounds N   medians of so many rounds of 500 statements (1001)";

/// How many statements a round has: few, so that most rounds are not interrupted.
const STATEMENTS: u32 = 500;

/// SELECT, FROM, two columns, two comparisons of a column with a value, and IS NULL of a column.
macro_rules! statement {
    ($number:expr) => {
        select((Product.id, Product.name))
            .filter(Product.id.gt($number))
            .filter(Product.category.eq("none"))
            .filter(Product.rating.is_null())
    };
}

fn main() -> realgar::Result<()> {
    let mut arguments = Arguments::parse(HELP);
    let rounds: u32 = arguments.value("--rounds", 1001);
    arguments.finish();

    // The table is empty, so SQLite has as little to do as it can.
    let engine = Engine::new("sqlite://")?;
    store::METADATA.create_all(&engine)?;
    let mut conn = engine.connect()?;
    let sql = statement!(0).compile(Dialect::Sqlite)?.sql().to_owned();
    conn.execute(statement!(0))?;

    let limited_sql = format!("{sql} LIMIT ?");
    let [mut built, mut rendered, mut run, mut by_hand, mut limited] = [const { Vec::new() }; 5];
    for _ in 0..rounds {
        built.push(time(|number| {
            black_box(statement!(number));
            Ok(())
        })?);
        rendered.push(time(|number| {
            black_box(render(statement!(number).ast()?, Dialect::Sqlite)?);
            Ok(())
        })?);
        run.push(time(|number| {
            black_box(conn.execute(statement!(number))?);
            Ok(())
        })?);
        let raw = conn.sqlite()?;
        by_hand.push(time(|number| {
            let rows = raw.prepare_cached(&sql).and_then(|mut statement| {
                let mut rows = statement.query((number, "none"))?;
                rows.next().map(|row| row.is_some())
            });
            black_box(rows.map_err(realgar::Error::other)?);
            Ok(())
        })?);
        limited.push(time(|number| {
            let rows = raw.prepare_cached(&limited_sql).and_then(|mut statement| {
                let mut rows = statement.query((number, "none", 1))?;
                rows.next().map(|row| row.is_some())
            });
            black_box(rows.map_err(realgar::Error::other)?);
            Ok(())
        })?);
    }
    let [built, rendered, run, by_hand, limited] =
        [built, rendered, run, by_hand, limited].map(|times| median(times).unwrap_or_default());
    let mut table = Table::new(["a statement of 12 nodes", "ns"]);
    for (what, nanoseconds) in [
        ("building its tree, and dropping it", built),
        ("rendering the tree, as the first time", rendered - built),
        ("`conn.execute`, with the tree", run),
        ("rusqlite by hand: `prepare_cached`, bind, step", by_hand),
        ("what Realgar adds to these two: shape, look-up, binds, answer", run - built - by_hand),
        ("rusqlite by hand, with `LIMIT ?`, for which SQLite prepares anew", limited),
    ] {
        table.row([what.to_owned(), format!("{nanoseconds:.0}")]);
    }
    print!("{table}");
    Ok(())
}

/// Nanoseconds of one of many statements.
fn time(mut statement: impl FnMut(i32) -> realgar::Result<()>) -> realgar::Result<f64> {
    let start = Instant::now();
    for number in 0..STATEMENTS {
        statement(i32::try_from(number).unwrap_or_default())?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e9 / f64::from(STATEMENTS))
}
