//! The pages of the tutorial: in one order, and each block of SQL is held by the example above it.
//!
//! The examples themselves are doctests; `tests/tutorial/page.rs` is what they share.

use std::fs;
use std::path::{Path, PathBuf};

/// A block between fences: its language, and its lines.
struct Block {
    language: String,
    lines: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tutorial")
}

/// The pages in the order of the first page's list, by the names of their modules.
fn order() -> Vec<String> {
    let index = fs::read_to_string(folder().with_extension("md")).unwrap();
    let numbered = |line: &&str| line.split_once(". [").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    let module = |line: &str| line.rsplit_once('(').unwrap().1.trim_end_matches(')').to_owned();
    index.lines().filter(numbered).map(module).collect()
}

fn page(module: &str) -> String {
    fs::read_to_string(folder().join(format!("{module}.md"))).unwrap()
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            if !is_open {
                blocks.push(Block { language: language.to_owned(), lines: String::new() });
            }
            is_open = !is_open;
        } else if is_open {
            let block = blocks.last_mut().unwrap();
            block.lines.push_str(line);
            block.lines.push('\n');
        }
    }
    blocks
}

#[test]
fn every_page_is_in_the_list_and_in_the_documentation() {
    let mut listed = order();
    listed.push("sqlalchemy".to_owned());
    let source = fs::read_to_string(folder().with_extension("rs")).unwrap();
    let shown: Vec<&str> = source.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    assert_eq!(shown, listed.iter().map(|module| format!("{module} {{}}")).collect::<Vec<_>>());
    let mut files: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    listed.sort();
    assert_eq!(files, listed);
}

#[test]
fn every_page_ends_with_a_link_to_the_next() {
    let order = order();
    assert!(order.len() > 10, "only {} pages are in the list", order.len());
    let next = order.iter().skip(1).map(String::as_str).chain(["sqlalchemy"]);
    for (module, next) in order.iter().zip(next) {
        let page = page(module);
        let last = page.lines().last().unwrap();
        let link = format!("](crate::tutorial::{next})");
        assert!(last.starts_with("Next: [") && last.ends_with(&link), "{module}: {last}");
    }
}

#[test]
fn every_block_of_sql_is_held_by_the_example_above_it() {
    let mut held = 0;
    for module in order() {
        let checks = ["sends", "shows"].map(|check| format!("tutorial::{check}(\"{module}.md\""));
        let blocks = blocks(&page(&module));
        let mut example = None;
        let mut seen: Vec<&str> = Vec::new();
        for block in &blocks {
            match block.language.as_str() {
                "rust" => example = Some(block),
                "sql" => {
                    let example = example.take().unwrap_or_else(|| panic!("{module}: no example\n{}", block.lines));
                    assert!(
                        checks.iter().any(|check| example.lines.contains(check)),
                        "{module}: the example above does not check this SQL:\n{}",
                        block.lines
                    );
                    assert!(!seen.contains(&block.lines.as_str()), "{module}: shown twice:\n{}", block.lines);
                    seen.push(&block.lines);
                    held += 1;
                }
                _ => {}
            }
        }
    }
    assert!(held > 20, "only {held} blocks were found");
}

#[test]
fn few_lines_of_an_example_are_hidden() {
    for module in order() {
        for block in blocks(&page(&module)).iter().filter(|block| block.language.starts_with("rust")) {
            let hidden = block.lines.lines().filter(|line| line.starts_with("# ")).count();
            assert!(hidden <= 13, "{module}: {hidden} lines are hidden\n{}", block.lines);
        }
    }
}
