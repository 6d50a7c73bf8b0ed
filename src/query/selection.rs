//! Select lists: expressions, entities and tuples of them, and the rows they decode to.

use super::rules::{Aggregated, Both, Never, Ref, RefsIn, Unchecked, Windowed};
use super::{Aggregate, Column, Expr, Expression, Over, Source, TextExpr};
use crate::entity::AsRows;
use crate::entity::cells::Cells;
use crate::error::Result;
use crate::sql::ast::SelectItem;
use crate::types::{Nullness, SqlType};

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
    note = "select columns (`User.name`), expressions, entities (`User`), or tuples of at most 16 (nest them for more); values go through `literal(…)`"
)]
pub trait Selection {
    /// The columns it uses.
    type Refs;
    /// Whether it has no more members than a row of them has room for.
    type Width;

    /// Adds its items to a list.
    fn push(&self, items: &mut Vec<SelectItem>);
}

/// What one row of a select list is in a query of this scope, for a connection or, in another
/// [`Mode`](super::rules::Mode) `M`, for a session.
pub trait RowIn<Scope, I, M = AsRows>: Selection {
    /// The row.
    type Row;
    /// The first element of the row; the row itself, if it has just one.
    type Scalar;

    /// Decodes a row.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row>;

    /// Takes the first element out of a row.
    fn scalar(row: Self::Row) -> Self::Scalar;
}

/// A select list of at most 16 members.
#[derive(Debug)]
pub struct Fitting;

/// A tuple of more than 16 members.
#[derive(Debug)]
pub struct TooWide;

/// A select list is no longer than a row can be. Longer tuples can be selected as far as types go, up to 24 members, so
/// that the compiler has this one rule to report.
#[diagnostic::on_unimplemented(
    message = "a tuple of more than 16 columns cannot be selected at once",
    label = "has more than 16 members",
    note = "select the entity (`select(User)`), or nest tuples: `((User.id, User.name), (Address.id, …))`"
)]
pub trait FitsInRow {}

#[diagnostic::do_not_recommend]
impl FitsInRow for Fitting {}

#[diagnostic::do_not_recommend]
impl<'a> FitsInRow for TooWide where &'a Self: Never {}

/// The SQL type of `T` where its sources have this nullness.
type In<T, Refs, Sc, I> = <<Refs as RefsIn<Sc, I>>::Null as Nullness>::Of<T>;

/// One impl for each kind of expression: with a single blanket impl the compiler would report a missing `RowIn`
/// instead of the rule that was broken.
macro_rules! expression_selection {
    ($(($($generics:tt)*) $expression:ty, $sql:ty, $refs:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Selection for $expression {
            type Refs = $refs;
            type Width = Fitting;

            fn push(&self, items: &mut Vec<SelectItem>) {
                items.push(SelectItem::Expression(self.node()));
            }
        }

        impl<$($generics)*, Sc, I, M> RowIn<Sc, I, M> for $expression
        where
            $refs: RefsIn<Sc, I>,
        {
            type Row = <In<$sql, $refs, Sc, I> as SqlType>::Rust;
            type Scalar = Self::Row;

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
                cells.read::<In<$sql, $refs, Sc, I>>()
            }

            fn scalar(row: Self::Row) -> Self::Row {
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

/// The letters leave out `I`, which numbers the inferred positions, and `M`, the mode.
macro_rules! tuple_selection {
    ($width:ident: $first:ident $first_index:ident $(, $rest:ident $index:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Selection $(, $rest: Selection)*> Selection for ($first, $($rest,)*) {
            type Refs = tuple_selection!(@refs $first $(, $rest)*);
            type Width = $width;

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn push(&self, items: &mut Vec<SelectItem>) {
                let ($first, $($rest,)*) = self;
                $first.push(items);
                $($rest.push(items);)*
            }
        }

        impl<Sc, M, $first: RowIn<Sc, $first_index, M>, $first_index $(, $rest: RowIn<Sc, $index, M>, $index)*>
            RowIn<Sc, ($first_index, $($index,)*), M> for ($first, $($rest,)*)
        {
            type Row = ($first::Row, $($rest::Row,)*);
            type Scalar = $first::Row;

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
                Ok(($first::decode(cells)?, $($rest::decode(cells)?,)*))
            }

            fn scalar(row: Self::Row) -> $first::Row {
                row.0
            }
        }
    };
    (@refs $first:ident) => { $first::Refs };
    (@refs $first:ident, $($rest:ident),+) => { Both<$first::Refs, tuple_selection!(@refs $($rest),+)> };
}

tuple_selection!(Fitting: A I0);
tuple_selection!(Fitting: A I0, B I1);
tuple_selection!(Fitting: A I0, B I1, C I2);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14);
tuple_selection!(Fitting: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18, V I19);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18, V I19, W I20);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18, V I19, W I20, X I21);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18, V I19, W I20, X I21, Y I22);
tuple_selection!(TooWide: A I0, B I1, C I2, D I3, E I4, F I5, G I6, H I7, J I8, K I9, L I10, N I11, O I12, P I13, Q I14, R I15, S I16, T I17, U I18, V I19, W I20, X I21, Y I22, Z I23);
