//! Who may import whom, in this crate and in the model: everything points down.
//!
//! A room is a file directly below `src`, with the folder of its name. What a file names by `crate::` or `super::`, in its
//! `use` lines and in paths, is an arrow from its room to another one. The arrows that exist are listed here, so that a
//! new one is a decision.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The generator, from the ground up: a room imports only from rows above its own.
const GENERATOR: &[(&str, &[&str])] = &[
    // The ground: what goes in, what comes out, and what is wrong with it.
    ("input", &[]),
    ("model", &[]),
    ("naming", &[]),
    ("markdown", &[]),
    ("report", &["input"]),
    ("error", &["input", "report"]),
    // Text to a resolved schema.
    ("syntax", &["input", "model", "naming", "report"]),
    ("resolve", &["input", "model", "naming", "report", "syntax"]),
    ("read", &["input", "model", "report", "resolve", "syntax"]),
    // A resolved schema to text.
    ("output", &["error"]),
    ("emit", &["error", "input", "markdown", "model", "output"]),
    // Text to text, and what a build script sees.
    ("pipeline", &["emit", "error", "input", "output", "read"]),
    ("write", &["error", "input", "output"]),
    ("config", &["error", "input", "naming", "output", "pipeline", "write"]),
];

/// The model of tables, from the ground up.
const MODEL: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("dialect", &[]),
    ("unsupported", &["dialect"]),
    ("identifier", &["dialect"]),
    ("constant", &[]),
    // A table, from its types to the whole of it.
    ("sql_type", &[]),
    ("native_type", &["dialect"]),
    ("identity", &[]),
    ("on_conflict", &[]),
    ("column", &["constant", "dialect", "identity", "native_type", "on_conflict", "span", "sql_type"]),
    // SQL text that is read into the model.
    ("lexer", &[]),
    ("type_name", &["dialect", "lexer", "sql_type"]),
    ("default_value", &["column", "dialect", "lexer", "type_name"]),
    ("enum_type", &["constant", "span"]),
    ("constraint", &["constant", "on_conflict"]),
    ("foreign_key", &["constant", "constraint", "span"]),
    ("exclude", &["constant"]),
    ("table_option", &["dialect"]),
    ("index_key", &["constant"]),
    ("index", &["constant", "index_key", "table_option"]),
    ("partition", &["constant"]),
    (
        "table",
        &["column", "constant", "constraint", "exclude", "foreign_key", "index", "partition", "span", "table_option"],
    ),
    ("view", &["column", "constant", "index", "span", "table_option"]),
    ("definition", &["constant", "dialect"]),
    ("virtual_table", &["column", "lexer", "sql_type"]),
    ("metadata", &["constant", "definition", "dialect", "enum_type", "table", "view"]),
    // What can be made of it.
    ("strong_components", &[]),
    ("references", &["foreign_key", "metadata", "table"]),
    ("sorted_views", &["lexer", "metadata", "strong_components", "view"]),
    ("sorted", &["foreign_key", "metadata", "references", "strong_components", "table"]),
    (
        "ddl",
        &[
            "column",
            "constraint",
            "definition",
            "dialect",
            "enum_type",
            "exclude",
            "foreign_key",
            "identity",
            "index",
            "index_key",
            "lexer",
            "metadata",
            "on_conflict",
            "partition",
            "references",
            "sorted",
            "sql_type",
            "table",
            "table_option",
            "unsupported",
            "view",
        ],
    ),
    ("in_list", &["lexer", "type_name"]),
    (
        "diff",
        &[
            "column",
            "ddl",
            "default_value",
            "dialect",
            "enum_type",
            "foreign_key",
            "in_list",
            "index",
            "metadata",
            "sql_type",
            "table",
        ],
    ),
    ("bind", &["ddl", "definition", "dialect", "metadata", "unsupported"]),
    // Beside what is declared: what a database has, in which order views are, and what constraints are called.
    ("naming_convention", &["column", "constant", "constraint", "ddl", "lexer", "metadata", "table"]),
    (
        "check",
        &[
            "bind",
            "column",
            "definition",
            "dialect",
            "diff",
            "enum_type",
            "index",
            "metadata",
            "sql_type",
            "table",
            "view",
        ],
    ),
];

/// What is declared in the root of the model and not in a room: names for `Cow`s.
const ROOT_ITEMS: &[&str] = &["List", "Text"];

#[test]
fn imports_of_the_generator_point_down() {
    check(&root().join("src"), GENERATOR);
}

#[test]
fn imports_of_the_model_point_down() {
    check(&root().join("../metadata/src"), MODEL);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn check(src: &Path, allowed: &[(&str, &[&str])]) {
    for (at, (room, below)) in allowed.iter().enumerate() {
        let is_above = |target: &&&str| !allowed[..at].iter().any(|(lower, _)| *lower == **target);
        let upwards: Vec<_> = below.iter().filter(is_above).collect();
        assert!(upwards.is_empty(), "the list lets `{room}` import {upwards:?}, which are not above it in the list");
    }
    let allowed: BTreeMap<&str, &[&str]> = allowed.iter().copied().collect();
    let homes = homes(&fs::read_to_string(src.join("lib.rs")).expect("the root of a crate"));
    let mut missing = Vec::new();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(src) {
        let path = file.strip_prefix(src).expect("it was found there").with_extension("");
        let path: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let room = path[0].clone();
        // The root of the crate puts the rooms together and may name all of them; tests of a room may, too.
        if room == "lib" || path.iter().any(|part| part == "tests") {
            continue;
        }
        let targets = found.entry(room.clone()).or_default();
        for target in targets_of(&fs::read_to_string(&file).expect("a file of this crate"), &path) {
            let target = homes.get(&target).cloned().unwrap_or(target);
            if ROOT_ITEMS.contains(&target.as_str()) {
                continue;
            }
            let is_allowed = allowed.get(room.as_str()).is_some_and(|below| below.contains(&target.as_str()));
            if target != room && !is_allowed {
                missing.push(format!("{room} -> {target}, in {}", path.join("/")));
            }
            targets.insert(target);
        }
    }
    assert!(
        missing.is_empty(),
        "a new arrow: {}\neither turn it around, or add it to the list in {} and write down why",
        missing.join("; "),
        file!()
    );
    let unused: Vec<String> = allowed
        .iter()
        .flat_map(|(room, below)| below.iter().map(move |target| (*room, *target)))
        .filter(|(room, target)| !found.get(*room).is_some_and(|targets| targets.contains(*target)))
        .map(|(room, target)| format!("{room} -> {target}"))
        .collect();
    assert!(unused.is_empty(), "arrows that are gone: {}\ntake them out of the list in {}", unused.join("; "), file!());
}

/// The rooms of what the root of a crate exports again, by name: `pub use column::{Column, Identity};`.
fn homes(root: &str) -> BTreeMap<String, String> {
    let exports = root.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()?.split_once("::"));
    exports.flat_map(|(room, items)| first_names(items).into_iter().map(|item| (item, room.to_owned()))).collect()
}

/// All `.rs` files in a folder and below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of this crate");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let found = paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The rooms that a file names by paths from `crate` or `super`. Its tests do not count.
fn targets_of(text: &str, path: &[String]) -> BTreeSet<String> {
    let code: String = text
        .split("\n#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut targets = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let is_path = !code[..at].ends_with(|before: char| before.is_alphanumeric() || "_$".contains(before));
        if is_path {
            targets.extend(first_names(&code[at + "crate::".len()..]));
        }
    }
    // `super` of a file in a room is the room, and of the room's own file the root.
    for (at, _) in code.match_indices("super::") {
        let before = &code[..at];
        if before.ends_with("super::") || before.ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &code[at..];
        let mut ups = 0;
        let mut tail = rest;
        while let Some(after) = tail.strip_prefix("super::") {
            ups += 1;
            tail = after;
        }
        if ups >= path.len() {
            targets.extend(first_names(tail));
        }
    }
    targets
}

/// The first names of a path, or of the paths in its braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |path: &str| {
        let path = path.trim_start();
        let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
        path[..end].to_owned()
    };
    let Some(inside) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&inside[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&inside[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let path = ["emit".to_owned(), "row".to_owned()];
    let text = "use crate::model::{Field, Model};\nuse crate::{\n    error, // a comment, crate::none\n    syntax::{a, b},\n};\n\
                fn f(x: crate::naming::Name) { super::super::output::format() }\nuse super::item::Item;\n\
                #[cfg(test)]\nmod tests { use crate::config; }\n";
    let found: Vec<String> = targets_of(text, &path).into_iter().collect();
    assert_eq!(found, ["error", "model", "naming", "output", "syntax"]);
}
