//! Versions of rows (`@version`): what the first is, and what comes after one.

use super::{BaseType, BigInt, Integer, SmallInt};
#[cfg(feature = "chrono")]
use super::{Timestamp, TimestampTz};
use crate::sql::value::Value;

/// A SQL type that can tell the versions of a row apart.
///
/// ```
/// use realgar::Value;
/// use realgar::types::{BigInt, Versioned};
///
/// assert_eq!(BigInt::first(), 1);
/// assert_eq!(BigInt::next(&Value::BigInt(1)), Value::BigInt(2));
/// ```
#[diagnostic::on_unimplemented(
    message = "SQL type `{Self}` cannot be the version of a row",
    note = "a version is a SMALLINT, INTEGER, BIGINT or TIMESTAMP column that is NOT NULL"
)]
pub trait Versioned: BaseType {
    /// The version of a row that is inserted: 1, or the current time in whole microseconds.
    fn first() -> Self::Rust;

    /// The version after `current`, which is never the same: one more, and after the greatest number of the type 1 again;
    /// or the current time, at least one microsecond later. For values of other types, the first version.
    fn next(current: &Value) -> Value;
}

macro_rules! counted {
    ($($type:ident;)*) => { $(
        impl Versioned for $type {
            fn first() -> Self::Rust {
                1
            }

            fn next(current: &Value) -> Value {
                let Value::$type(current) = current else { return Value::$type(Self::first()) };
                Value::$type(current.checked_add(1).unwrap_or(1))
            }
        }
    )* };
}

counted! {
    SmallInt;
    Integer;
    BigInt;
}

#[cfg(feature = "chrono")]
impl Versioned for TimestampTz {
    fn first() -> Self::Rust {
        let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
        // Databases keep no more, and what is kept must be what is compared.
        chrono::DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    fn next(current: &Value) -> Value {
        let now = Self::first();
        let Value::TimestampTz(current) = current else { return Value::TimestampTz(now) };
        let following = current.checked_add_signed(chrono::TimeDelta::microseconds(1));
        Value::TimestampTz(following.map_or(now, |following| now.max(following)))
    }
}

#[cfg(feature = "chrono")]
impl Versioned for Timestamp {
    /// UTC, as no zone is kept.
    fn first() -> Self::Rust {
        TimestampTz::first().naive_utc()
    }

    fn next(current: &Value) -> Value {
        let now = Self::first();
        let Value::Timestamp(current) = current else { return Value::Timestamp(now) };
        let following = current.checked_add_signed(chrono::TimeDelta::microseconds(1));
        Value::Timestamp(following.map_or(now, |following| now.max(following)))
    }
}

/// The version after this one, whatever its type; itself if it is of none that tells versions apart.
pub(crate) fn next_version(current: &Value) -> Value {
    match current {
        Value::SmallInt(_) => SmallInt::next(current),
        Value::Integer(_) => Integer::next(current),
        Value::BigInt(_) => BigInt::next(current),
        #[cfg(feature = "chrono")]
        Value::Timestamp(_) => Timestamp::next(current),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(_) => TimestampTz::next(current),
        // Such a column cannot be declared `@version`.
        other => other.clone(),
    }
}
