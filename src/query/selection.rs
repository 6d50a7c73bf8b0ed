//! Select lists: expressions, entities and tuples of them, and the rows they decode to.

use super::rules::{Aggregated, Both, InFrom, Ref, RefsIn, Unchecked, Windowed};
use super::{Aggregate, Column, EntityColumns, Expr, Expression, Over, RowsOf, Source, TextExpr};
use crate::entity::Table;
use crate::entity::cells::Cells;
use crate::error::Result;
use crate::sql::ast::SelectItem;
use crate::types::{MaybeNull, NotNull, Nullness, SqlType};

/// A select list: an expression, an entity, or a tuple of select lists.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// // an entity, a column, an expression, a tuple of them
/// let query = select((Address, User.name, func::length(User.name))).join(User);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT address.id, address.email_address, address.user_id, \
///      user_account.name, length(user_account.name) FROM address \
///      JOIN user_account ON user_account.id = address.user_id",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "is not a column, expression, entity or tuple of these",
    note = "select columns (`User.name`), expressions, entities (`User`), or tuples of at most 16 of them; values go through `literal(…)`"
)]
pub trait Selection {
    /// The columns it uses.
    type Refs;

    /// Adds its items to a list.
    fn push(&self, items: &mut Vec<SelectItem>);
}

/// What one row of a select list is in a query of this scope.
pub trait RowIn<Scope, I>: Selection {
    /// The row.
    type Row;
    /// The first element of the row; the row itself, if it has just one.
    type Scalar;
    /// The row in a session: handles in the place of entities.
    type Managed;
    /// The first element of that.
    type ManagedScalar;

    /// Decodes a row.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row>;

    /// Takes the first element out of a row.
    fn scalar(row: Self::Row) -> Self::Scalar;

    /// Decodes a row for the session that the cells have brought along.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn manage(cells: &mut Cells<'_>) -> Result<Self::Managed>;

    /// Takes the first element out of a session's row.
    fn managed_scalar(row: Self::Managed) -> Self::ManagedScalar;
}

/// The SQL type of `T` where its sources have this nullness.
type In<T, Refs, Sc, I> = <<Refs as RefsIn<Sc, I>>::Null as Nullness>::Of<T>;

/// One impl for each kind of expression: with a single blanket impl the compiler would report a missing `RowIn`
/// instead of the rule that was broken.
macro_rules! expression_selection {
    ($(($($generics:tt)*) $expression:ty, $sql:ty, $refs:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Selection for $expression {
            type Refs = $refs;

            fn push(&self, items: &mut Vec<SelectItem>) {
                items.push(SelectItem::Expression(self.node()));
            }
        }

        impl<$($generics)*, Sc, I> RowIn<Sc, I> for $expression
        where
            $refs: RefsIn<Sc, I>,
        {
            type Row = <In<$sql, $refs, Sc, I> as SqlType>::Rust;
            type Scalar = Self::Row;
            type Managed = Self::Row;
            type ManagedScalar = Self::Row;

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
                cells.read::<In<$sql, $refs, Sc, I>>()
            }

            fn scalar(row: Self::Row) -> Self::Row {
                row
            }

            #[inline]
            fn manage(cells: &mut Cells<'_>) -> Result<Self::Row> {
                cells.read::<In<$sql, $refs, Sc, I>>()
            }

            fn managed_scalar(row: Self::Row) -> Self::Row {
                row
            }
        }
    )* };
}

expression_selection! {
    (S: Source, T: SqlType, Id) Column<S, T, Id>, T, Ref<S, Id>;
    (T: SqlType, R) Expr<T, R>, T, R;
    (T: SqlType, R) Aggregate<T, R>, T, Aggregated<R>;
    (T: SqlType, R) Over<T, R>, T, Windowed<R>;
    (T: SqlType) TextExpr<T>, T, Unchecked;
    ('a, E: Expression + ?Sized) &'a E, E::Sql, E::Refs;
}

/// What an entity decodes to: its row, or `Option` of it after an outer join.
pub trait EntityRow<T: Table>: Nullness {
    /// The row.
    type Row;
    /// The same in a session.
    type Instance;

    /// Decodes it.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row>;

    /// Decodes it for a session.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn manage(cells: &mut Cells<'_>) -> Result<Self::Instance>;
}

impl<T: Table> EntityRow<T> for NotNull {
    type Row = T::Row;
    type Instance = T::Instance;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<T::Row> {
        T::decode(cells)
    }

    #[inline]
    fn manage(cells: &mut Cells<'_>) -> Result<T::Instance> {
        T::manage(cells)
    }
}

impl<T: Table> EntityRow<T> for MaybeNull {
    type Row = Option<T::Row>;
    type Instance = Option<T::Instance>;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<Option<T::Row>> {
        if cells.all_null(T::COLUMNS.len()) {
            cells.skip(T::COLUMNS.len());
            return Ok(None);
        }
        T::decode(cells).map(Some)
    }

    fn manage(cells: &mut Cells<'_>) -> Result<Option<T::Instance>> {
        if cells.all_null(T::COLUMNS.len()) {
            cells.skip(T::COLUMNS.len());
            return Ok(None);
        }
        T::manage(cells).map(Some)
    }
}

/// The row of source `S` in a query of this scope.
pub type EntityIn<S, Sc, I> = <<S as InFrom<Sc, I>>::Null as EntityRow<<S as RowsOf>::Table>>::Row;

/// What a session hands out for source `S` in a query of this scope.
pub type InstanceIn<S, Sc, I> = <<S as InFrom<Sc, I>>::Null as EntityRow<<S as RowsOf>::Table>>::Instance;

/// Adds all columns of an entity to a select list.
#[doc(hidden)]
pub fn push_entity<C: EntityColumns>(columns: C, items: &mut Vec<SelectItem>) {
    items.push(SelectItem::Entity {
        source: columns.source_name(),
        columns: <<C::Source as RowsOf>::Table as Table>::COLUMNS,
    });
}

/// What a generated columns struct is in the query language. `$column` is any of its columns.
#[doc(hidden)]
#[macro_export]
macro_rules! __columns {
    ($columns:ident, $table:ident, $column:ident) => {
        impl<S> ::core::clone::Clone for $columns<S> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<S> ::core::marker::Copy for $columns<S> {}

        impl<S> ::core::fmt::Debug for $columns<S> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.$column.source())
            }
        }

        impl<S: $crate::codegen_support::RowsOf<Table = $table>> $crate::codegen_support::EntityColumns
            for $columns<S>
        {
            type Source = S;

            fn source_name(self) -> &'static str {
                self.$column.source()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S: $crate::codegen_support::RowsOf<Table = $table>> $crate::codegen_support::Selection for $columns<S> {
            type Refs = $crate::codegen_support::Whole<S>;

            fn push(&self, items: &mut ::std::vec::Vec<$crate::codegen_support::SelectItem>) {
                $crate::codegen_support::push_entity(*self, items);
            }
        }

        impl<S, Scope, I> $crate::codegen_support::RowIn<Scope, I> for $columns<S>
        where
            S: $crate::codegen_support::RowsOf<Table = $table> + $crate::codegen_support::InFrom<Scope, I>,
            S::Null: $crate::codegen_support::EntityRow<$table>,
        {
            type Row = $crate::codegen_support::EntityIn<S, Scope, I>;
            type Scalar = Self::Row;
            type Managed = $crate::codegen_support::InstanceIn<S, Scope, I>;
            type ManagedScalar = Self::Managed;

            fn decode(cells: &mut $crate::codegen_support::Cells<'_>) -> $crate::codegen_support::Result<Self::Row> {
                <S::Null as $crate::codegen_support::EntityRow<$table>>::decode(cells)
            }

            fn scalar(row: Self::Row) -> Self::Row {
                row
            }

            fn manage(
                cells: &mut $crate::codegen_support::Cells<'_>,
            ) -> $crate::codegen_support::Result<Self::Managed> {
                <S::Null as $crate::codegen_support::EntityRow<$table>>::manage(cells)
            }

            fn managed_scalar(row: Self::Managed) -> Self::Managed {
                row
            }
        }

        impl<S, Scope> $crate::codegen_support::JoinTarget<Scope, ()> for $columns<S>
        where
            S: $crate::codegen_support::TableSource<Table = $table>,
            Scope: $crate::codegen_support::FindForeignKey<S, Out: $crate::codegen_support::LeadsTo<S>>,
        {
            type Source = $crate::codegen_support::JoinedBy<S, Scope::Out>;

            fn join(&self, kind: $crate::codegen_support::JoinKind) -> $crate::codegen_support::Join {
                $crate::codegen_support::join_table::<Scope, S>(kind)
            }
        }

        impl<S: $crate::codegen_support::RowsOf<Table = $table>, Tag: $crate::codegen_support::AliasTag>
            $crate::codegen_support::Aliasable<Tag> for $columns<S>
        {
            type Aliased = $columns<$crate::codegen_support::Aliased<$table, Tag>>;

            fn alias(self) -> Self::Aliased {
                $columns::of($crate::codegen_support::SourceName::new(Tag::NAME))
            }
        }

        impl<T, S, Scope, I, const N: u16> $crate::codegen_support::Derive<Scope, S, I, N> for $columns<T>
        where
            T: $crate::codegen_support::RowsOf<Table = $table>
                + $crate::codegen_support::InFrom<Scope, I, Null = $crate::codegen_support::NotNull>,
        {
            type Columns = $columns<S>;

            fn columns(source: &'static str, names: &mut ::core::slice::Iter<'_, &'static str>) -> Self::Columns {
                $crate::codegen_support::derive_entity::<$table, S>(source, names)
            }
        }

        impl<S: $crate::codegen_support::TableSource<Table = $table>> $crate::codegen_support::FromSource
            for $columns<S>
        {
            type Source = S;

            fn item(&self) -> $crate::codegen_support::FromItem {
                S::item()
            }
        }
    };
}

macro_rules! tuple_selection {
    ($first:ident $first_index:ident $(, $rest:ident $index:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Selection $(, $rest: Selection)*> Selection for ($first, $($rest,)*) {
            type Refs = tuple_selection!(@refs $first $(, $rest)*);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn push(&self, items: &mut Vec<SelectItem>) {
                let ($first, $($rest,)*) = self;
                $first.push(items);
                $($rest.push(items);)*
            }
        }

        impl<Sc, $first: RowIn<Sc, $first_index>, $first_index $(, $rest: RowIn<Sc, $index>, $index)*>
            RowIn<Sc, ($first_index, $($index,)*)> for ($first, $($rest,)*)
        {
            type Row = ($first::Row, $($rest::Row,)*);
            type Scalar = $first::Row;
            type Managed = ($first::Managed, $($rest::Managed,)*);
            type ManagedScalar = $first::Managed;

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
                Ok(($first::decode(cells)?, $($rest::decode(cells)?,)*))
            }

            fn scalar(row: Self::Row) -> $first::Row {
                row.0
            }

            fn manage(cells: &mut Cells<'_>) -> Result<Self::Managed> {
                Ok(($first::manage(cells)?, $($rest::manage(cells)?,)*))
            }

            fn managed_scalar(row: Self::Managed) -> $first::Managed {
                row.0
            }
        }
    };
    (@refs $first:ident) => { $first::Refs };
    (@refs $first:ident, $($rest:ident),+) => { Both<$first::Refs, tuple_selection!(@refs $($rest),+)> };
}

tuple_selection!(A I0);
tuple_selection!(A I0, B I1);
tuple_selection!(A I0, B I1, C I2);
tuple_selection!(A I0, B I1, C I2, D I3);
tuple_selection!(A I0, B I1, C I2, D I3, E I4);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, M I11);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, M I11, N I12);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, M I11, N I12, O I13);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, M I11, N I12, O I13, P I14);
tuple_selection!(A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, M I11, N I12, O I13, P I14, Q I15);
