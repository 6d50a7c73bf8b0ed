//! Functions over statements: whatever has a table in FROM can be given conditions on it.

use super::rules::{Condition, Contains, Yes};
use super::update::Filtered;
use super::{Delete, Select, Tables, Update};
use crate::entity::Table;

/// A statement that has `T` in FROM, a table or a tuple of up to four, so that conditions on it can be added: the bound of
/// a function that narrows a statement and does not care what else it does. Implemented by
/// [`Select`], and by [`Update`] and [`Delete`] that say which rows they touch.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// fn of_users_named<Q: Filterable<User>>(query: Q, name: &str) -> Q {
///     query.filter_on(User.name.eq(name))
/// }
///
/// let addresses = select((User.id, Address.email_address)).join(Address);
/// let query = of_users_named(addresses, "sandy");
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, address.email_address FROM user_account \
///      JOIN address ON user_account.id = address.user_id \
///      WHERE user_account.name = ?",
/// );
/// let statement = of_users_named(delete(User).filter(User.id.gt(5)), "sandy");
/// assert_eq!(
///     statement.compile(Dialect::Sqlite)?.sql(),
///     "DELETE FROM user_account WHERE user_account.id > ? \
///      AND user_account.name = ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
///
/// A condition on an alias is added where the alias is joined.
#[diagnostic::on_unimplemented(
    message = "`{T}` is not in the FROM clause of this statement",
    label = "has no `{T}` to add conditions on",
    note = "join it first; an UPDATE or DELETE needs its `.filter(…)` or `.all_rows()` before"
)]
pub trait Filterable<T>: Sized {
    /// `WHERE condition`, besides the conditions that are there; `None` adds nothing. The condition uses columns of `T`
    /// only.
    #[must_use]
    fn filter_on<C, I, K>(self, condition: C) -> Self
    where
        T: Tables,
        C: Condition<T::Scope, I, Kept = K>;
}

/// A scope that has the tables `T`.
pub trait HasTables<T> {}

impl<Sc: Contains<<T as Table>::Identity, Out = Yes>, T: Table> HasTables<T> for Sc {}

macro_rules! tuples_of_tables {
    ($($table:ident),+) => {
        impl<Sc, $($table: Table),+> HasTables<($($table,)+)> for Sc
        where
            $(Sc: Contains<<$table as Table>::Identity, Out = Yes>,)+
        {
        }
    };
}

tuples_of_tables!(A, B);
tuples_of_tables!(A, B, C);
tuples_of_tables!(A, B, C, D);

#[diagnostic::do_not_recommend]
impl<Sel, Sc: HasTables<T>, G, T> Filterable<T> for Select<Sel, Sc, G> {
    fn filter_on<C, I, K>(self, condition: C) -> Self
    where
        T: Tables,
        C: Condition<T::Scope, I, Kept = K>,
    {
        let node = condition.into_node();
        self.changed(|ast| ast.filter.extend(node))
    }
}

#[diagnostic::do_not_recommend]
impl<Target, Sc: HasTables<T>, T> Filterable<T> for Update<Target, Filtered, Sc> {
    fn filter_on<C, I, K>(self, condition: C) -> Self
    where
        T: Tables,
        C: Condition<T::Scope, I, Kept = K>,
    {
        self.filter_node(condition.into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<Target, Sc: HasTables<T>, T> Filterable<T> for Delete<Target, Filtered, Sc> {
    fn filter_on<C, I, K>(self, condition: C) -> Self
    where
        T: Tables,
        C: Condition<T::Scope, I, Kept = K>,
    {
        self.filter_node(condition.into_node())
    }
}
