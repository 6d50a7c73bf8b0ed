//! Recursive common table expressions.

use std::sync::Arc;

use super::derived::label_all;
use super::group::Grouping;
use super::{DerivedTable, RowIn, Select};
use crate::sql::ast::{Compound, Cte, FromItem, Query, SetOperator};

/// A row of a recursive query's step is like one of its base.
#[diagnostic::on_unimplemented(
    message = "the step of this recursive query has rows `{Self}`, but its base has rows `{Base}`",
    label = "does not select what the base does",
    note = "select columns of the same types in the same order; what the step may leave NULL is nullable in the base, too"
)]
pub trait SameRow<Base> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<R> SameRow<R> for R {
    type Kept = ();
}

/// `WITH RECURSIVE name AS (base UNION ALL step)`: `step` makes the query for the next rows from the table itself.
///
/// ```
/// # use realgar::prelude::*;
/// let numbers =
///     recursive_cte("numbers", select(literal(1).label("n")), |numbers| {
///         let n = numbers.columns();
///         select(n + 1).select_from(numbers).filter(n.lt(10))
///     });
/// let n = numbers.columns();
/// let query = select(n).select_from(numbers);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "WITH RECURSIVE numbers(n) AS (SELECT ? AS n UNION ALL \
///      SELECT numbers.n + ? FROM numbers WHERE numbers.n < ?) \
///      SELECT numbers.n FROM numbers",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn recursive_cte<Sel, Sc, G, I, J, S: RowIn<D, M, Row: SameRow<Sel::Row, Kept = K>>, D, H, M, N, K>(
    name: &'static str,
    base: Select<Sel, Sc, G>,
    step: impl FnOnce(DerivedTable<Sel, Sc>) -> Select<S, D, H>,
) -> DerivedTable<Sel, Sc>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
    H: Grouping<S::Refs, D, N>,
{
    let mut base = base.into_query();
    let name = DerivedTable::<Sel, Sc>::unique(name);
    let names = label_all(base.columns_mut());
    let itself = DerivedTable::new(FromItem::Itself(name), name, Arc::clone(&names));
    let query = Query::Compound(Compound::new(base, SetOperator::UnionAll, step(itself).into_query()));
    let cte = Cte { name, query, recursive: Some(names.to_vec()) };
    DerivedTable::new(FromItem::Cte(Arc::new(cte), None), name, names)
}
