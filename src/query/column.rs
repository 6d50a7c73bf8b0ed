//! A typed column.

use super::rules::{Mark, Ref};
use super::{Expression, Source};
use crate::sql::ast::{ColumnRef, Node};
use crate::sql::names::shown;
use crate::sql::source_name::SourceName;
use crate::types::SqlType;

/// Column `Id` of source `S`, of SQL type `T`. Generated: `User.name`.
///
/// ```
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// assert_eq!((User.name.source(), User.name.name()), ("user_account", "name"));
///
/// let other = realgar::alias!("other", User);
/// assert_eq!((other.name.source(), other.name.name()), ("other", "name"));
/// ```
pub struct Column<S, T, Id> {
    source: &'static str,
    name: &'static str,
    mark: Mark<(S, T, Id)>,
}

impl<S, T, Id> Column<S, T, Id> {
    /// The column that the table calls `name`, of a source. Called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(source: SourceName, name: &'static str) -> Self {
        Self { source: source.name(), name: source.column(name), mark: std::marker::PhantomData }
    }

    /// The name in SQL.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The table's name or alias.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        shown(self.source)
    }
}

impl<S, T, Id> Clone for Column<S, T, Id> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T, Id> Copy for Column<S, T, Id> {}

impl<S, T, Id> std::fmt::Debug for Column<S, T, Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.source(), self.name)
    }
}

#[diagnostic::do_not_recommend]
impl<S: Source, T: SqlType, Id> Expression for Column<S, T, Id> {
    type Sql = T;
    type Refs = Ref<S, Id>;

    fn node(&self) -> Node {
        Node::Column(ColumnRef { source: self.source, name: self.name })
    }
}
