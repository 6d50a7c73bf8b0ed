//! Pages by key: the rows that come after the last one of the page before.

use std::sync::Arc;

use super::operators::binary;
use super::rules::{InFrom, NotGrouped};
use super::{Column, Expression as _, Select, Source};
use crate::sql::ast::{BinaryOperator, Node, OrderKey};
use crate::types::{BaseType, NotNull};

/// The columns by which [`Select::seek`] sorts: a NOT NULL column, or a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "rows cannot be sought by `{Self}`",
    label = "is not a NOT NULL column, or a tuple of up to four",
    note = "NULL is neither before nor after a value: seek by NOT NULL columns that no outer join makes optional"
)]
pub trait SeekKeys<Scope, I> {
    /// The values of the last row that was seen: of one column the value, of several a tuple.
    type Values;

    /// The columns.
    fn nodes(&self) -> Vec<Node>;

    /// The binds.
    fn binds(values: Self::Values) -> Vec<Node>;
}

#[diagnostic::do_not_recommend]
impl<S: Source + InFrom<Sc, I, Null = NotNull>, T: BaseType, Id, Sc, I> SeekKeys<Sc, I> for Column<S, T, Id> {
    type Values = T::Rust;

    fn nodes(&self) -> Vec<Node> {
        vec![self.node()]
    }

    fn binds(value: T::Rust) -> Vec<Node> {
        vec![Node::Bind(T::encode(value))]
    }
}

macro_rules! tuples_of_keys {
    ($($key:ident $position:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<Sc, $($key: SeekKeys<Sc, $position>, $position),+> SeekKeys<Sc, ($($position,)+)> for ($($key,)+) {
            type Values = ($($key::Values,)+);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn nodes(&self) -> Vec<Node> {
                let ($($key,)+) = self;
                [$($key.nodes()),+].concat()
            }

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn binds(values: Self::Values) -> Vec<Node> {
                let ($($position,)+) = values;
                [$($key::binds($position)),+].concat()
            }
        }
    };
}

tuples_of_keys!(A I, B J);
tuples_of_keys!(A I, B J, C K);
tuples_of_keys!(A I, B J, C K, D L);

impl<Sel, Sc> Select<Sel, Sc, NotGrouped> {
    /// The rows after a known one, in the order of `keys`: `WHERE (keys) > (after) ORDER BY keys`. With `None`, from the
    /// first row on. A page begins where the one before has ended, however far that is and whatever was inserted
    /// meanwhile; an index on the keys makes it as quick as the first.
    ///
    /// The keys together have to be unique, or rows are left out: end with the primary key.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let last_seen = Some(("sandy".to_owned(), 2));
    /// let query = select(User).seek((User.name, User.id), last_seen).limit(20);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id, user_account.name, user_account.fullname \
    ///      FROM user_account WHERE (user_account.name, user_account.id) > (?, ?) \
    ///      ORDER BY user_account.name, user_account.id LIMIT ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn seek<K: SeekKeys<Sc, I>, I>(self, keys: K, after: Option<K::Values>) -> Self {
        self.sought::<K, I>(&keys, after, false)
    }

    /// The same from the largest key down: `WHERE (keys) < (before) ORDER BY keys DESC`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.name).seek_backwards(User.id, Some(100)).limit(20);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE user_account.id < ? \
    ///      ORDER BY user_account.id DESC LIMIT ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn seek_backwards<K: SeekKeys<Sc, I>, I>(self, keys: K, before: Option<K::Values>) -> Self {
        self.sought::<K, I>(&keys, before, true)
    }

    fn sought<K: SeekKeys<Sc, I>, I>(self, keys: &K, from: Option<K::Values>, descending: bool) -> Self {
        let nodes = keys.nodes();
        let operator = if descending { BinaryOperator::Less } else { BinaryOperator::Greater };
        let condition = from.map(|values| binary(operator, as_row(nodes.clone()), as_row(K::binds(values))));
        self.changed(|ast| {
            ast.filter.extend(condition);
            ast.order_by.extend(nodes.into_iter().map(|node| OrderKey { node, descending, nulls: None }));
        })
    }
}

/// `a`, or `(a, b)`.
fn as_row(mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { Node::Row(Arc::from(nodes)) }
}
