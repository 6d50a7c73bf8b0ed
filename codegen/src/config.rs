//! What a build script asks for: which files, with which options, and where the code goes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use realgar_metadata::{Dialect, MetaData};
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use crate::error::Error;
use crate::input::{Attributes, Options, Source};
use crate::naming;
use crate::output::Output;
use crate::pipeline;
use crate::write::{self, Summary};

/// What to compile, and how. One `Config` is one schema: several files that form one schema go into one `Config`; for
/// several schemas, use several.
///
#[doc = include_str!("config.md")]
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
    without_changesets: bool,
    enum_names: BTreeMap<String, String>,
    label_names: BTreeMap<(String, String), String>,
}

impl Config {
    /// Creates a configuration without files, in which every option has its default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema file. Default: none; at least one is needed.
    ///
    /// A relative path starts at the package's root, as in every build script.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.files.push(path.as_ref().to_owned());
        self
    }

    /// Adds several schema files, sorted by path. Default: none.
    ///
    /// So the order in which a directory lists its files does not matter.
    pub fn files(mut self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let mut paths: Vec<PathBuf> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        paths.sort();
        self.files.extend(paths);
        self
    }

    /// Sets the schema's name, which is what `realgar::include_schema!` takes. Default: the name of the first file,
    /// without `.sql`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the dialect of files that do not name one in a first line `-- @dialect …`. Default: none; types then mean
    /// what most dialects agree on.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Writes into a directory of the package, for those who check generated code in. Default: `OUT_DIR/realgar`.
    ///
    /// The index is then `<path>/<name>.rs`; `include!` it. A file is only written when it changes, and the files of
    /// tables that are gone are removed.
    pub fn out_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.out_dir = Some(path.as_ref().to_owned());
        self
    }

    /// Derives a trait for all row structs, and for the enums that stand in them. Default: `Clone`, `Debug` and
    /// `PartialEq`, which always are.
    ///
    /// An enum derives what rows compare and hash by anyway. For `Default`, its default is its first label.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.attributes.derives.push(path.into());
        self
    }

    /// Derives a trait for all insert structs. Default: `Clone`, `Debug` and `PartialEq`, which always are.
    pub fn derive_new(mut self, path: impl Into<String>) -> Self {
        self.attributes.new_derives.push(path.into());
        self
    }

    /// Derives a trait for all changesets. Default: `Debug` and `Default`, which always are.
    ///
    /// With `serde::Deserialize`, which needs the library's feature `serde`, a field that is missing stays as it is and
    /// `null` is NULL, as with [`serde`](Self::serde).
    pub fn derive_changes(mut self, path: impl Into<String>) -> Self {
        self.attributes.changes_derives.push(path.into());
        self
    }

    /// Leaves the changesets (`UserChanges`) out, which are a tenth of what the compiler has to check. Default: each table
    /// has one.
    pub fn without_changesets(mut self) -> Self {
        self.without_changesets = true;
        self
    }

    /// Lets rows, insert structs, changesets and enums implement serde's `Serialize` and `Deserialize`. Default: `false`.
    ///
    /// The library needs its feature `serde` for this; the application needs no dependency on serde of its own. Fields
    /// have their names in the struct, enums are their labels in SQL, and a field of an insert struct whose column has a
    /// default may be missing. A field of a changeset that is missing stays as it is, and `null` is NULL.
    pub const fn serde(mut self, serde: bool) -> Self {
        self.attributes.serde = serde;
        self
    }

    /// Writes the schema for Diesel, too, into a file of its own: `table!`, `joinable!`,
    /// `allow_tables_to_appear_in_same_query!`, and structs of rows that derive `Queryable`, `Selectable` and `Insertable`.
    /// Default: `false`.
    ///
    /// For a schema `shop`, include it as `mod shop_diesel { realgar::include_schema!("shop.diesel"); }`. The application
    /// depends on Diesel itself, and on the crates whose types its columns have: `bigdecimal`, `chrono`, `uuid`, `serde_json`.
    /// Tables without a primary key, and columns of types that Diesel does not know, are left out and named in the notes.
    pub const fn diesel(mut self, diesel: bool) -> Self {
        self.attributes.diesel = diesel;
        self
    }

    /// Puts an attribute on the row struct of one table: `("user_account", "derive(Eq, Hash)")`. Default: none.
    ///
    /// The enum of a type or of a column has attributes, too: `("mood", "non_exhaustive")`, `("invoice.status", …)`.
    pub fn attribute(mut self, table: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.attributes.of_rows.entry(table.into()).or_default().push(attribute.into());
        self
    }

    /// Maps a SQL type (`"NUMERIC"`) or one column (`"invoice.total"`) to a Rust type. Default: the types listed in the
    /// schema language.
    ///
    /// The Rust type is a path that starts with `crate::` or the name of a crate and implements `realgar::SqlMapped`,
    /// or one of Rust's own (`f64`, `String`, …). A column's `@type` comment comes first, then the entry of the column
    /// here, then that of its type.
    pub fn type_override(mut self, of: impl Into<String>, rust_type: impl Into<String>) -> Self {
        self.type_overrides.insert(of.into(), rust_type.into());
        self
    }

    /// Names the model of a table or view. Default: the table's name, singular and in camel case.
    ///
    /// The table's own `@model` comment comes first.
    pub fn model_name(mut self, table: impl Into<String>, model: impl Into<String>) -> Self {
        self.model_names.insert(table.into(), model.into());
        self
    }

    /// Names the Rust enum of a type (`"mood"`) or of a column whose values are listed (`"invoice.status"`). Default:
    /// the type's name, or those of table and column, in camel case.
    ///
    /// An `@enum Name` comment at the column or above CREATE TYPE comes first.
    pub fn enum_name(mut self, of: impl Into<String>, name: impl Into<String>) -> Self {
        self.enum_names.insert(of.into(), name.into());
        self
    }

    /// Names the variant of one label of a type (`"mood"`) or of a column (`"invoice.status"`). Default: the label in
    /// camel case, with its signs in words where that tells labels apart.
    ///
    /// A `@label 'in stock' Variant` comment at the column or above CREATE TYPE comes first.
    pub fn label_name(mut self, of: impl Into<String>, label: impl Into<String>, variant: impl Into<String>) -> Self {
        self.label_names.insert((of.into(), label.into()), variant.into());
        self
    }

    /// Reads the files, generates the code and writes it.
    ///
    /// In a build script, this tells Cargo to run the script again when one of the files changes.
    ///
    /// # Errors
    ///
    /// Returns everything that is wrong with the schema, in one error, or the file that could not be read or written.
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

    /// Generates the code of the schema of this name.
    pub(crate) fn output(&self, sources: &[Source], name: String) -> Result<Output, Error> {
        self.check_model_names()?;
        self.check_attributes()?;
        pipeline::run(sources, &self.options(name), &self.attributes)
    }

    /// Reads the schema of this name.
    pub(crate) fn metadata(&self, sources: &[Source], name: String) -> Result<(MetaData, Vec<String>), Error> {
        self.check_model_names()?;
        pipeline::metadata(sources, &self.options(name))
    }

    /// Refuses names of models that generated code has for something else.
    fn check_model_names(&self) -> Result<(), Error> {
        let models = self.model_names.values().map(|name| (name, "model_name"));
        let enums = self.enum_names.values().map(|name| (name, "enum_name"));
        match models.chain(enums).find(|(name, _)| naming::is_taken_type(name)) {
            Some((name, option)) => Err(Error::config(format!(
                "generated code has a `{name}` of its own; choose another name in `Config::{option}`"
            ))),
            None => Ok(()),
        }
    }

    /// Refuses types, derives and attributes that are not Rust.
    fn check_attributes(&self) -> Result<(), Error> {
        let paths = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
        let Attributes { derives, new_derives, changes_derives, of_rows, serde: _, diesel: _ } = &self.attributes;
        for derive in derives.iter().chain(new_derives).chain(changes_derives) {
            paths.parse_str(derive).map_err(|error| Error::config(format!("cannot derive `{derive}`: {error}")))?;
        }
        for attribute in of_rows.values().flatten() {
            syn::parse_str::<syn::Meta>(attribute)
                .map_err(|error| Error::config(format!("`#[{attribute}]` is not an attribute: {error}")))?;
        }
        for (of, rust_type) in &self.type_overrides {
            syn::parse_str::<syn::Type>(rust_type).map_err(|error| {
                Error::config(format!("`{rust_type}`, the type override of `{of}`, is not a type of Rust: {error}"))
            })?;
        }
        Ok(())
    }

    /// What the reader needs to know.
    fn options(&self, name: String) -> Options {
        Options {
            name,
            dialect: self.dialect,
            type_overrides: self.type_overrides.clone(),
            model_names: self.model_names.clone(),
            without_changesets: self.without_changesets,
            attributed: self.attributes.of_rows.keys().cloned().collect(),
            enum_names: self.enum_names.clone(),
            label_names: self.label_names.clone(),
        }
    }

    /// The schema's name: the one that was set, or that of the first file.
    fn schema_name(&self) -> Result<String, Error> {
        let first = self.files.first().map(PathBuf::as_path);
        self.name_for(first)
    }

    /// The schema's name: the one that was set, or that of this file.
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
