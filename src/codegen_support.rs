//! The only path that generated code names. Not a public interface: it changes with the code generator.

pub use realgar_metadata as metadata;
pub use realgar_metadata::MetaData;

pub use crate::entity::cells::Cells;
pub use crate::entity::cells::manage;
pub use crate::entity::{
    Cascade, Entity, ForeignKeyValue, Handle, InsertRow, Insertable, IntoForeignKey, IntoNullable,
    IntoNullableForeignKey, Managed, Mapper, OrDefault, Related, RelationshipInfo, RelationshipKind, RowValues,
    SecondaryInfo, Table,
};
pub use crate::error::Result;
pub use crate::query::Column;
pub use crate::query::rules::{
    AliasTag, Aliasable, Aliased, Derive, EntityColumns, EntityIn, EntityRow, FindForeignKey, ForeignKey, FromSource,
    InstanceIn, JoinTarget, JoinedBy, LeadsTo, On, RowIn, RowsOf, Selection, TableSource, aliased, derive_entity,
    join_table, push_entity,
};
pub use crate::query::rules::{InFrom, One as BitOne, Position, PrimaryKeyColumn as Key, Whole, Zero as BitZero};
pub use crate::relationship::{Many, One, OptionalOne, Relationship};
pub use crate::sql::ast::{FromItem, Join, JoinKind, SelectItem};
pub use crate::sql::source_name::SourceName;
#[cfg(feature = "json")]
pub use crate::types::Json;
#[cfg(feature = "decimal")]
pub use crate::types::Numeric;
#[cfg(feature = "uuid")]
pub use crate::types::Uuid;
pub use crate::types::{
    BigInt, Blob, Boolean, Double, Integer, Mapped, NotNull, Nullable, Real, SmallInt, SqlMapped, Text, Versioned,
    unknown_label,
};
#[cfg(feature = "chrono")]
pub use crate::types::{Date, Time, Timestamp, TimestampTz};

pub use crate::{__columns as columns, __identity as identity, __names as names};

#[cfg(feature = "chrono")]
pub use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
#[cfg(feature = "json")]
pub use serde_json::Value as JsonValue;
#[cfg(feature = "uuid")]
pub use uuid::Uuid as UuidValue;

/// TIMESTAMP WITH TIME ZONE in Rust.
#[cfg(feature = "chrono")]
pub type DateTimeUtc = chrono::DateTime<chrono::Utc>;

/// A constant list of names.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($($name:expr),* $(,)?) => {
        const { &[$(::std::borrow::Cow::Borrowed($name)),*] }
    };
}
