//! What goes wrong outside of a program: servers that restart, networks that break, disks that are full, writers that are
//! killed. Each is tried on real servers; those that a test has to stop are its own.
//!
//! What goes wrong inside of a database is beside its driver; `faults/cases.md` lists all cases with their tests.

mod full_disks;
mod killed_writers;
mod left_behind;
mod lost_commits;
mod poolers;
mod restarts;
mod storms;

use std::path::{Path, PathBuf};

/// Whether a test of this name is where its modules say.
fn is_there(name: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (modules, function) = name.rsplit_once("::").unwrap();
    let file: PathBuf = PathBuf::from(modules.replace("::", "/")).with_extension("rs");
    ["tests/it", "src", "metadata/tests/it"].iter().any(|folder| {
        let source = std::fs::read_to_string(root.join(folder).join(&file)).unwrap_or_default();
        source.contains(&format!("fn {function}("))
    })
}

#[test]
fn every_case_has_its_tests() {
    let cases = include_str!("faults/cases.md");
    let mut numbers = Vec::new();
    let mut missing = Vec::new();
    for line in cases.lines() {
        let Some(number) = line.split('|').nth(1).and_then(|number| number.trim().parse::<u32>().ok()) else {
            continue;
        };
        numbers.push(number);
        missing.extend(line.split('`').skip(1).step_by(2).filter(|name| name.contains("::") && !is_there(name)));
    }
    assert_eq!(numbers, (1..=62).collect::<Vec<_>>());
    assert!(missing.is_empty(), "these tests are not there: {missing:#?}");
}
