//! Schemas of others: each must go through, or give a report. They are not part of this repository.

use std::path::{Path, PathBuf};

use realgar_build::{Config, Dialect};

use crate::case;

#[test]
fn real_dumps_go_through() {
    let Some(root) = std::env::var_os("REALGAR_CASES") else { return };
    for path in sql_files(Path::new(&root)) {
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
