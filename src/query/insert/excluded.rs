//! The row that was not inserted, for ON CONFLICT DO UPDATE to take values from.

use crate::entity::Table;
use crate::query::rules::{Inner, Mark, Unique};
use crate::query::{Column, EntityOf, RowsOf, Source};
use crate::sql::ast::FromItem;
use crate::sql::render::conflict::EXCLUDED;
use crate::sql::source_name::SourceName;

/// The source of the row that could not be inserted into table `T`.
#[derive(Debug)]
pub struct Excluded<T>(Mark<T>);

impl<T: Table> Source for Excluded<T> {
    type Scope = ();
    type Identity = Unique;

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl<T: Table> RowsOf for Excluded<T> {
    type Table = T;
}

/// What [`excluded`] takes: a column of a table, or the table.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no excluded row",
    label = "is neither a column of a table nor a table",
    note = "name the table that is inserted into (`excluded(User)`), or one of its columns (`excluded(User.name)`)"
)]
pub trait Excludable {
    /// The same in the excluded row.
    type Out;

    /// The same in the excluded row.
    fn excluded(self) -> Self::Out;
}

impl<T: Table, Sql, Id> Excludable for Column<T, Sql, Id> {
    type Out = Column<Excluded<T>, Sql, Id>;

    fn excluded(self) -> Self::Out {
        Column::new(SourceName::new(EXCLUDED), self.name())
    }
}

impl<T: Table> Excludable for EntityOf<T> {
    type Out = EntityOf<T, Excluded<T>>;

    fn excluded(self) -> Self::Out {
        EntityOf::of(SourceName::new(EXCLUDED))
    }
}

/// The row that could not be inserted, or a column of it: `excluded(User.name)` is `excluded.name`, on MySQL
/// `VALUES(name)`. For `SET` and the conditions of [`do_update`](super::OnConflict::do_update).
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser, User};
/// let sandy = NewUser::new("sandy").fullname("Sandy Cheeks");
/// let fullname = func::coalesce(excluded(User.fullname), User.fullname);
/// let query = insert(User)
///     .value(sandy)
///     .on_conflict(User.name)
///     .do_update()
///     .set(User.fullname, fullname);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
///      ON CONFLICT (name) DO UPDATE SET fullname = coalesce(excluded.fullname, \
///      user_account.fullname)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn excluded<E: Excludable>(column: E) -> E::Out {
    column.excluded()
}

/// The table itself, and the row that could not be inserted.
pub(super) type UpsertScope<T> = (Inner<T>, (Inner<Excluded<T>>, ()));
