//! Recursive common table expressions.

use std::sync::Arc;

use super::derived::label_all;
use super::group::Grouping;
use super::{DerivedTable, RowIn, Select};
use crate::sql::ast::{Compound, Cte, FromItem, Query, SetOperator};

/// `WITH RECURSIVE name AS (base UNION ALL step)`: `step` makes the query for the next rows from the table itself.
///
/// ```ignore
/// let tree = recursive_cte("tree", select((Node.id, Node.parent_id)).filter(Node.parent_id.is_null()), |tree| {
///     let (id, _) = tree.columns();
///     select((Node.id, Node.parent_id)).join_on(tree, Node.parent_id.eq(id))
/// });
/// ```
pub fn recursive_cte<Sel, Sc, G, I, J, StepSel, StepSc, StepG, StepI, StepJ>(
    name: &'static str,
    base: Select<Sel, Sc, G>,
    step: impl FnOnce(DerivedTable<Sel, Sc>) -> Select<StepSel, StepSc, StepG>,
) -> DerivedTable<Sel, Sc>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
    StepSel: RowIn<StepSc, StepI, Row = Sel::Row>,
    StepG: Grouping<StepSel::Refs, StepSc, StepJ>,
{
    let mut base = base.into_query();
    let names = label_all(base.columns_mut());
    let itself = DerivedTable::new(FromItem::Itself(name), name, Arc::clone(&names));
    let query = Query::Compound(Compound {
        first: Box::new(base),
        rest: vec![(SetOperator::UnionAll, step(itself).into_query())],
        order_by: Vec::new(),
        limit: None,
        offset: None,
    });
    let cte = Cte { name, query, recursive: Some(names.to_vec()) };
    DerivedTable::new(FromItem::Cte(Arc::new(cte), None), name, names)
}
