//! A table in queries: the value `User`, its aliases, and its rows from a subquery. One type for all tables.

use std::ops::Deref;

use super::rules::{Fitting, InFrom, NoRefs, Whole};
use super::{
    AliasTag, Aliasable, Aliased, Derive, FindForeignKey, FromSource, JoinTarget, JoinedBy, LeadsTo, RowIn, RowsOf,
    Selection, TableSource, join_table,
};
use crate::entity::cells::Cells;
use crate::entity::{Mode, Table};
use crate::error::Result;
use crate::sql::ast::{FromItem, Join, JoinKind, SelectItem};
use crate::sql::source_name::SourceName;
use crate::types::{MaybeNull, NotNull, Nullness};

/// Table `T` as source `S` in a query: its columns and relationships are the fields of what it dereferences to.
///
/// The constant `User` is an `EntityOf<User>`, which stands for the table itself. [`alias!`](crate::alias!) and the
/// columns of a subquery give the same with another source.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let other = alias!("other", User);
/// let query = select((User.id, other.name))
///     .join_on(other, User.id.lt(other.id));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, other.name FROM user_account \
///      JOIN user_account AS other ON user_account.id < other.id",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub struct EntityOf<T: Table, S = T> {
    source: &'static str,
    columns: T::Columns<S>,
}

impl<T: Table, S> EntityOf<T, S> {
    /// The columns of the source that is called `source` in SQL. Called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(source: &'static str, columns: T::Columns<S>) -> Self {
        Self { source, columns }
    }

    /// The table as the source that is called `source`.
    pub(crate) fn of(source: SourceName) -> Self {
        Self { source: source.name(), columns: T::columns(source) }
    }
}

impl<T: Table, S> Deref for EntityOf<T, S> {
    type Target = T::Columns<S>;

    #[inline]
    fn deref(&self) -> &T::Columns<S> {
        &self.columns
    }
}

impl<T: Table, S> Clone for EntityOf<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Table, S> Copy for EntityOf<T, S> {}

impl<T: Table, S> std::fmt::Debug for EntityOf<T, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::sql::names::shown(self.source))
    }
}

/// A table in a query, from whatever source: the value `User`, or an alias.
pub trait EntityColumns: Copy {
    /// The source that its columns belong to.
    type Source: RowsOf;

    /// What that source is called in SQL.
    fn source_name(self) -> &'static str;
}

impl<T: Table, S: RowsOf<Table = T>> EntityColumns for EntityOf<T, S> {
    type Source = S;

    fn source_name(self) -> &'static str {
        self.source
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, S: RowsOf<Table = T>> Selection for EntityOf<T, S> {
    type Refs = Whole<S>;
    type Width = Fitting;

    fn push(&self, items: &mut Vec<SelectItem>) {
        items.push(SelectItem::Entity { source: self.source, columns: T::COLUMNS });
    }
}

impl<T, S, Sc, I, M> RowIn<Sc, I, M> for EntityOf<T, S>
where
    T: Table,
    S: RowsOf<Table = T> + InFrom<Sc, I>,
    S::Null: EntityRow<T, M>,
{
    type Row = <S::Null as EntityRow<T, M>>::Row;
    type Scalar = Self::Row;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
        <S::Null as EntityRow<T, M>>::decode(cells)
    }

    fn scalar(row: Self::Row) -> Self::Row {
        row
    }
}

/// What an entity decodes to in [`Mode`] `M`: what stands for its row there, or `Option` of it after an outer join.
pub trait EntityRow<T, M>: Nullness {
    /// The row, or the instance of a session.
    type Row;

    /// Decodes it.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row>;
}

impl<T: Table, M: Mode> EntityRow<T, M> for NotNull {
    type Row = M::Entity<T>;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<M::Entity<T>> {
        M::read(cells)
    }
}

impl<T: Table, M: Mode> EntityRow<T, M> for MaybeNull {
    type Row = Option<M::Entity<T>>;

    /// `None` if all of its columns are NULL.
    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<Option<M::Entity<T>>> {
        let count = T::COLUMNS.len();
        if cells.all_null(count) {
            cells.skip(count);
            return Ok(None);
        }
        M::read(cells).map(Some)
    }
}

impl<T, S, Sc> JoinTarget<Sc, ()> for EntityOf<T, S>
where
    T: Table,
    S: TableSource<Table = T>,
    Sc: FindForeignKey<S, Out: LeadsTo<S>>,
{
    type Source = JoinedBy<S, Sc::Out>;

    fn join(&self, kind: JoinKind) -> Join {
        join_table::<Sc, S>(kind)
    }
}

impl<T: Table, S: TableSource<Table = T>> FromSource for EntityOf<T, S> {
    type Source = S;
    type Refs = NoRefs;

    fn item(&self) -> FromItem {
        S::item()
    }
}

impl<T: Table, S: RowsOf<Table = T>, Tag: AliasTag> Aliasable<Tag> for EntityOf<T, S> {
    type Aliased = EntityOf<T, Aliased<T, Tag>>;

    fn alias(self) -> Self::Aliased {
        EntityOf::of(SourceName::new(Tag::name()))
    }
}

/// The entity's columns in a derived table, by the names that they have there.
impl<T, Of, S, Sc, I, const N: u8> Derive<Sc, S, I, N> for EntityOf<T, Of>
where
    T: Table,
    Of: RowsOf<Table = T> + InFrom<Sc, I, Null = NotNull>,
{
    type Columns = EntityOf<T, S>;

    fn columns(source: &'static str, names: &mut std::slice::Iter<'_, &'static str>) -> Self::Columns {
        let labels = names.take(T::COLUMNS.len()).copied().collect();
        EntityOf::of(SourceName::labelled(source, T::COLUMNS, labels))
    }
}
