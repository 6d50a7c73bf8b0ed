//! Relationships between tables, as generated values: `User.addresses`, `Address.user`.

mod loader;
mod select_options;

pub use crate::entity::LoadOptions;
pub use loader::{Loader, Loaders, LoadsFrom, contains_eager, joined, raise, selectin};

pub use crate::entity::{Cascade, RelationshipInfo, RelationshipKind, SecondaryInfo};
use crate::query::rules::NotIn;
use crate::query::rules::{Correlated, InFrom, Inner, Mark, NeverNull, Whole};
use crate::query::{Condition, Expr, JoinTarget, Source, Table, TableSource};
use crate::sql::ast::{self, ColumnRef, FromItem, Join, JoinKind, NestedJoin, Node, SelectItem, TableRef};
use crate::sql::source_name::SourceName;
use crate::types::{Boolean, Nullness};

/// A relationship from source `S` to table `Target`. `Kind` is [`One`], [`OptionalOne`] or [`Many`].
pub struct Relationship<S, Target, Kind> {
    source: SourceName,
    info: &'static RelationshipInfo,
    mark: Mark<(S, Target, Kind)>,
}

/// Exactly one row at the other end: a many-to-one whose key is NOT NULL.
#[derive(Debug)]
pub struct One;

/// One row or none at the other end: a nullable many-to-one, or a one-to-one seen from the referred side.
#[derive(Debug)]
pub struct OptionalOne;

/// Any number of rows at the other end.
#[derive(Debug)]
pub struct Many;

impl<S, Target, Kind> Relationship<S, Target, Kind> {
    /// The relationship of a source. Called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(source: SourceName, info: &'static RelationshipInfo) -> Self {
        Self { source, info, mark: std::marker::PhantomData }
    }

    /// The relationship as data.
    ///
    /// ```
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let info = User.addresses.info();
    /// assert_eq!(
    ///     (info.name, info.target, info.back_populates),
    ///     ("addresses", "address", Some("user"))
    /// );
    /// assert_eq!((info.local, info.remote), (&["id"][..], &["user_id"][..]));
    /// ```
    #[must_use]
    pub const fn info(&self) -> &'static RelationshipInfo {
        self.info
    }
}

impl<S, Target, Kind> Clone for Relationship<S, Target, Kind> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, Target, Kind> Copy for Relationship<S, Target, Kind> {}

impl<S, Target, Kind> std::fmt::Debug for Relationship<S, Target, Kind> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.source, self.info.name)
    }
}

/// `.join(User.addresses)`: ON comes from the relationship.
impl<S, Target, Kind, Scope, I> JoinTarget<Scope, I> for Relationship<S, Target, Kind>
where
    S: InFrom<Scope, I>,
    Target: Table,
{
    type Source = <S::Null as Nullness>::Known<Target>;

    fn join(&self, kind: JoinKind) -> Join {
        let target = Target::item();
        let Some(secondary) = self.info.secondary else {
            let on = self.info.on(self.source, SourceName::new(<Target as TableSource>::name()));
            return Join { kind, item: target, on: Some(on) };
        };
        let alias = secondary.alias;
        let table = TableRef { schema: secondary.schema, name: secondary.table };
        let between = SourceName::new(alias);
        let own = SourceName::new(<Target as TableSource>::name());
        let inner = pairs(between, secondary.remote, own, self.info.remote);
        let item = NestedJoin::inner(FromItem::Alias(table, alias), target, inner);
        Join { kind, item, on: Some(pairs(self.source, self.info.local, between, secondary.local)) }
    }
}

impl<S: Source, Target: Table, Kind> Relationship<S, Target, Kind> {
    /// `EXISTS (SELECT 1 FROM target WHERE … AND condition)`: at least one row at the other end meets the condition.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.name)
    ///     .filter(User.addresses.any(Address.email_address.ends_with(".org")));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE EXISTS (SELECT 1 \
    ///      FROM address WHERE user_account.id = address.user_id \
    ///      AND address.email_address LIKE '%' || ? ESCAPE '/')",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn any<C, I, K>(&self, condition: C) -> Expr<Boolean, NeverNull<Whole<S>>>
    where
        // Inside, a table's own columns would hide those of the query around.
        S: NotIn<(Inner<Target>, ()), Kept = K>,
        C: Condition<(Inner<Target>, (Correlated<S>, ())), I>,
    {
        let target = Target::item();
        let (from, link) = match self.info.secondary {
            None => (target, self.info.on(self.source, SourceName::new(<Target as TableSource>::name()))),
            Some(secondary) => {
                let join = JoinTarget::<(Inner<S>, ()), _>::join(self, JoinKind::Inner);
                let link = pairs(self.source, self.info.local, SourceName::new(secondary.alias), secondary.local);
                (join.item, link)
            }
        };
        let mut filter = vec![link];
        filter.extend(condition.into_node());
        let columns = vec![SelectItem::Expression(Node::Constant("1"))];
        let select = ast::Select { columns, from: Some(from), filter, ..ast::Select::default() };
        Expr::exists(ast::Query::Select(select))
    }

    /// The row at the other end meets the condition. The same as [`any`](Self::any), as one says it of one row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(Address.email_address)
    ///     .filter(Address.user.has(User.name.eq("sandy")));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT address.email_address FROM address WHERE EXISTS (SELECT 1 \
    ///      FROM user_account WHERE user_account.id = address.user_id \
    ///      AND user_account.name = ?)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn has<C, I, K>(&self, condition: C) -> Expr<Boolean, NeverNull<Whole<S>>>
    where
        S: NotIn<(Inner<Target>, ()), Kept = K>,
        C: Condition<(Inner<Target>, (Correlated<S>, ())), I>,
    {
        self.any(condition)
    }
}

impl RelationshipInfo {
    /// The condition between both ends of a relationship without an association table; the key stands first.
    fn on(&self, source: SourceName, target: SourceName) -> Node {
        match self.kind {
            RelationshipKind::ManyToOne | RelationshipKind::OptionalManyToOne => {
                pairs(target, self.remote, source, self.local)
            }
            _ => pairs(source, self.local, target, self.remote),
        }
    }
}

fn pairs(
    left: SourceName,
    left_columns: &'static [&'static str],
    right: SourceName,
    right_columns: &'static [&'static str],
) -> Node {
    crate::query::equalities(left_columns.iter().zip(right_columns).map(|(left_column, right_column)| {
        let column = |source: SourceName, own| ColumnRef { source: source.name(), name: source.column(own) };
        (column(left, left_column), column(right, right_column))
    }))
}
