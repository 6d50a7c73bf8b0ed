//! All contact with the outside world: reads and writes files and talks to Cargo. Only this file knows the environment.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::Source;
use crate::output::{MARK, Output};

/// What [`Config::compile`](crate::Config::compile) did.
#[derive(Clone, Debug)]
pub struct Summary {
    tables: usize,
    notes: Vec<String>,
    files: Vec<PathBuf>,
    written: usize,
}

impl Summary {
    /// Returns the number of tables in the schema.
    #[must_use]
    pub const fn table_count(&self) -> usize {
        self.tables
    }

    /// Returns what was skipped or guessed, one sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the paths of the generated files.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Returns the number of files that had to be written because they were new or had changed.
    #[must_use]
    pub const fn written_count(&self) -> usize {
        self.written
    }
}

/// Tells Cargo which files to watch, if Cargo listens.
pub(crate) fn rerun_if_changed(files: &[PathBuf]) {
    if std::env::var_os("OUT_DIR").is_none() {
        return; // not a build script
    }
    let mut stdout = io::stdout().lock();
    for file in files {
        // If Cargo no longer reads this, it no longer needs it.
        let _ = writeln!(stdout, "cargo::rerun-if-changed={}", file.display());
    }
}

/// Reads the schema files.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<Source>, Error> {
    files
        .iter()
        .map(|file| {
            let text = fs::read(file).map_err(|error| Error::io("read the schema file", file, error))?;
            Ok(Source { path: display_name(file), text })
        })
        .collect()
}

/// Where generated files go: the given directory, or `OUT_DIR/realgar`.
pub(crate) fn directory(named: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(directory) = named {
        return Ok(directory.to_owned());
    }
    let out_dir = std::env::var_os("OUT_DIR").ok_or_else(|| {
        Error::config("OUT_DIR is not set: call this from a build script, or name a directory with `Config::out_dir`")
    })?;
    Ok(Path::new(&out_dir).join("realgar"))
}

/// Writes what changed, and removes the files of modules that are gone.
pub(crate) fn write(directory: &Path, output: &Output) -> Result<Summary, Error> {
    let modules = directory.join(output.name());
    fs::create_dir_all(&modules).map_err(|error| Error::io("create the directory", &modules, error))?;
    let mut files = Vec::with_capacity(output.files().len());
    let mut written = 0;
    for (path, text) in output.files() {
        let path = directory.join(path);
        if fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
            // Its modification time stays, so it is not compiled again.
        } else {
            fs::write(&path, text).map_err(|error| Error::io("write", &path, error))?;
            written += 1;
        }
        files.push(path);
    }
    remove_stale(&modules, &files)?;
    let for_diesel = directory.join(format!("{}.diesel.rs", output.name()));
    if !files.contains(&for_diesel) {
        remove_if_ours(&for_diesel)?;
    }
    Ok(Summary { tables: output.table_count(), notes: output.notes().to_vec(), files, written })
}

/// Removes files of this schema that were generated earlier and not this time. Files without our mark stay.
fn remove_stale(modules: &Path, current: &[PathBuf]) -> Result<(), Error> {
    let current: BTreeSet<&Path> = current.iter().map(PathBuf::as_path).collect();
    let entries = fs::read_dir(modules).map_err(|error| Error::io("list", modules, error))?;
    for entry in entries {
        let path = entry.map_err(|error| Error::io("list", modules, error))?.path();
        if path.extension() == Some(OsStr::new("rs")) && !current.contains(path.as_path()) {
            remove_if_ours(&path)?;
        }
    }
    Ok(())
}

/// Removes a file that has our mark.
fn remove_if_ours(path: &Path) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|text| text.starts_with(MARK.as_bytes())) {
        fs::remove_file(path).map_err(|error| Error::io("remove", path, error))?;
    }
    Ok(())
}

/// A path as headers and reports show it: relative to the package's root, so that generated files do not depend on the
/// machine.
fn display_name(file: &Path) -> String {
    let roots = [std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from), std::env::current_dir().ok()];
    let inside = roots.iter().flatten().find_map(|root| file.strip_prefix(root).ok());
    inside.unwrap_or(file).to_string_lossy().replace('\\', "/")
}
