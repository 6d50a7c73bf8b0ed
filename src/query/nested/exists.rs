//! Whether a query has rows.

use std::sync::Arc;

use crate::query::rules::{NeverNull, OuterRefs};
use crate::query::{Expr, Grouping, RowIn, Select};
use crate::sql::ast::Node;
use crate::types::Boolean;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `EXISTS (SELECT …)`: whether the query has a row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let addresses =
    ///     select(Address.id).correlate(User).filter(Address.user_id.eq(User.id));
    /// let query = select(User.name).filter(!addresses.exists());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE NOT (EXISTS \
    ///      (SELECT address.id FROM address WHERE address.user_id = user_account.id))",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn exists<I, J, K>(self) -> Expr<Boolean, NeverNull<Sc::Out>>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J, Kept = K>,
        Sc: OuterRefs,
    {
        Expr::new(Node::Exists(Arc::new(self.into_query())))
    }
}

/// `EXISTS (SELECT …)`, as a function: `exists(query)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let addresses =
///     select(Address.id).correlate(User).filter(Address.user_id.eq(User.id));
/// let query = select(User.name).filter(exists(addresses));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account WHERE EXISTS \
///      (SELECT address.id FROM address WHERE address.user_id = user_account.id)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn exists<Sel, Sc, G, I, J, K>(query: Select<Sel, Sc, G>) -> Expr<Boolean, NeverNull<Sc::Out>>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J, Kept = K>,
    Sc: OuterRefs,
{
    query.exists()
}
