//! What a build script says: which files, what for, where to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use realgar_metadata::Dialect;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use crate::error::Error;
use crate::input::{Attributes, Options, Source};
use crate::naming;
use crate::output::Output;
use crate::pipeline;
use crate::write::{self, Summary};

/// What to compile and how. One `Config` is one schema: several files that form one schema go into one `Config`,
/// several schemas are several of them.
///
/// # Examples
///
/// ```no_run
/// # fn main() {
/// realgar_build::Config::new()
///     .file("schema/shop.sql")
///     .type_override("NUMERIC", "f64")
///     .derive("serde::Serialize")
///     .compile()
///     .unwrap_or_else(|error| error.exit());
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "nothing happens before `compile`"]
pub struct Config {
    files: Vec<PathBuf>,
    name: Option<String>,
    dialect: Option<Dialect>,
    out_dir: Option<PathBuf>,
    attributes: Attributes,
    type_overrides: BTreeMap<String, String>,
    model_names: BTreeMap<String, String>,
}

impl Config {
    /// A configuration without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema file. A relative path starts at the package's root, as in every build script.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.files.push(path.as_ref().to_owned());
        self
    }

    /// Adds schema files in the order of their paths, so that it does not matter in which order a directory lists them.
    pub fn files(mut self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let mut paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        paths.sort();
        self.files.extend(paths);
        self
    }

    /// The schema's name, the one that `realgar::include_schema!` takes. Default: the first file's name, without `.sql`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The dialect of files that do not name one by a first line `-- @dialect …`.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Writes into a directory of the package instead of `OUT_DIR`, for those who check generated code in.
    ///
    /// The index is then `<path>/<name>.rs`; `include!` it. Files are written only when they change, and the files of
    /// tables that are gone are removed.
    pub fn out_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.out_dir = Some(path.as_ref().to_owned());
        self
    }

    /// Derives a trait for all row structs, beside `Clone`, `Debug` and `PartialEq`.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.attributes.derives.push(path.into());
        self
    }

    /// Derives a trait for all insert structs, beside `Clone`, `Debug` and `PartialEq`.
    pub fn derive_new(mut self, path: impl Into<String>) -> Self {
        self.attributes.new_derives.push(path.into());
        self
    }

    /// Puts an attribute on the row struct of one table: `("user_account", "derive(Eq, Hash)")`.
    pub fn attribute(mut self, table: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.attributes.of_rows.entry(table.into()).or_default().push(attribute.into());
        self
    }

    /// Maps a SQL type (`"NUMERIC"`) or one column (`"invoice.total"`) to a Rust type: a path that starts with `crate::`
    /// or a crate's name and implements `realgar::SqlMapped`, or one of Rust's own (`f64`, `String`, …).
    ///
    /// A column's own `@type` comment wins, then the column's entry here, then its type's.
    pub fn type_override(mut self, of: impl Into<String>, rust_type: impl Into<String>) -> Self {
        self.type_overrides.insert(of.into(), rust_type.into());
        self
    }

    /// Names the model of a table or view. The table's own `@model` comment wins.
    pub fn model_name(mut self, table: impl Into<String>, model: impl Into<String>) -> Self {
        self.model_names.insert(table.into(), model.into());
        self
    }

    /// Reads the files, generates the code and writes it.
    ///
    /// In a build script, Cargo is told to run it again when one of the files changes.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the schema, in one error; or the file that could not be read or written.
    pub fn compile(&self) -> Result<Summary, Error> {
        // Read
        let name = self.schema_name()?;
        write::rerun_if_changed(&self.files);
        let sources = write::read(&self.files)?;
        let directory = write::directory(self.out_dir.as_deref())?;
        // Generate
        let output = self.output(&sources, name)?;
        // Write
        write::write(&directory, &output)
    }

    /// Generates the code of a schema of this name.
    pub(crate) fn output(&self, sources: &[Source], name: String) -> Result<Output, Error> {
        self.check_model_names()?;
        self.check_attributes()?;
        pipeline::run(sources, &self.options(name), &self.attributes)
    }

    /// The names of models, if generated code can have them beside its own.
    fn check_model_names(&self) -> Result<(), Error> {
        let taken = |model: &&String| naming::model(model).is_some_and(|allowed| allowed == format!("{model}_"));
        match self.model_names.values().find(taken) {
            Some(model) => Err(Error::config(format!(
                "generated code has a `{model}` of its own; choose another name for the model in `Config::model_name`"
            ))),
            None => Ok(()),
        }
    }

    /// What is derived and the attributes, if they are Rust.
    fn check_attributes(&self) -> Result<(), Error> {
        let paths = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
        for derive in self.attributes.derives.iter().chain(&self.attributes.new_derives) {
            paths.parse_str(derive).map_err(|error| Error::config(format!("cannot derive `{derive}`: {error}")))?;
        }
        for attribute in self.attributes.of_rows.values().flatten() {
            syn::parse_str::<syn::Meta>(attribute)
                .map_err(|error| Error::config(format!("`#[{attribute}]` is no attribute: {error}")))?;
        }
        Ok(())
    }

    /// What the reader must know.
    fn options(&self, name: String) -> Options {
        Options {
            name,
            dialect: self.dialect,
            type_overrides: self.type_overrides.clone(),
            model_names: self.model_names.clone(),
        }
    }

    /// The name, or what the first file gives for one.
    fn schema_name(&self) -> Result<String, Error> {
        let first = self.files.first().map(PathBuf::as_path);
        self.name_for(first)
    }

    /// The name, or that of this file.
    pub(crate) fn name_for(&self, first: Option<&Path>) -> Result<String, Error> {
        let stem = || first.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
        match self.name.clone().or_else(stem) {
            None => Err(Error::config("no schema file is given; name one with `Config::file`")),
            // The name becomes a file and a directory.
            Some(name) if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '"']) => {
                Err(Error::config(format!("the schema's name `{name}` cannot be a file name; use `Config::name`")))
            }
            Some(name) => Ok(name),
        }
    }
}
