//! One table while its file is written: how its names and types are spelled there.

use super::foreign_keys::Joins;
use crate::config::Config;
use crate::model::{Field, Mapping, Model, Origin, Schema};
use realgar_metadata::{Column, Table, View};

/// One table or view while its file is written.
pub(super) struct Item<'a> {
    pub(super) schema: &'a Schema,
    pub(super) config: &'a Config,
    pub(super) model: &'a Model,
    pub(super) joins: &'a Joins,
    /// Where the model stands in `schema.models`.
    pub(super) position: usize,
}

impl<'a> Item<'a> {
    pub(super) fn new(schema: &'a Schema, config: &'a Config, joins: &'a [Joins], position: usize) -> Self {
        let model = &schema.models[position];
        Self { schema, config, model, joins: &joins[position], position }
    }

    /// The table, unless it is a view.
    pub(super) fn table(&self) -> Option<&'a Table> {
        match self.model.origin {
            Origin::Table(position) => self.schema.metadata.tables.get(position),
            Origin::View(_) => None,
        }
    }

    /// The view, unless it is a table.
    pub(super) fn view(&self) -> Option<&'a View> {
        match self.model.origin {
            Origin::Table(_) => None,
            Origin::View(position) => self.schema.metadata.views.get(position),
        }
    }

    /// The columns as SQL sees them.
    pub(super) fn sql_columns(&self) -> &'a [Column] {
        self.table()
            .map(|table| table.columns.as_ref())
            .or(self.view().map(|view| view.columns.as_ref()))
            .unwrap_or(&[])
    }

    /// The name in SQL.
    pub(super) fn sql_name(&self) -> &'a str {
        sql_name(self.schema, self.position)
    }

    /// The schema that the table lives in, where one is named.
    pub(super) fn sql_schema(&self) -> Option<&'a str> {
        self.table().and_then(|table| table.schema.as_deref()).or(self.view().and_then(|view| view.schema.as_deref()))
    }

    /// Something in the file of a model, as this file names it: `Table`, `super::address::Table`.
    pub(super) fn path(&self, model: usize, name: &str) -> String {
        if model == self.position {
            name.to_owned()
        } else {
            format!("super::{}::{name}", self.schema.models[model].module)
        }
    }

    /// The row struct of a model, as this file names it: `User`, `super::user_account::User`.
    pub(super) fn row_path(&self, model: usize) -> String {
        self.path(model, &self.schema.models[model].row)
    }

    /// The SQL type of a column without nullability: `sql::Text`.
    pub(super) fn bare_sql_type(&self, field: &Field) -> String {
        match &field.mapping {
            Mapping::SmallInt => "sql::SmallInt".to_owned(),
            Mapping::Integer => "sql::Integer".to_owned(),
            Mapping::BigInt => "sql::BigInt".to_owned(),
            Mapping::Real => "sql::Real".to_owned(),
            Mapping::Double => "sql::Double".to_owned(),
            Mapping::Boolean => "sql::Boolean".to_owned(),
            Mapping::Text => "sql::Text".to_owned(),
            Mapping::Blob => "sql::Blob".to_owned(),
            Mapping::Numeric => "sql::Numeric".to_owned(),
            Mapping::Date => "sql::Date".to_owned(),
            Mapping::Time => "sql::Time".to_owned(),
            Mapping::Timestamp => "sql::Timestamp".to_owned(),
            Mapping::TimestampTz => "sql::TimestampTz".to_owned(),
            Mapping::Uuid => "sql::Uuid".to_owned(),
            Mapping::Json => "sql::Json".to_owned(),
            Mapping::Enum(_) => format!("sql::Mapped<{}>", self.bare_rust_type(field)),
            Mapping::Custom(path) => match own_sql_type(path) {
                Some(own) => own.to_owned(),
                None => format!("sql::Mapped<{path}>"),
            },
        }
    }

    /// The SQL type of a column: `sql::Nullable<sql::Text>`.
    pub(super) fn sql_type(&self, field: &Field) -> String {
        let bare = self.bare_sql_type(field);
        if field.nullable { format!("sql::Nullable<{bare}>") } else { bare }
    }

    /// The Rust type of a column without nullability: `String`.
    pub(super) fn bare_rust_type(&self, field: &Field) -> String {
        match &field.mapping {
            Mapping::SmallInt => "i16".to_owned(),
            Mapping::Integer => "i32".to_owned(),
            Mapping::BigInt => "i64".to_owned(),
            Mapping::Real => "f32".to_owned(),
            Mapping::Double => "f64".to_owned(),
            Mapping::Boolean => "bool".to_owned(),
            Mapping::Text => "String".to_owned(),
            Mapping::Blob => "Vec<u8>".to_owned(),
            Mapping::Numeric => "sql::Decimal".to_owned(),
            Mapping::Date => "sql::NaiveDate".to_owned(),
            Mapping::Time => "sql::NaiveTime".to_owned(),
            Mapping::Timestamp => "sql::NaiveDateTime".to_owned(),
            Mapping::TimestampTz => "sql::DateTimeUtc".to_owned(),
            Mapping::Uuid => "sql::UuidValue".to_owned(),
            Mapping::Json => "sql::JsonValue".to_owned(),
            Mapping::Enum(position) => format!("super::{}", self.schema.enums[*position].name),
            Mapping::Custom(path) => path.clone(),
        }
    }

    /// The Rust type of a column: `Option<String>`.
    pub(super) fn rust_type(&self, field: &Field) -> String {
        let bare = self.bare_rust_type(field);
        if field.nullable { format!("Option<{bare}>") } else { bare }
    }
}

/// The name of a model's table or view in SQL.
pub(super) fn sql_name(schema: &Schema, model: usize) -> &str {
    match schema.models[model].origin {
        Origin::Table(position) => schema.metadata.tables[position].name.as_ref(),
        Origin::View(position) => schema.metadata.views[position].name.as_ref(),
    }
}

/// The SQL type of one of Rust's own types, which an application may choose for a column: `NUMERIC` as `f64`.
fn own_sql_type(rust_type: &str) -> Option<&'static str> {
    match rust_type {
        "i16" => Some("sql::SmallInt"),
        "i32" => Some("sql::Integer"),
        "i64" => Some("sql::BigInt"),
        "f32" => Some("sql::Real"),
        "f64" => Some("sql::Double"),
        "bool" => Some("sql::Boolean"),
        "String" => Some("sql::Text"),
        "Vec<u8>" => Some("sql::Blob"),
        _ => None,
    }
}
