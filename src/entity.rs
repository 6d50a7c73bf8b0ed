//! What generated code implements: tables, rows, insert rows, keys; and what the library knows of them as data.
//!
//! The query language and the session are built on this, and neither knows the other through it.

pub(crate) mod cells;
mod changes;
mod column_types;
mod handle;
mod insert_row;
mod into_key;
mod key;
mod load;
mod mapper;
mod mode;
pub(crate) mod pages;
mod relationship;
pub(crate) mod rows;
#[cfg(feature = "serde")]
mod serde;
mod table;

#[cfg(feature = "serde")]
pub use self::serde::given;
pub use changes::{ChangedValues, Changes, debug_changes};
pub use column_types::{ColumnTypes, Fields};
pub use handle::Handle;
pub(crate) use handle::{InstanceId, StoreIndex, short_name};
pub(crate) use insert_row::set_cell;
pub use insert_row::{
    ForeignKeyValue, InsertRow, Insertable, IntoForeignKey, IntoNullable, IntoNullableForeignKey, OrDefault,
    debug_new_row, is_same_new_row,
};
pub use into_key::{IntoKey, KeyOf, SingleKey};
pub(crate) use key::{Key, Part};
pub use key::{KeyTypes, RowValues};
pub use load::LoadOptions;
pub(crate) use load::{Load, Strategy};
pub(crate) use mapper::{ChangingHook, LookingHook, refers_to};
pub use mapper::{Managed, Mapper, Related, related};
pub use mode::{AsInstances, AsRows, Mode};
pub use relationship::{Cascade, RelationshipInfo, RelationshipKind, SecondaryInfo};
pub use table::{InstanceOf, Table};
