//! Aliases: a table under a second name, with columns of its own type.

use std::sync::OnceLock;

use super::rules::{Inner, Mark, Unique};
use super::{Aliasable, RowsOf, Source, TableSource};
use crate::entity::Table;
use crate::sql::ast::FromItem;
use crate::sql::names::numbered;

/// Table `T` under the name of `Tag`.
#[derive(Debug)]
pub struct Aliased<T, Tag>(Mark<(T, Tag)>);

/// The name of an alias. Each use of [`alias!`](crate::alias!) makes a type of its own.
pub trait AliasTag: 'static {
    /// The name in SQL, and what tells it apart from another alias of that name.
    fn name() -> &'static str;
}

/// The name of one expansion of [`alias!`](crate::alias!): its place would not do, for a macro of the program's may expand to
/// several.
#[doc(hidden)]
#[derive(Debug)]
pub struct AliasName {
    shown: &'static str,
    unique: OnceLock<&'static str>,
}

impl AliasName {
    /// Not used yet.
    #[must_use]
    pub const fn new(shown: &'static str) -> Self {
        Self { shown, unique: OnceLock::new() }
    }

    /// The name, a zero, and a number of its own.
    pub fn get(&self) -> &'static str {
        self.unique.get_or_init(|| numbered(self.shown))
    }
}

impl<T: Table, Tag: AliasTag> Source for Aliased<T, Tag> {
    type Scope = (Inner<Self>, ());
    type Identity = Unique;

    fn from_item() -> Option<FromItem> {
        Some(Self::item())
    }
}

impl<T: Table, Tag: AliasTag> TableSource for Aliased<T, Tag> {
    type Table = T;

    fn name() -> &'static str {
        Tag::name()
    }

    fn item() -> FromItem {
        FromItem::Alias(T::table_ref(), Tag::name())
    }
}

impl<T: Table, Tag: AliasTag> RowsOf for Aliased<T, Tag> {
    type Table = T;
}

/// What [`alias!`](crate::alias!) expands to.
#[doc(hidden)]
pub fn aliased<A: Aliasable<Tag>, Tag>(source: A) -> A::Aliased {
    source.alias()
}

/// A table, or a reference to a derived table, under another name, for queries that use it twice.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let other = alias!("other", User);
/// let query =
///     select((User.name, other.name)).join_on(other, User.id.lt(other.id));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name, other.name AS name_1 FROM user_account \
///      JOIN user_account AS other ON user_account.id < other.id",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[macro_export]
macro_rules! alias {
    ($name:literal, $table:expr) => {{
        #[derive(Debug)]
        struct Tag;
        impl $crate::codegen_support::AliasTag for Tag {
            fn name() -> &'static str {
                // One for each expansion.
                static NAME: $crate::codegen_support::AliasName = $crate::codegen_support::AliasName::new($name);
                NAME.get()
            }
        }
        $crate::codegen_support::aliased::<_, Tag>($table)
    }};
}
