//! The rules of set operations: what stands under each other has one type, and is nullable if it is so on any side; and
//! that rows of which equal ones are dropped can be compared.

use super::comparison::Comparable;
use super::in_from::{InFrom, RefsIn};
use crate::entity::cells::Cells;
use crate::entity::{Mode, Table};
use crate::error::Result;
use crate::query::entity_of::EntityRow;
use crate::query::operators::Base;
use crate::query::{EntityOf, Expression, RowIn, RowsOf, Selection};
use crate::sql::ast::{Node, SelectItem};
use crate::types::{MaybeNull, NotNull, Nullness, SqlType};

/// What `E` selects, nullable because another side of the set operation is.
#[derive(Clone, Debug)]
pub struct Widened<E>(E);

#[diagnostic::do_not_recommend]
impl<E: Expression> Expression for Widened<E> {
    type Sql = <E::Sql as SqlType>::OrNull;
    type Refs = E::Refs;

    fn node(&self) -> Node {
        self.0.node()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Selection> Selection for Widened<E> {
    type Refs = E::Refs;
    type Width = E::Width;

    fn push(&self, items: &mut Vec<SelectItem>) {
        self.0.push(items);
    }
}

impl<E: Expression + Selection<Refs: RefsIn<Sc, I>>, Sc, I, M> RowIn<Sc, I, M> for Widened<E> {
    type Row = <<E::Sql as SqlType>::OrNull as SqlType>::Rust;
    type Scalar = Self::Row;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
        cells.read::<<E::Sql as SqlType>::OrNull>()
    }

    fn scalar(row: Self::Row) -> Self::Row {
        row
    }
}

impl<T: Table, S: RowsOf<Table = T> + InFrom<Sc, I>, Sc, I, M: Mode> RowIn<Sc, I, M> for Widened<EntityOf<T, S>> {
    type Row = <MaybeNull as EntityRow<T, M>>::Row;
    type Scalar = Self::Row;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row> {
        <MaybeNull as EntityRow<T, M>>::decode(cells)
    }

    fn scalar(row: Self::Row) -> Self::Row {
        row
    }
}

/// [`NotNull`] or [`MaybeNull`], of a column of the first select.
pub trait WidenedBy<Other, E> {
    /// `E`, nullable if what stands under it is `Other`.
    type Out;
}

impl<E> WidenedBy<Self, E> for NotNull {
    type Out = E;
}

impl<E> WidenedBy<MaybeNull, E> for NotNull {
    type Out = Widened<E>;
}

impl<E, Other> WidenedBy<Other, E> for MaybeNull {
    type Out = E;
}

/// Two SQL types that are one.
pub trait SameType<Upper> {}

#[diagnostic::do_not_recommend]
impl<T> SameType<T> for T {}

/// A select list in `Scope` whose rows can stand under those of `Upper` in `UpperScope`.
#[diagnostic::on_unimplemented(
    message = "this is no side of the set operation: not a query of as many columns, with the same SQL types",
    label = "does not select what the first query does",
    note = "select columns of the same types in the same order; what is nullable on one side only is allowed"
)]
pub trait Under<Upper, UpperScope, Scope, M> {
    /// The select list of both.
    type Columns;
}

/// The nullness of expression `E` in `Scope`, in which an outer join may make it nullable.
type NullnessIn<E, Scope, I> =
    <<<E as Selection>::Refs as RefsIn<Scope, I>>::Null as Nullness>::Or<<<E as Expression>::Sql as SqlType>::Nullness>;

#[diagnostic::do_not_recommend]
impl<E, U, USc, Sc, I, J> Under<U, USc, Sc, (I, J)> for E
where
    E: Expression<Sql: SqlType<Base: SameType<Base<U>>>> + Selection<Refs: RefsIn<Sc, I>>,
    U: Expression + Selection<Refs: RefsIn<USc, J>>,
    NullnessIn<U, USc, J>: WidenedBy<NullnessIn<E, Sc, I>, U>,
{
    type Columns = <NullnessIn<U, USc, J> as WidenedBy<NullnessIn<E, Sc, I>, U>>::Out;
}

#[diagnostic::do_not_recommend]
impl<T, S, US, USc, Sc, I, J> Under<EntityOf<T, US>, USc, Sc, (I, J)> for EntityOf<T, S>
where
    T: Table,
    S: InFrom<Sc, I>,
    US: InFrom<USc, J, Null: WidenedBy<S::Null, EntityOf<T, US>>>,
{
    type Columns = <US::Null as WidenedBy<S::Null, EntityOf<T, US>>>::Out;
}

/// A select list whose rows can be compared with each other.
#[diagnostic::on_unimplemented(
    message = "rows with a JSON document cannot be compared: databases disagree on when two documents are equal",
    label = "compares whole documents: take a part, `.json_text(\"name\")`, or the text, `.cast::<Text>()`"
)]
pub trait DistinctRows {
    /// The rule is kept by all columns.
    type Kept;
}

impl<E: Expression<Sql: SqlType<Base: Comparable>>> DistinctRows for E {
    type Kept = <Base<E> as Comparable>::Kept;
}

/// The database compares the columns of an entity.
#[diagnostic::do_not_recommend]
impl<T: Table, S> DistinctRows for EntityOf<T, S> {
    type Kept = ();
}

#[diagnostic::do_not_recommend]
impl<T: Table, S> DistinctRows for Widened<EntityOf<T, S>> {
    type Kept = ();
}

macro_rules! tuples {
    ($($under:ident $upper:ident $index:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<USc, Sc, $($upper, $under: Under<$upper, USc, Sc, $index>, $index),+>
            Under<($($upper,)+), USc, Sc, ($($index,)+)> for ($($under,)+)
        {
            type Columns = ($($under::Columns,)+);
        }

        #[diagnostic::do_not_recommend]
        impl<$($under: DistinctRows),+> DistinctRows for ($($under,)+) {
            type Kept = ($($under::Kept,)+);
        }
    };
}

tuples!(A A2 I0);
tuples!(A A2 I0, B B2 I1);
tuples!(A A2 I0, B B2 I1, C C2 I2);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10, M M2 I11);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10, M M2 I11, N N2 I12);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10, M M2 I11, N N2 I12, O O2 I13);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10, M M2 I11, N N2 I12, O O2 I13, P P2 I14);
tuples!(A A2 I0, B B2 I1, C C2 I2, D D2 I3, E E2 I4, F F2 I5, G G2 I6, H H2 I7, J J2 I8, K K2 I9, L L2 I10, M M2 I11, N N2 I12, O O2 I13, P P2 I14, Q Q2 I15);
