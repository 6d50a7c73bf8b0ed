//! One table while its file is written: how its names and types are spelled there.

use proc_macro2::TokenStream;
use quote::quote;

use super::foreign_keys::Neighbours;
use super::tokens::rust;
use crate::input::Attributes;
use crate::model::{Field, Mapping, Model, Origin, Schema};
use realgar_metadata::{Column, Table, View};

/// One table or view while its file is written.
pub(super) struct Item<'a> {
    pub(super) schema: &'a Schema,
    pub(super) attributes: &'a Attributes,
    pub(super) model: &'a Model,
    pub(super) neighbours: &'a Neighbours,
    /// Where the model stands in `schema.models`.
    pub(super) position: usize,
}

impl<'a> Item<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        attributes: &'a Attributes,
        neighbours: &'a [Neighbours],
        position: usize,
    ) -> Self {
        let model = &schema.models[position];
        Self { schema, attributes, model, neighbours: &neighbours[position], position }
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
        sql_schema(self.schema, self.position)
    }

    /// Something in the file of a model, as this file names it: `Table`, `super::address::Table`.
    pub(super) fn path(&self, model: usize, name: &str) -> TokenStream {
        rust(&self.path_text(model, name))
    }

    /// The same as text, for links.
    pub(super) fn path_text(&self, model: usize, name: &str) -> String {
        if model == self.position {
            name.to_owned()
        } else {
            format!("super::{}::{name}", self.schema.models[model].module)
        }
    }

    /// The row struct of a model, as this file names it: `User`, `super::user_account::User`.
    pub(super) fn row_path(&self, model: usize) -> TokenStream {
        self.path(model, &self.schema.models[model].row)
    }

    /// The SQL type of a column without nullability: `support::Text`.
    pub(super) fn bare_sql_type(&self, field: &Field) -> TokenStream {
        match &field.mapping {
            Mapping::SmallInt => quote!(support::SmallInt),
            Mapping::Integer => quote!(support::Integer),
            Mapping::BigInt => quote!(support::BigInt),
            Mapping::Real => quote!(support::Real),
            Mapping::Double => quote!(support::Double),
            Mapping::Boolean => quote!(support::Boolean),
            Mapping::Text => quote!(support::Text),
            Mapping::Blob => quote!(support::Blob),
            Mapping::Numeric => quote!(support::Numeric),
            Mapping::Date => quote!(support::Date),
            Mapping::Time => quote!(support::Time),
            Mapping::Timestamp => quote!(support::Timestamp),
            Mapping::TimestampTz => quote!(support::TimestampTz),
            Mapping::Uuid => quote!(support::Uuid),
            Mapping::Json => quote!(support::Json),
            Mapping::Any => quote!(support::Any),
            Mapping::Enum(_) => {
                let enumeration = self.bare_rust_type(field);
                quote!(support::Mapped<#enumeration>)
            }
            Mapping::Custom(path) => match own_sql_type(path) {
                Some(own) => own,
                None => {
                    let path = rust(path);
                    quote!(support::Mapped<#path>)
                }
            },
        }
    }

    /// The SQL type of a column: `support::Nullable<support::Text>`.
    pub(super) fn sql_type(&self, field: &Field) -> TokenStream {
        let bare = self.bare_sql_type(field);
        if field.nullable { quote!(support::Nullable<#bare>) } else { bare }
    }

    /// The Rust type of a column without nullability: `String`.
    pub(super) fn bare_rust_type(&self, field: &Field) -> TokenStream {
        match &field.mapping {
            Mapping::SmallInt => quote!(i16),
            Mapping::Integer => quote!(i32),
            Mapping::BigInt => quote!(i64),
            Mapping::Real => quote!(f32),
            Mapping::Double => quote!(f64),
            Mapping::Boolean => quote!(bool),
            Mapping::Text => quote!(String),
            Mapping::Blob => quote!(Vec<u8>),
            Mapping::Numeric => quote!(support::Decimal),
            Mapping::Date => quote!(support::NaiveDate),
            Mapping::Time => quote!(support::NaiveTime),
            Mapping::Timestamp => quote!(support::NaiveDateTime),
            Mapping::TimestampTz => quote!(support::DateTimeUtc),
            Mapping::Uuid => quote!(support::UuidValue),
            Mapping::Json => quote!(support::JsonValue),
            Mapping::Any => quote!(support::Value),
            Mapping::Enum(position) => rust(&format!("super::{}", self.schema.enums[*position].name)),
            Mapping::Custom(path) => rust(path),
        }
    }

    /// The Rust type of a column: `Option<String>`.
    pub(super) fn rust_type(&self, field: &Field) -> TokenStream {
        let bare = self.bare_rust_type(field);
        if field.nullable { quote!(Option<#bare>) } else { bare }
    }
}

/// The name of a model's table or view in SQL.
pub(super) fn sql_name(schema: &Schema, model: usize) -> &str {
    match schema.models[model].origin {
        Origin::Table(position) => schema.metadata.tables[position].name.as_ref(),
        Origin::View(position) => schema.metadata.views[position].name.as_ref(),
    }
}

/// The schema that a model's table or view lives in, where one is named.
pub(super) fn sql_schema(schema: &Schema, model: usize) -> Option<&str> {
    match schema.models[model].origin {
        Origin::Table(position) => schema.metadata.tables[position].schema.as_deref(),
        Origin::View(position) => schema.metadata.views[position].schema.as_deref(),
    }
}

/// The SQL type of one of Rust's own types, which an application may choose for a column: `NUMERIC` as `f64`.
fn own_sql_type(rust_type: &str) -> Option<TokenStream> {
    match rust_type {
        "i16" => Some(quote!(support::SmallInt)),
        "i32" => Some(quote!(support::Integer)),
        "i64" => Some(quote!(support::BigInt)),
        "f32" => Some(quote!(support::Real)),
        "f64" => Some(quote!(support::Double)),
        "bool" => Some(quote!(support::Boolean)),
        "String" => Some(quote!(support::Text)),
        "Vec<u8>" => Some(quote!(support::Blob)),
        _ => None,
    }
}
