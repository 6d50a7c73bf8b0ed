//! Does a stream need memory for its rows? Each size is a process of its own, whose peak memory the kernel tells.

use std::hint::black_box;
use std::io;
use std::process::{Command, exit};

use realgar::prelude::*;
use realgar_benches::arguments::Arguments;
use realgar_benches::command::run;
use realgar_benches::markdown::Table;

const HELP: &str = "\
Reads rows that SQLite makes as it goes, with `Connection::stream` and with `Connection::execute`.

  --rows N     so many rows; may be given several times (10 000, 1 000 000 and 10 000 000)
  --held N     up to so many rows are also held at once (1 000 000)";

fn main() -> io::Result<()> {
    let mut arguments = Arguments::parse(HELP);
    // Inside of the processes that are measured.
    let streamed: i64 = arguments.value("--stream", 0);
    let held: i64 = arguments.value("--hold", 0);
    if streamed > 0 || held > 0 {
        return read(streamed, held).map_err(io::Error::other);
    }
    let mut sizes: Vec<i64> = arguments.all("--rows").iter().filter_map(|text| text.parse().ok()).collect();
    let most: i64 = arguments.value("--held", 1_000_000);
    arguments.finish();
    if sizes.is_empty() {
        sizes = vec![10_000, 1_000_000, 10_000_000];
    }
    let mut table = Table::new(["rows", "streamed, peak memory", "CPU", "held at once, peak memory", "CPU"]);
    for rows in sizes {
        let mut cells = vec![rows.to_string()];
        cells.extend(measure("--stream", rows)?);
        cells.extend(if rows <= most { measure("--hold", rows)? } else { [String::new(), String::new()] });
        table.row(cells);
    }
    print!("{table}");
    Ok(())
}

/// Runs this program once more, for one size.
fn measure(mode: &str, rows: i64) -> io::Result<[String; 2]> {
    let cost = run(Command::new(std::env::current_exe()?).args([mode, &rows.to_string()]), None)?;
    if !cost.status.success() {
        eprintln!("{mode} {rows} has failed");
        exit(1);
    }
    let megabytes = cost.memory as f64 / 1e6;
    Ok([format!("{megabytes:.1} MB"), format!("{:.2} s", (cost.user + cost.system).as_secs_f64())])
}

/// Reads as many rows as wanted of two integers and a text of 40 characters, and checks that none is missing.
fn read(streamed: i64, held: i64) -> realgar::Result<()> {
    let count = streamed.max(held);
    let base = select(literal(1_i64).label("n"));
    let numbers = recursive_cte("numbers", base, |numbers| {
        let n = numbers.columns();
        select(n + 1_i64).select_from(numbers).filter(n.lt(count))
    });
    let n = numbers.columns();
    let note = func::substr(literal("0123456789012345678901234567890123456789"), 1, 40);
    let query = select((n, n * 2_i64, note)).select_from(numbers);

    let mut conn = Engine::new("sqlite://")?.connect()?;
    let mut sum = 0;
    if streamed > 0 {
        for row in conn.stream(query)? {
            let (number, _, note) = row?;
            sum += black_box(number);
            black_box(note);
        }
    } else {
        let rows = black_box(conn.execute(query)?.all());
        sum = rows.iter().map(|(number, ..)| number).sum();
    }
    assert_eq!(sum, count * (count + 1) / 2, "all rows have come");
    Ok(())
}
