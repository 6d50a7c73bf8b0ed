//! The typed half of the query language: a thin shell over [`crate::sql::ast`].
//!
//! Types carry only the scope (what stands in FROM), the select list and the state of GROUP BY; everything else is
//! data in the tree. All rules about types are in [`rules`].
//!
//! # Selecting
//!
//! [`select`] takes a column, an expression, an entity (`User`), or a tuple of them; FROM comes from the first.
//! Conditions, order and limits are data: adding them, or not, does not change the query's type. The examples show each
//! query with the SQL that it becomes, which [`compile`](Select::compile) gives without a connection.
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewUser, User};
//! let wanted = Some("sandy");
//! let query = select((User.id, User.fullname))
//!     .filter(User.name.ne("patrick"))
//!     .filter(wanted.map(|name| User.name.eq(name)))
//!     .order_by(User.id.desc())
//!     .limit(10);
//! assert_eq!(
//!     query.compile(Dialect::Sqlite)?.sql(),
//!     "SELECT user_account.id, user_account.fullname FROM user_account \
//!      WHERE user_account.name != ? AND user_account.name = ? \
//!      ORDER BY user_account.id DESC LIMIT ?",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! # Joining
//!
//! [`join`](Select::join) takes a table, whose only foreign key gives ON, or a relationship (`User.addresses`);
//! [`join_on`](Select::join_on) takes any condition. What an outer join may leave without a row is an `Option`. A table
//! that stands there twice needs a name of its own: [`alias!`](crate::alias!).
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewUser, User};
//! let query: Query<(String, Option<Address>)> =
//!     select((User.name, Address)).left_join(User.addresses).erase();
//! assert_eq!(
//!     query.compile(Dialect::Sqlite)?.sql(),
//!     "SELECT user_account.name, address.id, address.email_address, \
//!      address.user_id FROM user_account LEFT OUTER JOIN address \
//!      ON user_account.id = address.user_id",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! # Grouping
//!
//! After [`group_by`](Select::group_by), the select list, HAVING and ORDER BY take grouped columns and aggregates; the
//! primary key stands for all columns of its table. Expressions borrow, so one that has a label is written once.
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewUser, User};
//! let n = func::count(Address.id).label("n");
//! let query = select((User.name, &n))
//!     .join(Address)
//!     .group_by(User.id)
//!     .having(n.gt(1))
//!     .order_by(n.desc());
//! assert_eq!(
//!     query.compile(Dialect::Sqlite)?.sql(),
//!     "SELECT user_account.name, count(address.id) AS n \
//!      FROM user_account JOIN address ON user_account.id = address.user_id \
//!      GROUP BY user_account.id HAVING count(address.id) > ? ORDER BY n DESC",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! # Queries in queries
//!
//! A query stands in FROM as a [`subquery`](Select::subquery) or a [`cte`](Select::cte), whose
//! [`columns`](DerivedTable::columns) are typed like a table's; as a value ([`scalar`](Select::scalar)); or in a
//! condition ([`exists`](Select::exists), [`in_`](Operators::in_)). What belongs to the query around it is named by
//! [`correlate`](Select::correlate).
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewUser, User};
//! let newest = select((Address.user_id, func::max(Address.id).label("id")))
//!     .group_by(Address.user_id)
//!     .cte("newest");
//! let (user_id, address_id) = newest.columns();
//! let query =
//!     select((User.name, address_id)).join_on(newest, User.id.eq(user_id));
//! assert_eq!(
//!     query.compile(Dialect::Sqlite)?.sql(),
//!     "WITH newest AS (SELECT address.user_id AS user_id, max(address.id) AS id \
//!      FROM address GROUP BY address.user_id) \
//!      SELECT user_account.name, newest.id FROM user_account JOIN newest \
//!      ON user_account.id = newest.user_id",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! # Writing
//!
//! [`insert`] takes insert structs or a query, [`update()`] and [`delete()`] need a condition or `.all_rows()`, and each
//! takes `.returning(…)`, which makes it a statement with rows.
//!
//! ```
//! # use realgar::prelude::*;
//! # mod tutorial { realgar::include_schema!("tutorial"); }
//! # use tutorial::{Address, NewUser, User};
//! let new = insert(User).value(NewUser::new("sandy")).returning(User.id);
//! assert_eq!(
//!     new.compile(Dialect::Sqlite)?.sql(),
//!     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
//!      RETURNING user_account.id",
//! );
//! let changed = update(User)
//!     .set(User.fullname, User.name.concat(" Cheeks"))
//!     .filter(User.name.eq("sandy"));
//! assert_eq!(
//!     changed.compile(Dialect::Sqlite)?.sql(),
//!     "UPDATE user_account SET fullname=(user_account.name || ?) \
//!      WHERE user_account.name = ?",
//! );
//! let gone = delete(Address).join(Address.user).filter(User.name.eq("patrick"));
//! assert_eq!(
//!     gone.compile(Dialect::PostgreSql)?.sql(),
//!     "DELETE FROM address USING user_account \
//!      WHERE user_account.id = address.user_id AND user_account.name = $1",
//! );
//! # Ok::<(), realgar::Error>(())
//! ```
//!
//! [The tutorial](crate::tutorial) goes through all of it, page by page, and has a table of what stands for each construct of
//! SQLAlchemy.
#![allow(
    clippy::needless_pass_by_value,
    reason = "columns are small copies, and statements are made where they are used"
)]
#![allow(clippy::type_complexity, reason = "types are the checks")]
#![allow(clippy::module_inception, reason = "`Query` is in `query`")]

pub mod func;
pub mod rules;

// First, because a type's page shows its methods in the order of the modules: `filter` and `join` before the rest.
mod select;

mod alias;
mod align;
mod arithmetic;
mod bits;
mod calculation;
mod case;
mod changes;
mod column;
mod condition;
#[cfg(feature = "chrono")]
mod date_difference;
mod delete;
mod derived;
mod dynamic;
mod entity_of;
mod expr;
mod filterable;
mod group;
mod grouping_sets;
mod insert;
#[cfg(feature = "chrono")]
mod interval;
mod join;
#[cfg(feature = "json")]
mod json;
mod like;
mod lock;
mod nested;
mod nested_join;
mod operand;
mod operators;
mod order;
mod page;
mod predicate;
mod prepared;
mod quantified;
mod query;
mod recursive;
mod returning;
mod row_value;
mod seek;
mod select_as;
mod selection;
mod set;
mod source;
mod table_function;
mod text_expr;
mod text_search;
mod update;
mod values;
mod window;

pub use crate::entity::{ForeignKeyValue, OrDefault};
pub use crate::sql::ast::{Bound, DateUnit, Exclude, Field, MatchMode};
pub use bits::BitOperators;
pub use case::{Case, CaseElse, CaseOf, case, case_of};
pub use column::Column;
pub use condition::{and_, or_};
pub use delete::{Delete, delete};
pub use derived::DerivedTable;
pub use dynamic::ByName;
pub use entity_of::EntityOf;
pub use expr::{Aggregate, Expr, Expression, literal, null};
pub use filterable::Filterable;
pub use grouping_sets::{GroupingSets, cube, grouping_sets, rollup};
pub use insert::{Insert, OnConflict, Upsert, excluded, insert};
#[cfg(feature = "chrono")]
pub use interval::Interval;
#[cfg(feature = "json")]
pub use json::JsonOperators;
pub use nested::exists;
pub use nested_join::{NestedJoin, nested};
pub use operators::Operators;
pub use order::Order;
pub use predicate::Predicate;
pub use prepared::{BindTo, BoundQuery, Param, PreparedQuery, param};
pub use quantified::QuantifiedOperators;
pub use query::Query;
pub use recursive::recursive_cte;
pub use returning::Returning;
pub use row_value::{RowValue, row};
pub use select::{Select, select};
pub use set::Compound;
pub use table_function::{NamedTableFunction, TableFunction};
pub use text_expr::{TextExpr, text_expr};
pub use update::{Update, update};
pub use values::{values, values_named};
pub use window::{Over, Window, WindowFunction, window};

// The library itself finds the rules here.
#[doc(hidden)]
pub use crate::entity::{InsertRow, Insertable, IntoForeignKey, IntoNullable, IntoNullableForeignKey, Table};
pub(crate) use align::assigned;
pub(crate) use derived::label_all;
pub(crate) use join::equalities;
// Rules are documented in `rules`; the paths that they had here still lead to them.
#[doc(hidden)]
pub use rules::*;
