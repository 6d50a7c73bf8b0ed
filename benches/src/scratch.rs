//! Packages that are written to be compiled: their folder, their files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// This repository.
#[must_use]
pub fn repository() -> PathBuf {
    // This package is a folder of the repository.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is below the repository").to_owned()
}

/// A package in a folder of its own, with a target folder of its own in it.
#[derive(Clone, Debug)]
pub struct Package {
    root: PathBuf,
}

impl Package {
    /// The package `name` of the measurement `measurement`, in this package's target folder. Its versions of all
    /// dependencies are those in this package's Cargo.lock.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn open(measurement: &str, name: &str, manifest: &str) -> io::Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| here.join("target"), PathBuf::from);
        let package = Self { root: std::path::absolute(target)?.join("scratch").join(measurement).join(name) };
        package.write("Cargo.toml", manifest)?;
        fs::copy(here.join("Cargo.lock"), package.root.join("Cargo.lock"))?;
        Ok(package)
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is compiled in it.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// Writes a file, if it is not the same already: Cargo looks at times.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(&self, path: &str, text: &str) -> io::Result<()> {
        let path = self.root.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)
    }

    /// Removes a file or folder below it, if it is there.
    ///
    /// # Errors
    ///
    /// It is there and cannot be removed.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        let path = self.root.join(path);
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// `cargo …` in it, in the environment of a user: not that of the `cargo run` which started this program.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in std::env::vars_os() {
            let is_cargos =
                name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR");
            if is_cargos || name == "OUT_DIR" || name == "RUSTFLAGS" || name == "CARGO_INCREMENTAL" {
                command.env_remove(name);
            }
        }
        command.args(arguments).current_dir(&self.root).env("CARGO_TARGET_DIR", self.target());
        command
    }
}
