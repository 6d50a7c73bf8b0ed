//! Schemas of others: each must go through. They are not part of this repository: without their folder the test says that it
//! is skipped, and fails where `REALGAR_REQUIRE_CASES=1`, as in `.ci/run`.

use std::io::Write;
use std::path::{Path, PathBuf};

use realgar_build::{Config, Dialect};

use crate::case;

#[test]
fn real_dumps_go_through() {
    let Some(root) = std::env::var_os("REALGAR_CASES") else {
        let is_required = std::env::var_os("REALGAR_REQUIRE_CASES").is_some_and(|wish| wish == "1");
        assert!(!is_required, "REALGAR_REQUIRE_CASES=1, but REALGAR_CASES names no folder");
        // Not `eprintln!`, which is shown for failing tests only.
        let _ = writeln!(std::io::stderr(), "skipped: real_dumps_go_through: REALGAR_CASES names no folder of schemas");
        return;
    };
    let files = sql_files(Path::new(&root));
    assert!(!files.is_empty(), "no .sql files in {}", root.display());
    for path in files {
        let name = case::name(&path).to_lowercase();
        let config = Config::new();
        let config = match () {
            () if name.contains("mysql") => config.dialect(Dialect::MySql),
            () if name.contains("postgres") => config.dialect(Dialect::PostgreSql),
            () => config.dialect(Dialect::Sqlite),
        };
        let text = std::fs::read(&path).expect("a readable file");
        match realgar_build::generate([(name.clone(), text)], &config) {
            Ok(output) => println!("{name}: {} tables, {} notes", output.table_count(), output.notes().len()),
            Err(error) => panic!("{name}:\n{error}"),
        }
    }
}

fn sql_files(directory: &Path) -> Vec<PathBuf> {
    let entries = case::entries(directory).into_iter();
    let files = entries.flat_map(|path| if path.is_dir() { sql_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "sql")).collect()
}
