//! Select lists that are structs.

use super::Selection;
use super::rules::{Mark, RowIn};
use crate::entity::cells::Cells;
use crate::error::Result;
use crate::sql::ast::SelectItem;
use crate::sql::names::is_same;
use crate::statement::RowStruct;

/// A select list whose rows are a struct: made by [`select_as!`](crate::select_as!).
pub struct Fields<R, Sel> {
    columns: Sel,
    mark: Mark<R>,
}

impl<R, Sel> Fields<R, Sel> {
    /// These columns, in the order of the fields. Called by [`select_as!`](crate::select_as!).
    #[doc(hidden)]
    pub const fn new(columns: Sel) -> Self {
        Self { columns, mark: std::marker::PhantomData }
    }
}

/// `SELECT` of a struct's fields, each with its column: `select_as!(Hit { id: Ticket.id, agent: Agent.name })`. The struct
/// is declared by [`row_struct!`](crate::row_struct!), where an example stands; all of its fields are given, in its order.
///
/// What it gives is a [`Select`](crate::query::Select) like that of [`select`](crate::query::select()).
#[macro_export]
macro_rules! select_as {
    ($row:ident { $($field:ident: $column:expr),+ $(,)? }) => {{
        const _: () = $crate::query::rules::check_fields(
            <$row as $crate::statement::RowStruct>::FIELDS,
            &[$(::core::stringify!($field)),+],
        );
        $crate::query::select($crate::query::rules::Fields::<$row, _>::new(($($column,)+)))
    }};
}

/// Whether all fields of a struct are given, in its order; called when the program is compiled.
///
/// # Panics
///
/// If they are not.
#[doc(hidden)]
#[track_caller]
pub const fn check_fields(declared: &[&str], given: &[&str]) {
    assert!(
        declared.len() == given.len(),
        "`select_as!` gives a column for each field of the struct: here are more or fewer"
    );
    let mut at = 0;
    while at < declared.len() {
        assert!(
            is_same(declared[at], given[at]),
            "`select_as!` names the fields of the struct in the order of its declaration: here is another name or order"
        );
        at += 1;
    }
}

/// A row whose columns are the fields of the struct `R`.
#[diagnostic::on_unimplemented(
    message = "the columns of this `select_as!` are `{Self}`, which are not the fields of `{R}`",
    label = "a column has another type than its field",
    note = "a nullable column, or one that an outer join makes optional, needs an `Option` as its field"
)]
pub trait FieldsOf<R> {
    /// Makes the struct.
    fn make(self) -> R;
}

#[diagnostic::do_not_recommend]
impl<R: RowStruct<Fields = Row>, Row> FieldsOf<R> for Row {
    fn make(self) -> R {
        R::from_fields(self)
    }
}

#[diagnostic::do_not_recommend]
impl<R, Sel: Selection> Selection for Fields<R, Sel> {
    type Refs = Sel::Refs;
    type Width = Sel::Width;

    fn push(&self, items: &mut Vec<SelectItem>) {
        self.columns.push(items);
    }
}

impl<R, Sel: RowIn<Sc, I, M, Row: FieldsOf<R>>, Sc, I, M> RowIn<Sc, I, M> for Fields<R, Sel> {
    type Row = R;
    type Scalar = R;

    #[inline]
    fn decode(cells: &mut Cells<'_>) -> Result<R> {
        Sel::decode(cells).map(FieldsOf::make)
    }

    fn scalar(row: R) -> R {
        row
    }
}

impl<R, Sel: Clone> Clone for Fields<R, Sel> {
    fn clone(&self) -> Self {
        Self::new(self.columns.clone())
    }
}

impl<R, Sel: std::fmt::Debug> std::fmt::Debug for Fields<R, Sel> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.columns.fmt(f)
    }
}
