//! Types with a length or a precision, for CAST.

use std::marker::PhantomData;

#[cfg(feature = "decimal")]
use super::Numeric;
use super::Text;

/// What [`cast_to`](crate::query::Operators::cast_to) makes of a value: SQL type `T`, with a length or a precision.
/// [`Text::varchar`], [`Text::char`] and, with the feature `decimal`, `Numeric::precision` give one.
///
/// Text is cut and numbers are rounded to fit. More digits than the precision are an error on PostgreSQL, MySQL takes the
/// largest number that fits, and SQLite keeps them.
#[derive(Clone, Debug)]
pub struct CastType<T> {
    sql_type: realgar_metadata::SqlType,
    mark: PhantomData<fn() -> T>,
}

impl<T> CastType<T> {
    const fn new(sql_type: realgar_metadata::SqlType) -> Self {
        Self { sql_type, mark: PhantomData }
    }

    pub(crate) fn into_sql_type(self) -> realgar_metadata::SqlType {
        self.sql_type
    }
}

impl Text {
    /// `VARCHAR(length)`, on MySQL `CHAR(length)`, which is the same in CAST: at most that many characters.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(User.name.cast_to(Text::varchar(5)));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT CAST(user_account.name AS VARCHAR(5)) FROM user_account",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT CAST(user_account.name AS CHAR(5)) FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub const fn varchar(length: u32) -> CastType<Self> {
        CastType::new(realgar_metadata::SqlType::VarChar(Some(length)))
    }

    /// `CHAR(length)`: that many characters, which PostgreSQL fills up with blanks.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(User.id.cast_to(Text::char(8)));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT substr(CAST(user_account.id AS TEXT), 1, 8) FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub const fn char(length: u32) -> CastType<Self> {
        CastType::new(realgar_metadata::SqlType::Char(Some(length)))
    }
}

#[cfg(feature = "decimal")]
impl Numeric {
    /// `NUMERIC(precision, scale)`, on MySQL `DECIMAL(precision, scale)`: that many digits in all, that many of them
    /// behind the point. More than the database has is its own error.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// use realgar::types::Numeric;
    /// let query = select((User.id / 3).cast_to(Numeric::precision(10, 2)));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT CAST(user_account.id / CAST($1 AS DOUBLE PRECISION) AS \
    ///      NUMERIC(10, 2)) FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub const fn precision(precision: u32, scale: u32) -> CastType<Self> {
        CastType::new(realgar_metadata::SqlType::Numeric { precision: Some(precision), scale: Some(scale) })
    }
}
