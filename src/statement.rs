//! What can be run, and what it answers: statements, SQL text, rows.
//!
//! A [`Connection`](crate::Connection) or a [`Session`](crate::Session) runs whatever is [`Executable`]. The answer is
//! [`Rows`], or an [`Outcome`](crate::Outcome) for statements that return none.

pub mod executable;
pub(crate) mod executor;
mod from_row;
mod from_value;
pub(crate) mod page;
mod params;
mod row;
pub(crate) mod row_struct;
pub(crate) mod rows;
mod text;
#[cfg(feature = "_diesel")]
mod with_diesel;

pub use crate::entity::cells::Cells;
pub use executable::{Answer, Executable, Returning};
pub use executor::Executor;
pub use from_row::{FirstColumn, FromRow};
pub use from_value::FromValue;
pub use page::{Page, Pageable};
pub use params::Params;
pub use row::{Row, RowIndex};
pub use row_struct::{ReadByName, RowStruct};
pub use rows::Rows;
pub(crate) use rows::{ReportedNames, decode, decode_in};
pub use text::{Text, TypedText, text};
#[cfg(feature = "_diesel")]
pub use with_diesel::DieselExecute;
