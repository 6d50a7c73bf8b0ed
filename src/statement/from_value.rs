//! Cells as Rust values, by the same rules as the columns of a schema.

use crate::error::{Error, Result};
use crate::sql::value::{Value, ValueRef};
use crate::types::{self, SqlType};

/// A Rust type that a cell can be read as, in rows of [`text`](crate::statement::text).
///
/// Strict: a number that does not fit, text where a number is wanted, NULL where no `Option` is, are errors. Implement
/// it for types of your own:
///
/// ```
/// use realgar::{Engine, FromValue, Result, ValueRef, text};
///
/// #[derive(Debug, PartialEq)]
/// struct Celsius(f64);
///
/// impl FromValue for Celsius {
///     fn from_value(cell: ValueRef<'_>) -> Result<Self> {
///         f64::from_value(cell).map(Self)
///     }
/// }
/// # fn main() -> Result<()> {
/// # let mut conn = Engine::new("sqlite://")?.connect()?;
/// assert_eq!(
///     conn.scalar(text("SELECT 36.6").typed::<Celsius>())?,
///     Some(Celsius(36.6))
/// );
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a cell cannot be read as `{Self}`",
    label = "not a type that a database column can have",
    note = "use a number, `bool`, `String`, `Vec<u8>`, an `Option` of one, or implement `FromValue`"
)]
pub trait FromValue: Sized {
    /// Reads a cell.
    ///
    /// # Errors
    ///
    /// `Decode` if it does not fit.
    fn from_value(cell: ValueRef<'_>) -> Result<Self>;
}

macro_rules! from_value {
    ($($(#[$gate:meta])* $rust:ty => $marker:ident;)*) => { $(
        $(#[$gate])*
        impl FromValue for $rust {
            #[inline]
            fn from_value(cell: ValueRef<'_>) -> Result<Self> {
                <types::$marker as SqlType>::decode(cell)
            }
        }
    )* };
}

from_value! {
    bool => Boolean;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    f32 => Real;
    f64 => Double;
    String => Text;
    Vec<u8> => Blob;
    #[cfg(feature = "decimal")] rust_decimal::Decimal => Numeric;
    #[cfg(feature = "chrono")] chrono::NaiveDate => Date;
    #[cfg(feature = "chrono")] chrono::NaiveTime => Time;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => Timestamp;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => TimestampTz;
    #[cfg(feature = "uuid")] uuid::Uuid => Uuid;
    #[cfg(feature = "json")] serde_json::Value => Json;
}

macro_rules! from_integer {
    ($($rust:ty)*) => { $(
        impl FromValue for $rust {
            fn from_value(cell: ValueRef<'_>) -> Result<Self> {
                let value = match cell {
                    ValueRef::Unsigned(value) => i128::from(value),
                    signed => i128::from(i64::from_value(signed)?),
                };
                Self::try_from(value)
                    .map_err(|_| Error::decode(format!("{value} does not fit `{}`", stringify!($rust))))
            }
        }
    )* };
}

from_integer! { i8 u8 u16 u32 u64 usize }

impl FromValue for Value {
    fn from_value(cell: ValueRef<'_>) -> Result<Self> {
        Ok(cell.to_value())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    #[inline]
    fn from_value(cell: ValueRef<'_>) -> Result<Self> {
        if cell.is_null() { Ok(None) } else { T::from_value(cell).map(Some) }
    }
}
