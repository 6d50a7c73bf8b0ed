//! Aliases: a table under a second name, with columns of its own type.

use super::rules::Unique;
use super::rules::{Inner, Mark};
use super::{Aliasable, RowsOf, Source, TableSource};
use crate::entity::Table;
use crate::sql::ast::FromItem;

/// Table `T` under the name of `Tag`.
#[derive(Debug)]
pub struct Aliased<T, Tag>(Mark<(T, Tag)>);

/// The name of an alias. Each use of [`alias!`](crate::alias!) makes a type of its own.
pub trait AliasTag: 'static {
    /// The name in SQL, a zero, and the place of the macro.
    const NAME: &'static str;
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
    const NAME: &'static str = Tag::NAME;

    fn item() -> FromItem {
        FromItem::Alias(T::table_ref(), Tag::NAME)
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
            // The place tells it apart from another alias of that name; what is shown stands before the mark.
            const NAME: &'static str = concat!($name, "\0", file!(), ":", line!(), ":", column!());
        }
        $crate::codegen_support::aliased::<_, Tag>($table)
    }};
}
