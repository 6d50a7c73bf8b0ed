//! Queries inside of queries: in FROM, as a value, in EXISTS and in IN.

mod derived_table;
mod exists;
mod members;
mod scalar;

pub use exists::exists;
pub use members::{Listed, Members};
pub use scalar::ScalarRule;

use super::Select;
use crate::sql::ast::Query;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    pub(super) fn into_query(self) -> Query {
        Query::Select(self.into_ast())
    }
}
