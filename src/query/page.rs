//! Which queries can be read page by page.

use super::group::Grouping;
use super::rules::{OuterRefs, StandsAlone};
use super::{Query, RowIn, Select};
use crate::error::Result;
use crate::sql::ast;
use crate::statement::Returning;
use crate::statement::page::Pageable;

#[diagnostic::do_not_recommend]
impl<Sel, Sc, G, I, J, M> Pageable<(I, J), M> for Select<Sel, Sc, G>
where
    Self: Returning<(I, J), M>,
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
    Sc: OuterRefs<Out: StandsAlone>,
{
    fn count_of_rows(&self) -> Result<ast::Select> {
        Ok(self.total().into_ast())
    }

    fn part(self, before: u64, size: u64) -> Self {
        self.limit(size).offset(before)
    }
}

#[diagnostic::do_not_recommend]
impl<R, H, M> Pageable<(), M> for Query<R, H>
where
    Self: Returning<(), M>,
{
    fn count_of_rows(&self) -> Result<ast::Select> {
        self.count()
    }

    fn part(self, before: u64, size: u64) -> Self {
        self.limit(size).offset(before)
    }
}
