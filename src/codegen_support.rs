//! The only path that generated code names. Not a public interface: it changes with the code generator.

pub use realgar_metadata as metadata;
pub use realgar_metadata::MetaData;

pub use crate::entity::cells::Cells;
#[cfg(feature = "serde")]
pub use crate::entity::given;
pub use crate::entity::{
    Cascade, ChangedValues, Changes, ColumnTypes, Fields, ForeignKeyValue, Handle, InsertRow, Insertable,
    IntoForeignKey, IntoNullable, IntoNullableForeignKey, Managed, Mapper, OrDefault, Related, RelationshipInfo,
    RowValues, SecondaryInfo, Table, debug_changes, debug_new_row, is_same_new_row, related,
};
pub use crate::error::Result;
pub use crate::query::rules::identity::digits;
pub use crate::query::rules::{AliasName, AliasTag, Position, PrimaryKeyColumn as Key, aliased};
pub use crate::query::{Column, EntityOf};
pub use crate::relationship::{Many, One, OptionalOne, Relationship};
pub use crate::sql::source_name::SourceName;
pub use crate::sql::value::{EnumName, Value};
#[cfg(feature = "json")]
pub use crate::types::Json;
#[cfg(feature = "decimal")]
pub use crate::types::Numeric;
#[cfg(feature = "uuid")]
pub use crate::types::Uuid;
pub use crate::types::{
    Any, BigInt, Blob, Boolean, Double, Integer, Mapped, Nullable, Real, SmallInt, SqlMapped, Text, Versioned,
    unknown_label,
};
#[cfg(feature = "chrono")]
pub use crate::types::{Date, Time, Timestamp, TimestampTz};

pub use crate::{
    __changeset as changeset, __columns as columns, __identity as identity, __insert_struct as insert_struct,
    __names as names, __needs_chrono as needs_chrono, __needs_decimal as needs_decimal, __needs_json as needs_json,
    __needs_serde as needs_serde, __needs_uuid as needs_uuid,
};

#[cfg(feature = "chrono")]
pub use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
#[cfg(feature = "serde")]
pub use serde;
#[cfg(feature = "json")]
pub use serde_json::Value as JsonValue;
#[cfg(feature = "uuid")]
pub use uuid::Uuid as UuidValue;

#[cfg(not(all(feature = "chrono", feature = "decimal", feature = "json", feature = "uuid")))]
pub use crate::missing_features::*;

/// A column that may be NULL.
pub type NullableColumn<S, T, Place> = Column<S, Nullable<T>, Place>;

/// TIMESTAMP WITH TIME ZONE in Rust.
#[cfg(feature = "chrono")]
pub type DateTimeUtc = chrono::DateTime<chrono::Utc>;

/// The names of a table's columns.
#[must_use]
pub const fn column_names<const N: usize>(columns: &[metadata::Column]) -> [&str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        if let std::borrow::Cow::Borrowed(name) = columns[at].name {
            names[at] = name;
        }
        at += 1;
    }
    names
}

/// A constant list of names.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($($name:expr),* $(,)?) => {
        const { &[$(::std::borrow::Cow::Borrowed($name)),*] }
    };
}

/// What has a line for each column of a table, besides its structs: the constructor of the columns, and how a row is read
/// from cells and given as values. Columns stand in groups of at most 16, each under the name of what it is read into.
#[doc(hidden)]
#[macro_export]
macro_rules! __columns {
    (
        $columns:ident of $row:ident,
        $(columns $group:ident { $($at:tt $name:ident = $sql_name:literal: $sql_type:ty),* $(,)? })*
        relationships { $($relationship:ident = $number:literal),* $(,)? }
    ) => {
        impl<S> $columns<S> {
            #[doc(hidden)]
            pub const fn of(source: $crate::codegen_support::SourceName) -> Self {
                let _ = source;
                Self {
                    $($($name: $crate::codegen_support::Column::new(source, $sql_name),)*)*
                    $($relationship: $crate::codegen_support::Relationship::new(source, &RELATIONSHIPS[$number]),)*
                }
            }
        }

        impl<S> ::core::clone::Clone for $columns<S> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<S> ::core::marker::Copy for $columns<S> {}

        impl $crate::codegen_support::Fields for $row {
            fn decode(cells: &mut $crate::codegen_support::Cells<'_>) -> $crate::codegen_support::Result<Self> {
                $(let $group = cells.read_all::<($($sql_type,)*)>()?;)*
                let _ = cells;
                Ok(Self { $($($name: $group.$at,)*)* })
            }

            fn values(&self, values: &mut $crate::codegen_support::RowValues) {
                $(values.push_all::<($($sql_type,)*)>(($(&self.$name,)*));)*
                let _ = values;
            }
        }
    };
}

/// `Debug` and `PartialEq` of an insert struct: by the values that it gives, so that no field is asked for by its type.
#[doc(hidden)]
#[macro_export]
macro_rules! __insert_struct {
    ($new_row:ident) => {
        impl ::core::fmt::Debug for $new_row {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen_support::debug_new_row(self, ::core::stringify!($new_row), f)
            }
        }

        impl ::core::cmp::PartialEq for $new_row {
            fn eq(&self, other: &Self) -> bool {
                $crate::codegen_support::is_same_new_row(self, other)
            }
        }
    };
}

/// A changeset: a struct of an `Option` for each column, with the column's position and SQL type.
#[doc(hidden)]
#[macro_export]
macro_rules! __changeset {
    (
        $(#[$attribute:meta])*
        $changes:ident of $row:ident {
            $($(#[$field:meta])* $at:literal $name:ident: $value:ty = $sql_type:ty),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        pub struct $changes {
            $(
                /// The new value, if the column is to be changed.
                $(#[$field])*
                pub $name: ::core::option::Option<$value>,
            )*
        }

        impl ::core::default::Default for $changes {
            fn default() -> Self {
                Self { $($name: ::core::option::Option::None,)* }
            }
        }

        impl $crate::codegen_support::Changes for $changes {
            type Table = $row;

            fn values(&self, changed: &mut $crate::codegen_support::ChangedValues) {
                $(changed.set::<$sql_type>($at, &self.$name);)*
                let _ = changed;
            }
        }

        impl ::core::fmt::Debug for $changes {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen_support::debug_changes(self, ::core::stringify!($changes), f)
            }
        }
    };
}
