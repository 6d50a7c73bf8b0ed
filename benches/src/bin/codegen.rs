//! How long does the schema compiler take? From the text of 500 tables of 10 columns to the text of their modules.

use std::hint::black_box;
use std::time::Instant;

use realgar_benches::arguments::Arguments;
use realgar_benches::markdown::Table;
use realgar_benches::program::schema::Schema;
use realgar_benches::statistics::median;
use realgar_build::{Config, Error};

const HELP: &str = "\
Generates the code for schemas of 10 columns a table, without reading or writing files.

  --tables N   so many tables; may be given several times (100 and 500)
  --runs N     the median of so many runs (21)";

fn main() -> Result<(), Error> {
    let mut arguments = Arguments::parse(HELP);
    let runs: u32 = arguments.value("--runs", 21);
    let mut sizes: Vec<usize> = arguments.all("--tables").iter().filter_map(|text| text.parse().ok()).collect();
    arguments.finish();
    if sizes.is_empty() {
        sizes = vec![100, 500];
    }
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let mut table = Table::new(["tables × 10 columns", "profile", "ms", "lines in", "lines out"]);
    for tables in sizes {
        let sql = Schema::new(tables).sql();
        let config = Config::new();
        let generate = || realgar_build::generate([("schema.sql", sql.as_str())], &config);
        let output = generate()?;
        assert_eq!(output.table_count(), tables, "all tables are compiled");
        let lines: usize = output.files().map(|(_, text)| text.lines().count()).sum();
        let mut times = Vec::new();
        for _ in 0..runs {
            let start = Instant::now();
            black_box(generate()?);
            times.push(start.elapsed().as_secs_f64());
        }
        let milliseconds = median(times).unwrap_or_default() * 1e3;
        table.row([
            tables.to_string(),
            profile.to_owned(),
            format!("{milliseconds:.0}"),
            sql.lines().count().to_string(),
            lines.to_string(),
        ]);
    }
    print!("{table}");
    Ok(())
}
