//! The input: the text of schema files, and what the build script says about reading and writing. Data only.

use std::collections::BTreeMap;

use realgar_metadata::Dialect;

/// One input file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The path as the user named it, for headers and reports.
    pub(crate) path: String,
    /// The bytes of the file. Whether they are UTF-8 is checked when they are read, so that the report can show where
    /// they are not.
    pub(crate) text: Vec<u8>,
}

/// What the build script's configuration says about reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The schema's name: `tutorial` for `schema/tutorial.sql`.
    pub(crate) name: String,
    /// The dialect of files that have no `-- @dialect` line.
    pub(crate) dialect: Option<Dialect>,
    /// Rust types (paths that implement `SqlMapped`) by `table.column` or by the name of the SQL type, in any case.
    /// A column's own `@type` wins, then `table.column`, then the type's name.
    pub(crate) type_overrides: BTreeMap<String, String>,
    /// The models of tables and views, by their names in SQL. A table's own `@model` wins.
    pub(crate) model_names: BTreeMap<String, String>,
    /// Tables have no changeset.
    pub(crate) without_changesets: bool,
    /// What has attributes of its own: tables, views and enums.
    pub(crate) attributed: Vec<String>,
    /// The enums of types and of columns, by `type` or `table.column`. A comment's `@enum` wins.
    pub(crate) enum_names: BTreeMap<String, String>,
    /// The variants of single labels, by `type` or `table.column`, and the label. A comment's `@label` wins.
    pub(crate) label_names: BTreeMap<(String, String), String>,
}

/// What the build script adds to generated structs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attributes {
    /// Traits that all row structs and enums derive.
    pub(crate) derives: Vec<String>,
    /// Traits that all insert structs derive.
    pub(crate) new_derives: Vec<String>,
    /// Traits that all changesets derive.
    pub(crate) changes_derives: Vec<String>,
    /// Rows, insert structs, changesets and enums implement serde's traits.
    pub(crate) serde: bool,
    /// The schema is written for Diesel, too.
    pub(crate) diesel: bool,
    /// Attributes of single row structs and enums, by the names of their tables in SQL, by `type` or `table.column`.
    pub(crate) of_rows: BTreeMap<String, Vec<String>>,
}

impl Attributes {
    /// The attributes of the row struct of this table.
    pub(crate) fn of_row(&self, table: &str) -> &[String] {
        self.of_rows.get(table).map_or(&[], Vec::as_slice)
    }

    /// Whether changesets read or write serde's data model: `null` and what is missing are two things then.
    pub(crate) fn changesets_have_serde(&self) -> bool {
        let mut derived = self.changes_derives.iter().flat_map(|paths| paths.split(','));
        self.serde || derived.any(|path| matches!(last_word(path), "Serialize" | "Deserialize"))
    }
}

/// `Serialize` of `serde::Serialize`.
pub(crate) fn last_word(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path).trim()
}
