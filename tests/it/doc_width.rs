//! Examples in the docs are read in a narrow column: none is wider than 80.

use std::fs;
use std::path::{Path, PathBuf};

/// How many columns rustdoc shows without a scroll bar.
const COLUMNS: usize = 80;

#[test]
fn examples_in_the_docs_are_at_most_80_columns_wide() {
    let mut files = Vec::new();
    for folder in ["src", "metadata/src", "codegen/src"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files were found", files.len());
    let wide: Vec<String> = files.iter().flat_map(|file| wide_lines(file)).collect();
    assert!(wide.is_empty(), "these lines of examples are wider than {COLUMNS} columns:\n{}", wide.join("\n"));
}

/// The files of Rust and Markdown in a folder and those below it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            files.push(path);
        }
    }
}

/// The lines of a file's examples that are too wide, each with its place.
fn wide_lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let mut is_example = false;
    let mut wide = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let Some(shown) = (if is_markdown { Some(line) } else { documentation(line) }) else {
            is_example = false;
            continue;
        };
        if shown.trim_start().starts_with("```") {
            is_example = !is_example;
        } else if is_example && !is_hidden(shown) && shown.chars().count() > COLUMNS {
            wide.push(format!("{}:{number}: {shown}", file.display()));
        }
    }
    wide
}

/// What a line of documentation says, without the slashes.
fn documentation(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// Whether rustdoc compiles a line without showing it.
fn is_hidden(line: &str) -> bool {
    line.starts_with("# ")
}
