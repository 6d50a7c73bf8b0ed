//! ORDER BY.

use super::Expression;
use super::scope::{Both, Mark};
use crate::sql::ast::{Node, Nulls, OrderKey};

/// One key of ORDER BY with its direction: `User.name.desc()`.
pub struct Order<R> {
    key: OrderKey,
    mark: Mark<R>,
}

impl<R> Order<R> {
    pub(crate) const fn new(node: Node, descending: bool, nulls: Option<Nulls>) -> Self {
        Self { key: OrderKey { node, descending, nulls }, mark: std::marker::PhantomData }
    }

    pub(super) fn retyped<NewR>(self) -> Order<NewR> {
        Order { key: self.key, mark: std::marker::PhantomData }
    }

    /// Smallest first, or largest first.
    #[must_use]
    pub fn descending(mut self, descending: bool) -> Self {
        self.key.descending = descending;
        self
    }

    /// Largest first.
    #[must_use]
    pub fn desc(mut self) -> Self {
        self.key.descending = true;
        self
    }

    /// NULLs before everything. MySQL, which cannot say it, sorts by `key IS NULL DESC` first.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.key.nulls = Some(Nulls::First);
        self
    }

    /// NULLs after everything. MySQL, which cannot say it, sorts by `key IS NULL` first.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.key.nulls = Some(Nulls::Last);
        self
    }
}

impl<R> Clone for Order<R> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), mark: std::marker::PhantomData }
    }
}

impl<R> std::fmt::Debug for Order<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.key.fmt(f)
    }
}

/// The keys of ORDER BY: an expression, an expression with a direction, a tuple, a `Vec` or an `Option` of them.
pub trait OrderKeys {
    /// The columns they use.
    type Refs;

    /// Adds them to a list.
    fn push(self, keys: &mut Vec<OrderKey>);
}

impl<R> OrderKeys for Order<R> {
    type Refs = R;

    fn push(self, keys: &mut Vec<OrderKey>) {
        keys.push(self.key);
    }
}

impl<E: Expression> OrderKeys for E {
    type Refs = E::Refs;

    fn push(self, keys: &mut Vec<OrderKey>) {
        keys.push(OrderKey::ascending(self.node()));
    }
}

impl<K: OrderKeys> OrderKeys for Vec<K> {
    type Refs = K::Refs;

    fn push(self, keys: &mut Vec<OrderKey>) {
        for key in self {
            key.push(keys);
        }
    }
}

/// `None` adds nothing.
impl<K: OrderKeys> OrderKeys for Option<K> {
    type Refs = K::Refs;

    fn push(self, keys: &mut Vec<OrderKey>) {
        if let Some(key) = self {
            key.push(keys);
        }
    }
}

macro_rules! tuple_keys {
    ($first:ident $(, $rest:ident)*) => {
        impl<$first: OrderKeys $(, $rest: OrderKeys)*> OrderKeys for ($first, $($rest,)*) {
            type Refs = tuple_keys!(@refs $first $(, $rest)*);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn push(self, keys: &mut Vec<OrderKey>) {
                let ($first, $($rest,)*) = self;
                $first.push(keys);
                $($rest.push(keys);)*
            }
        }
    };
    (@refs $first:ident) => { $first::Refs };
    (@refs $first:ident, $($rest:ident),+) => { Both<$first::Refs, tuple_keys!(@refs $($rest),+)> };
}

tuple_keys!(A);
tuple_keys!(A, B);
tuple_keys!(A, B, C);
tuple_keys!(A, B, C, D);
tuple_keys!(A, B, C, D, E);
tuple_keys!(A, B, C, D, E, F);
tuple_keys!(A, B, C, D, E, F, G);
tuple_keys!(A, B, C, D, E, F, G, H);
