//! Each case is a folder: `*.sql`, which form one schema, and `expected/`, the files generated from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use realgar_build::Config;

use crate::case;

#[test]
fn every_case_generates_its_expected_files() {
    let mut differences = Vec::new();
    let cases: Vec<PathBuf> = case::entries(&case::root()).into_iter().filter(|path| is_case(path)).collect();
    assert!(cases.len() > 8, "the cases are not where they should be: {}", case::root().display());
    for folder in cases {
        let name = case::name(&folder);
        match realgar_build::generate(case::sources(&folder), &Config::new().name(&*name)) {
            Ok(output) => differences.extend(compare(&folder.join("expected"), &output)),
            Err(error) => differences.push(format!("{name}:\n{error}")),
        }
    }
    assert!(
        differences.is_empty(),
        "{}\n\nREALGAR_UPDATE_GOLDENS=1 writes the expected files anew; read the diff before you commit it",
        differences.join("\n\n")
    );
}

fn is_case(path: &Path) -> bool {
    path.is_dir() && case::name(path) != "bad"
}

fn compare(expected: &Path, output: &realgar_build::Output) -> Vec<String> {
    let mut differences: Vec<String> =
        output.files().filter_map(|(path, text)| case::check(&expected.join(path), text)).collect();
    let generated: BTreeSet<PathBuf> = output.files().map(|(path, _)| expected.join(path)).collect();
    for path in files(expected).into_iter().filter(|path| !generated.contains(path)) {
        if case::updating() {
            fs::remove_file(&path).expect("a removable file");
        } else {
            differences.push(format!("{} is not generated any more", path.display()));
        }
    }
    differences
}

/// All files below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    if !directory.is_dir() {
        return Vec::new();
    }
    let entries = case::entries(directory).into_iter();
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
