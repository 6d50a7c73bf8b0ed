//! The typing rules: what the compiler checks of a query. A program that is generic over queries names them in its
//! bounds; every other one meets them in messages only.
//!
//! The types carry three things: the [scope](Inner) of a query (what stands in FROM), what each expression
//! [refers to](Ref), and which columns are [grouped](Grouped). The rules over them:
//!
//! | rule | kept by | asked in |
//! |---|---|---|
//! | every column's table stands in FROM | [`InFrom`], [`RefsIn`] | select list, conditions, keys |
//! | a table stands there once | [`NotIn`] | joins |
//! | WHERE, ON and SET see one row: no aggregates | [`RowWise`] | [`InRow`], [`Condition`] |
//! | window functions come last | [`WindowFree`] | HAVING, aggregates, windows |
//! | without GROUP BY, columns and aggregates do not mix | [`Unmixed`], [`OneGroup`] | select list, HAVING, ORDER BY |
//! | what is NOT NULL is compared with no `Option`, documents with nothing | [`Meets`], [`Comparable`] | comparisons, IN |
//! | aggregates are of the rows of FROM | [`HasFrom`] | select list |
//! | with GROUP BY, plain columns are grouped | [`AllGrouped`], [`GroupAt`] | select list, HAVING, ORDER BY |
//!
//! What has the result of one expression in one scope: [`RefsIn::Null`] says whether an outer join makes it nullable,
//! and [`RowIn`] gives the row.
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::User;
//! use realgar::query::Select;
//! use realgar::query::rules::Condition;
//!
//! /// Adds a condition to any query that it fits.
//! fn only<Sel, Sc, G, C, I, K>(
//!     query: Select<Sel, Sc, G>,
//!     condition: C,
//! ) -> Select<Sel, Sc, G>
//! where
//!     C: Condition<Sc, I, Kept = K>,
//! {
//!     query.filter(condition)
//! }
//!
//! let query = only(select(User.id), User.name.eq("sandy"));
//! assert_eq!(
//!     query.compile(Dialect::Sqlite)?.sql(),
//!     "SELECT user_account.id FROM user_account WHERE user_account.name = ?",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! # How a rule is written
//!
//! The message of each rule belongs to the trait at the end of the chain, and the chain has exactly one impl for each
//! head: then the compiler names that trait first, and our sentence is the first line of its error. That the rest is
//! short is the work of [`Checked`], [`Never`] and `do_not_recommend`.

mod comparison;
mod grouped;
pub(crate) mod identity;
mod in_from;
mod infer_from;
mod kept;
mod key_list;
mod one_group;
mod parts;
mod references;
mod scope;
mod sides;

use std::marker::PhantomData;

pub use comparison::{Comparable, ComparedTo, HasEquality, Meets};
pub use grouped::{AddKey, AllColumns, AllGrouped, GroupAt, HasKey};
pub use identity::{Answer, Contains, LacksSource, No, NotIn, One, Same, Unique, Yes, Zero};
pub use in_from::{InFrom, InRow, Offers, RefsIn};
pub use infer_from::InferFrom;
pub use kept::{Checked, Never, Pair};
pub use key_list::{Byte, HasNumber, InBits, Numbered, With};
pub use one_group::{HasFrom, HavingBeside, OfRows, OneGroup, OrderedBy};
pub use parts::{Aggregates, Mixed, NoColumns, Parts, Plain, References, RowWise, Unmixed, WindowFree, Windows};
pub use references::{
    Aggregated, Both, NeverNull, NoRefs, Position, PrimaryKeyColumn, Ref, Unchecked, Whole, Windowed,
};
pub use scope::{
    AllOuter, AnyScope, Correlated, Grouped, GroupedWhole, Here, Inner, Needs, Outer, OuterRefs, OuterScope,
    StandsAlone, There, Ungrouped,
};
pub use sides::{DistinctRows, SameType, Under, Widened, WidenedBy};

// Rules that stand beside what they are about.
pub use super::alias::{AliasName, AliasTag, Aliased, aliased};
pub use super::arithmetic::{Addend, ArithmeticOperand, Subtrahend};
pub use super::bits::Bits;
pub use super::calculation::{AddsTo, Arithmetic, CalculatesWith, CombinesWith, Divisible, Subtracts};
pub use super::case::{Compared, Computed, Literal, Outcome, Searched};
pub use super::changes::{ChangesRowsOf, OfOneTable};
pub use super::condition::{Condition, Conditions, Each, RowCondition, Together};
pub use super::derived::{Aliasable, Derive, Derived, Item};
pub use super::dynamic::NamedColumns;
pub use super::entity_of::{EntityColumns, EntityRow};
pub use super::expr::LiteralValue;
pub use super::filterable::HasTables;
#[cfg(feature = "chrono")]
pub use super::func::Calendar;
pub use super::func::{Arguments, Countable, Fractional, Summable};
pub use super::group::{
    GroupKeys, GroupState, GroupedBy, GroupedByExpression, Grouping, HavingIn, HavingState, NotGrouped, OrderIn,
    OrderState,
};
pub use super::grouping_sets::{AddRolled, NullInTotals, OuterAt, RollAt, RollRefs, RolledKeys};
pub use super::insert::{
    Empty, Excludable, Excluded, Filled, Fits, GoesInto, HasRows, InsertColumn, InsertColumns, InsertSource, Is,
    Queried, RowFits, SameTable, TakesRows,
};
pub use super::join::{FindForeignKey, FromSource, JoinTarget, JoinedBy, LeadsTo, join_table};
#[cfg(feature = "json")]
pub use super::json::{IsJson, JsonKey};
pub use super::nested::{Listed, Members, ScalarRule};
pub use super::nested_join::{Disjoint, Onto};
pub use super::operand::{Assignable, Assigned, ComparableWith, IsBoolean, IsText, Operand, ParameterValue};
pub use super::order::OrderKeys;
pub use super::predicate::{OnlyOf, Tables};
pub use super::quantified::{ColumnOf, InArray, IsArray};
pub use super::recursive::SameRow;
pub use super::returning::{Joined, ReturningFrom, Writes};
pub use super::row_value::{RowColumns, RowMembers, RowOperand};
pub use super::seek::SeekKeys;
pub use super::select_as::{Fields, FieldsOf, check_fields};
pub use super::selection::{FitsInRow, Fitting, RowIn, Selection, TooWide};
pub use super::set::Side;
pub use super::source::{RowsOf, Source, TableSource};
pub use super::table_function::{Argument, AsExpression, AsValue, TableColumns, Unnested, WithOrdinality};
pub use super::text_search::SearchedFor;
pub use super::update::{Filtered, SaysWhichRows, Unfiltered};
pub use super::values::{Cell, ValuesRow};
pub use super::window::HasWindow;
pub use crate::entity::{
    AsInstances, AsRows, ChangedValues, Changes, InsertRow, Insertable, InstanceOf, IntoForeignKey, IntoNullable,
    IntoNullableForeignKey, Mode, Table,
};
pub use crate::statement::Pageable;

/// A marker that owns nothing.
pub(crate) type Mark<T> = PhantomData<fn() -> T>;
