//! The typed half of the query language: a thin shell over [`crate::sql::ast`].
//!
//! Types carry only the scope (what stands in FROM), the select list and the state of GROUP BY; everything else is
//! data in the tree. All rules about types are in [`scope`].

#![allow(
    clippy::needless_pass_by_value,
    reason = "columns are small copies, and statements are made where they are used"
)]
#![allow(clippy::type_complexity, reason = "types are the checks")]
#![allow(clippy::module_inception, reason = "`Query` is in `query`")]

pub mod scope;

mod alias;
mod arithmetic;
mod bits;
mod case;
mod column;
mod condition;
mod delete;
mod derived;
mod dynamic;
mod expr;
pub mod func;
mod group;
pub mod identity;
mod insert;
mod join;
#[cfg(feature = "json")]
mod json;
mod lock;
mod nested;
mod operand;
mod operators;
mod order;
mod quantified;
mod query;
mod recursive;
mod returning;
mod row_value;
mod select;
mod selection;
mod set;
mod source;
mod text_expr;
mod update;
mod values;
mod window;

pub use crate::sql::ast::{Bound, DateUnit, Field};
pub use alias::{AliasTag, Aliased, aliased};
pub use arithmetic::{Arithmetic, Divisible};
pub use bits::{BitOperators, Bits};
pub use case::{Case, CaseElse, case};
pub use column::Column;
pub use condition::{Condition, Conditions, and_, or_};
pub use delete::{Delete, delete};
pub use derived::{Aliasable, Derive, Derived, DerivedTable, Item, derive_entity};
pub use dynamic::{ByName, NamedColumns};
pub use expr::{Aggregate, Expr, Expression, literal, null};
pub use group::{GroupKeys, GroupedBy, GroupedByExpression, NotGrouped};
pub use insert::{
    Excludable, Excluded, ForeignKeyValue, Insert, InsertColumns, InsertRow, InsertSource, Insertable, IntoNullable,
    OnConflict, OrDefault, Upsert, excluded, insert,
};
pub(crate) use join::equalities;
pub use join::{FindForeignKey, ForeignKey, FromSource, JoinTarget, LeadsTo, On, join_table};
#[cfg(feature = "json")]
pub use json::{IsJson, JsonKey, JsonOperators};
pub use nested::{Members, OuterRefs, exists};
pub use operand::{Assignable, ComparableWith, Operand};
pub use operators::Operators;
pub use order::{Order, OrderKeys};
pub use quantified::{ColumnOf, QuantifiedOperators};
pub use query::Query;
pub use recursive::recursive_cte;
pub use returning::Returning;
pub use row_value::{RowColumns, RowMembers, RowOperand, RowValue, row};
pub use select::{Select, select};
pub use selection::{EntityIn, EntityRow, RowIn, Selection, push_entity};
pub use set::Compound;
pub use source::{Entity, EntityColumns, RowsOf, Source, Table, TableSource};
pub use text_expr::{TextExpr, text_expr};
pub use update::{Update, update};
pub use values::{Cell, ValuesRow, values};
pub use window::{Over, Window, WindowFunction, window};
