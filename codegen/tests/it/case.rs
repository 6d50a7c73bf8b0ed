//! Folders of cases, and files that are compared or written anew.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the cases are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/codegen")
}

/// The entries of a directory in the order of their names.
pub(crate) fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths
}

/// The last part of a path.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().expect("a path with a name").to_string_lossy().into_owned()
}

/// The `.sql` files of a case as pairs of name, seen from the repository's root, and text.
pub(crate) fn sources(case: &Path) -> Vec<(String, String)> {
    entries(case)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| (format!("tests/codegen/{}/{}", name(case), name(&path)), read(&path)))
        .collect()
}

/// A file's text; nothing if there is no such file.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Whether expected files are written anew.
pub(crate) fn updating() -> bool {
    std::env::var_os("REALGAR_UPDATE_GOLDENS").is_some_and(|value| value == "1")
}

/// Compares a file with what it should hold, or writes that. Returns what differs.
pub(crate) fn check(path: &Path, text: &str) -> Option<String> {
    let present = read(path);
    if present == text {
        return None;
    }
    if updating() {
        fs::create_dir_all(path.parent().expect("a path in a directory")).expect("a writable directory");
        fs::write(path, text).expect("a writable file");
        return None;
    }
    let line = present.lines().zip(text.lines()).take_while(|(a, b)| a == b).count();
    let shown = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    Some(format!("{}:{}\n  expected {}\n       got {}", path.display(), line + 1, shown(&present), shown(text)))
}
