//! What can still be added to a query whose type no longer says what stands in FROM.

use std::sync::Arc;

use super::Query;
use crate::error::{Error, ErrorKind, Result};
use crate::query::rules::{AnyScope, Condition, RefsIn};
use crate::query::{OrderKeys, label_all};
use crate::sql::ast::{self, Call, FromItem, Function, Node, OrderKey, Select, SelectItem};
use crate::sql::names::shown;
use crate::sql::value::Value;
use crate::statement::FromRow as _;

impl<R, H> Query<R, H> {
    /// `WHERE condition`; several are joined by AND, and `None` adds nothing.
    ///
    /// The type does not say what stands in FROM, so that is checked when the query is compiled or run.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<String> = select(User.name).erase();
    /// let query = query.filter(User.id.gt(5)).order_by(User.name).limit(10);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE user_account.id > ? \
    ///      ORDER BY user_account.name LIMIT ?",
    /// );
    /// let other = query.filter(Address.id.gt(5));
    /// let error = other.compile(Dialect::Sqlite).unwrap_err();
    /// assert!(error.message().starts_with("`address` is not in the FROM clause"));
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The query fails with `InvalidStatement` if the condition uses a table that is not in FROM, or the query is a
    /// UNION or another compound: filter its parts before they are put together.
    #[must_use]
    pub fn filter<C: Condition<AnyScope, I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        if let Some(node) = condition.into_node() {
            match &mut self.ast {
                ast::Query::Select(select) => {
                    self.refused = self.refused.or_else(|| find_unknown_source(&node, select));
                    select.filter.push(node);
                }
                _ => self.refused = self.refused.or(Some(Refused::Compound("filtered"))),
            }
        }
        self
    }

    /// `ORDER BY keys`, after those that are there.
    ///
    /// # Errors
    ///
    /// As [`filter`](Self::filter). With GROUP BY, keys have to be selected or grouped.
    #[must_use]
    pub fn order_by<O: OrderKeys<Refs: RefsIn<AnyScope, I>>, I>(mut self, keys: O) -> Self {
        let mut added: Vec<OrderKey> = Vec::new();
        keys.push(&mut added);
        if added.is_empty() {
            return self;
        }
        match &mut self.ast {
            ast::Query::Select(select) => {
                for key in &added {
                    self.refused = self
                        .refused
                        .or_else(|| find_unknown_source(&key.node, select))
                        .or_else(|| (!select.can_order_by(&key.node)).then_some(Refused::Ungrouped));
                }
                select.order_by.extend(added);
            }
            _ => self.refused = self.refused.or(Some(Refused::Compound("ordered"))),
        }
        self
    }

    /// `LIMIT rows`, in the place of a limit that is there.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.set_limit(Some(rows), None);
        self
    }

    /// `OFFSET rows`, in the place of an offset that is there.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.set_limit(None, Some(rows));
        self
    }

    fn set_limit(&mut self, limit: Option<u64>, offset: Option<u64>) {
        let (own_limit, own_offset) = match &mut self.ast {
            ast::Query::Select(select) => (&mut select.limit, &mut select.offset),
            ast::Query::Compound(compound) => (&mut compound.limit, &mut compound.offset),
            ast::Query::Write(_) => {
                self.refused = self.refused.or(Some(Refused::Compound("limited")));
                return;
            }
        };
        if let Some(rows) = limit {
            *own_limit = Some(Value::row_count(rows));
        }
        if let Some(rows) = offset {
            *own_offset = Some(Value::row_count(rows));
        }
    }

    /// How many rows the query has without LIMIT and OFFSET: `SELECT count(*) FROM (SELECT …) AS counted`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query: Query<String> = select(User.name).limit(10).erase();
    /// assert_eq!(
    ///     query.total()?.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT count(*) FROM \
    ///      (SELECT user_account.name AS name FROM user_account) AS counted",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the query itself is invalid, or is not a query but a statement that writes.
    pub fn total(&self) -> Result<Query<i64>> {
        Ok(Query::new(ast::Query::Select(self.count()?), i64::from_row, i64::from_row))
    }

    pub(in crate::query) fn count(&self) -> Result<Select> {
        let mut all = self.checked_ast()?.clone();
        match &mut all {
            ast::Query::Select(select) => {
                select.order_by.clear();
                select.has_options = false;
                (select.limit, select.offset) = (None, None);
            }
            ast::Query::Compound(compound) => {
                compound.order_by.clear();
                (compound.limit, compound.offset) = (None, None);
            }
            ast::Query::Write(_) => return Err(Refused::Compound("counted").into_error()),
        }
        label_all(all.columns_mut());
        let count = Call::plain(Function::Named("count"), vec![Node::Star]);
        Ok(Select {
            columns: vec![SelectItem::Expression(Node::Call(Arc::new(count)))],
            from: Some(FromItem::Derived(Arc::new(all), "counted", false)),
            ..Select::default()
        })
    }
}

/// Why a query cannot be run, found when something was added to it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refused {
    /// A table that is not in FROM.
    UnknownSource(&'static str),
    /// A column that is neither selected nor grouped.
    Ungrouped,
    /// What cannot be done with a compound or a statement that writes.
    Compound(&'static str),
}

impl Refused {
    #[cold]
    pub(super) fn into_error(self) -> Error {
        let message = match self {
            Self::UnknownSource(name) => format!(
                "`{}` is not in the FROM clause of this query: join it before the query is erased, or leave the \
                 condition or key out",
                shown(name)
            ),
            Self::Ungrouped => "the rows of a query with GROUP BY are ordered by what is selected or grouped: select \
                                the key, or order before the query is erased"
                .to_owned(),
            Self::Compound(what) => format!(
                "a UNION or another compound, or a statement that writes, cannot be {what} once it is erased: do it \
                 before, or select from it as a subquery"
            ),
        };
        Error::new(ErrorKind::InvalidStatement, message)
    }
}

fn find_unknown_source(node: &Node, select: &Select) -> Option<Refused> {
    let mut known: Vec<&'static str> = Vec::new();
    for item in select.from.iter().chain(select.joins.iter().map(|join| &join.item)) {
        item.for_each_name(&mut |name| known.push(name));
    }
    node.find_source(&|source| !known.contains(&source)).map(Refused::UnknownSource)
}
