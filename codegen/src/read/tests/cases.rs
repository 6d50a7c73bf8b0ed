//! Real schemas of others, which do not belong to this repository: without their folder the test says that it is skipped, and
//! fails where `REALGAR_REQUIRE_CASES=1`, as in `.ci/run`.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::super::read;
use crate::input::{Options, Source};
use crate::model::{Origin, Schema};

/// All `.sql` files in a folder and in the folders below it, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is readable")
        .map(|entry| entry.expect("the entry is readable").path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "sql") {
            found.push(entry);
        }
    }
    found
}

/// One line for the log.
fn summary(schema: &Schema) -> String {
    let views = schema.models.iter().filter(|model| matches!(model.origin, Origin::View(_))).count();
    format!(
        "{} tables, {} columns, {} foreign keys, {} indexes, {} enums, {} views ({views} with a model), {} relationships, {} notes",
        schema.metadata.tables.len(),
        schema.metadata.tables.iter().map(|table| table.columns.len()).sum::<usize>(),
        schema.metadata.tables.iter().map(|table| table.foreign_keys.len()).sum::<usize>(),
        schema.metadata.tables.iter().map(|table| table.indexes.len()).sum::<usize>(),
        schema.enums.len(),
        schema.metadata.views.len(),
        schema.models.iter().map(|model| model.relationships.len()).sum::<usize>(),
        schema.notes.len(),
    )
}

#[test]
fn real_schemas_are_read_without_an_error() {
    let Some(folder) = std::env::var_os("REALGAR_CASES") else {
        let is_required = std::env::var_os("REALGAR_REQUIRE_CASES").is_some_and(|wish| wish == "1");
        assert!(!is_required, "REALGAR_REQUIRE_CASES=1, but REALGAR_CASES names no folder");
        // Not `eprintln!`, which is shown for failing tests only.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: real_schemas_are_read_without_an_error: REALGAR_CASES names no folder of schemas"
        );
        return;
    };
    let mut failed = Vec::new();
    let files = files(Path::new(&folder));
    assert!(!files.is_empty(), "no .sql files in {}", folder.display());
    for file in files {
        let path = file.display().to_string();
        let text = std::fs::read(&file).expect("the file is readable");
        let started = std::time::Instant::now();
        match read(&[Source { path: path.clone(), text }], &Options { name: "case".to_owned(), ..Options::default() }) {
            Ok(schema) => {
                println!("{path}: {}, {:?}", summary(&schema), started.elapsed());
                for note in &schema.notes {
                    println!("    {note}");
                }
                for model in &schema.models {
                    let names: Vec<&str> = model.relationships.iter().map(|found| found.name.as_str()).collect();
                    println!("    {} {}: {}", model.row, model.module, names.join(", "));
                }
            }
            Err(report) => failed.push(format!("{path}\n{report}")),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
