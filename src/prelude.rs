//! Everything that a program with queries names: `use realgar::prelude::*;`.

pub use crate::driver::Outcome;
pub use crate::engine::{Connection, Engine};
pub use crate::entity::{Handle, OrDefault};
#[cfg(feature = "json")]
pub use crate::query::JsonOperators;
pub use crate::query::{
    BitOperators, Bound, ByName, Exclude, Filterable, MatchMode, Operators, Predicate, QuantifiedOperators, Query,
    and_, case, case_of, cube, delete, excluded, exists, func, grouping_sets, insert, literal, nested, null, or_,
    param, recursive_cte, rollup, row, select, text_expr, update, values, values_named, window,
};
#[cfg(feature = "chrono")]
pub use crate::query::{DateUnit, Field, Interval};
pub use crate::relationship::{contains_eager, joined, raise, selectin};
pub use crate::session::{RowGraph, Session, SessionMaker, State};
pub use crate::sql::Dialect;
pub use crate::statement::{Executor, Row, Rows, text};
pub use crate::types::{BigInt, Blob, Boolean, Double, Integer, Nullable, Real, SmallInt, SqlMapped, Text};
pub use crate::{Inspector, MetaData, alias, params, row_struct, select_as};
