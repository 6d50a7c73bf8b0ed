//! Who may import whom in `src/`: everything points down. `ARCHITECTURE.md` draws the same house.
//!
//! A room is a folder of `src/` with the file of its name, or a folder of `src/session/`. What a file names by `crate::`,
//! in its `use` lines and in paths, is an arrow from its room to another one. The arrows that exist are listed here, so
//! that a new one is a decision.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The house, from the ground up: a room imports only from rooms above its own line in this list.
const HOUSE: &[(&str, &[&str])] = &[
    // The ground.
    ("error", &[]),
    ("sql", &["error"]),
    ("types", &["error", "sql"]),
    // What generated code implements, and what a database implements. Neither knows the other.
    ("entity", &["error", "sql", "types"]),
    ("driver", &["error", "sql", "types"]),
    // What can be run, and what it answers.
    ("statement", &["driver", "entity", "error", "sql", "types"]),
    ("engine", &["driver", "entity", "error", "sql", "statement", "types"]),
    // The query language. It runs nothing.
    ("query", &["driver", "entity", "error", "sql", "statement", "types"]),
    ("relationship", &["entity", "query", "sql", "types"]),
    ("inspector", &["engine", "error", "sql", "statement"]),
    // The unit of work, from the identity map to the flush.
    ("session/identity", &["entity", "error", "sql"]),
    ("session/relationship", &["entity", "error", "query", "relationship", "session/identity", "sql"]),
    ("session/undo", &["engine", "entity", "error", "session/identity", "session/relationship", "sql"]),
    (
        "session/loading",
        &[
            "driver",
            "engine",
            "entity",
            "error",
            "query",
            "session/identity",
            "session/relationship",
            "session/undo",
            "sql",
            "types",
        ],
    ),
    (
        "session/changes",
        &["entity", "error", "session/identity", "session/loading", "session/relationship", "session/undo", "sql"],
    ),
    (
        "session/flush",
        &[
            "driver",
            "engine",
            "entity",
            "error",
            "session/changes",
            "session/identity",
            "session/loading",
            "session/relationship",
            "session/undo",
            "sql",
            "types",
        ],
    ),
    (
        "session/statements",
        &[
            "driver",
            "engine",
            "entity",
            "error",
            "query",
            "session/identity",
            "session/loading",
            "session/undo",
            "sql",
            "statement",
            "types",
        ],
    ),
    (
        "session",
        &[
            "engine",
            "entity",
            "error",
            "query",
            "session/changes",
            "session/flush",
            "session/identity",
            "session/loading",
            "session/relationship",
            "session/statements",
            "session/undo",
            "sql",
            "statement",
            "types",
        ],
    ),
    // Stand-ins for types whose feature is off.
    ("missing_features", &["types"]),
    // The facade for async code.
    ("tokio", &["driver", "engine", "entity", "error", "query", "session", "sql", "statement", "types"]),
];

/// Arrows that point up, and why each has to.
const UPWARDS: &[(&str, &str)] = &[];

/// The two files that show the house from outside: to programs, and to generated code.
const DOORS: &[&str] = &["lib", "prelude", "codegen_support"];

/// What the root of the crate exports again, and the room that it comes from.
const ROOT_ITEMS: &[(&str, &str)] =
    &[("Connection", "engine"), ("Engine", "engine"), ("Error", "error"), ("Result", "error")];

#[test]
fn imports_point_down() {
    for (at, (room, below)) in HOUSE.iter().enumerate() {
        for target in *below {
            let is_below = HOUSE[..at].iter().any(|(lower, _)| lower == target);
            assert!(is_below, "the list lets `{room}` import `{target}`, which is not above it in the list");
        }
    }
    let arrows = arrows();
    let mut unlisted = Vec::new();
    for ((room, target), files) in &arrows {
        let is_listed = HOUSE.iter().any(|(name, below)| name == room && below.contains(&target.as_str()));
        if !is_listed && !UPWARDS.contains(&(room, target)) {
            unlisted.push(format!("{room} -> {target}, in {}", files.iter().cloned().collect::<Vec<_>>().join(", ")));
        }
    }
    assert!(
        unlisted.is_empty(),
        "new arrows:\n{}\nturn them around, or add them to the list in {} and write down why",
        unlisted.join("\n"),
        file!()
    );
    let listed = HOUSE.iter().flat_map(|(room, below)| below.iter().map(move |target| (*room, *target)));
    let gone: Vec<_> = listed
        .chain(UPWARDS.iter().copied())
        .filter(|(room, target)| !arrows.contains_key(&((*room).to_owned(), (*target).to_owned())))
        .collect();
    assert!(gone.is_empty(), "arrows that are gone: {gone:?}; take them out of the list in {}", file!());
}

/// Each arrow between rooms, and the files that it starts in.
fn arrows() -> BTreeMap<(String, String), BTreeSet<String>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut arrows: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for file in files(&src) {
        let path = file.strip_prefix(&src).unwrap().with_extension("");
        let path: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
        let room = room(&src, &path);
        let is_test = path.iter().any(|part| part.ends_with("tests") || part.ends_with("_law"));
        if is_test || DOORS.contains(&room.as_str()) {
            continue;
        }
        for target in paths(&fs::read_to_string(&file).unwrap(), &path) {
            let target: Vec<&str> = target.iter().map(String::as_str).collect();
            let target = match ROOT_ITEMS.iter().find(|(item, _)| target[0] == *item) {
                Some((_, room)) => (*room).to_owned(),
                None => self::room(&src, &target),
            };
            // The model of tables is a crate of its own, below all rooms; macros name the door of generated code.
            if target != room && target != "metadata" && target != "codegen_support" {
                arrows.entry((room.clone(), target)).or_default().insert(path.join("/"));
            }
        }
    }
    arrows
}

/// The room of a path.
fn room(src: &Path, path: &[&str]) -> String {
    match path {
        ["session", inner, ..] if src.join("session").join(inner).is_dir() => format!("session/{inner}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}

/// All files of a folder, and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The paths from the root of the crate that the file at `path` names, by their first two parts. Its own tests do not
/// count.
fn paths(text: &str, path: &[&str]) -> BTreeSet<Vec<String>> {
    let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    let lines: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = absolute(&lines.join("\n"), path);
    let mut found = BTreeSet::new();
    for (at, name) in code.match_indices("crate::") {
        // `$crate::…` in a macro is a path, `our_crate::…` is not.
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        for first in branches(&code[at + name.len()..]) {
            let (first, rest) = word(first);
            let seconds = rest.strip_prefix("::").map(branches).unwrap_or_default();
            found.insert(vec![first.to_owned()]);
            found.extend(seconds.iter().map(|second| vec![first.to_owned(), word(second).0.to_owned()]));
        }
    }
    // `crate::session` alone is the room only where nothing of it follows.
    let longer: BTreeSet<String> = found.iter().filter(|path| path.len() > 1).map(|path| path[0].clone()).collect();
    found.retain(|path| path.len() > 1 || !longer.contains(&path[0]));
    found
}

/// The same with `crate::…` in the place of `super::…`.
fn absolute(code: &str, path: &[&str]) -> String {
    let mut absolute = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        absolute.push_str(&rest[..at]);
        let tail = rest[at..].trim_start_matches("super::");
        let ups = (rest[at..].len() - tail.len()) / "super::".len();
        absolute.push_str("crate::");
        for part in &path[..path.len().saturating_sub(ups)] {
            absolute.push_str(part);
            absolute.push_str("::");
        }
        rest = tail;
    }
    absolute + rest
}

/// A path, or all paths inside of its braces.
fn branches(path: &str) -> Vec<&str> {
    let Some(inside) = path.strip_prefix('{') else { return vec![path] };
    let (mut depth, mut start, mut branches) = (0_usize, 0, Vec::new());
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                branches.push(inside[start..at].trim());
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// The first word of a path, and what follows it.
fn word(path: &str) -> (&str, &str) {
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
    path.split_at(end)
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = "use crate::sql::ast::{Node, Select};\nuse crate::{error, // crate::none\n  types::{a, b::c}};\n\
                fn f(x: crate::entity::Key) -> super::super::Session { super::hooks::call() }\n\n#[cfg(test)]\nmod tests { use crate::engine::Engine; }\n";
    let found: Vec<String> = paths(text, &["session", "flush", "plan"]).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["entity::Key", "error", "session::Session", "session::flush", "sql::ast", "types::a", "types::b"]
    );
}
