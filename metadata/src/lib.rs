//! One model of database tables, used for schema files, DDL, reflection and diffs: data and pure functions, no I/O.
//!
//! Everything can be built in a constant (`Cow<'static, …>` throughout), so generated code keeps its tables as plain
//! statics, and the same types hold what is read from a file or a database at run time.
//!
//! What a dialect cannot express is an [`Unsupported`] error. Databases implement [`Bind`] and [`Reflect`].
//!
//! The hidden modules are for Realgar's own crates, and may change with a minor version: `lexer`, `type_name`,
//! `in_list`, `default_value` and `virtual_table` read SQL text into the model, for schema files and for reflection;
//! `strong_components` finds cycles.

mod bind;
mod check;
mod column;
mod constant;
mod constraint;
mod ddl;
#[doc(hidden)]
pub mod default_value;
mod definition;
mod dialect;
mod diff;
mod enum_type;
mod exclude;
mod foreign_key;
mod identifier;
mod identity;
#[doc(hidden)]
pub mod in_list;
mod index;
mod index_key;
#[doc(hidden)]
pub mod lexer;
mod metadata;
mod naming_convention;
mod native_type;
mod on_conflict;
mod partition;
mod references;
mod sorted;
mod sorted_views;
mod span;
mod sql_type;
#[doc(hidden)]
pub mod strong_components;
mod table;
mod table_option;
#[doc(hidden)]
pub mod type_name;
mod unsupported;
mod view;
#[doc(hidden)]
pub mod virtual_table;

pub use bind::{Bind, ObjectName, Reflect};
pub use check::{CheckReport, Problem, ProblemKind};
pub use column::{Column, DefaultValue, Generated, GeneratedStorage};
pub use constraint::{Check, Deferrable, PrimaryKey, Unique};
pub use ddl::{DdlObject, DdlStep};
pub use definition::{Definition, DefinitionKind};
pub use dialect::Dialect;
pub use diff::{Change, Diff, Subject, TableDiff};
pub use enum_type::EnumType;
pub use exclude::Exclude;
pub use foreign_key::{ForeignKey, ReferentialAction};
pub use identity::Identity;
pub use index::Index;
pub use index_key::{IndexKey, NullsOrder};
pub use metadata::MetaData;
pub use naming_convention::NamingConvention;
pub use native_type::NativeType;
pub use on_conflict::OnConflict;
pub use partition::Partition;
pub use sorted::{Cycle, Sorted};
pub use span::Span;
pub use sql_type::SqlType;
pub use table::Table;
pub use table_option::TableOption;
pub use unsupported::Unsupported;
pub use view::View;

use std::borrow::Cow;

/// A name or a piece of SQL: a constant in generated code, owned when it was read.
pub type Text = Cow<'static, str>;

/// A list: a constant in generated code, owned when it was read.
pub type List<T> = Cow<'static, [T]>;
