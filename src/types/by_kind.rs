//! Reads a cell as a value of a kind that is known only at run time.

use super::{BigInt, Blob, Boolean, Double, Integer, Real, SmallInt, SqlType, Text};
use crate::error::Result;
use crate::sql::value::{Kind, Value, ValueRef};

impl Value {
    /// The cell as a value of this kind: what [`SqlType::decode`] makes of it, as if it was to be sent again.
    ///
    /// # Errors
    ///
    /// `Decode` if it is none of that kind.
    pub(crate) fn decode(kind: Kind, cell: ValueRef<'_>) -> Result<Self> {
        if cell.is_null() {
            return Ok(Self::Null(kind));
        }
        Ok(match kind {
            Kind::Unknown => cell.to_value(),
            Kind::Boolean => Self::Boolean(Boolean::decode(cell)?),
            Kind::SmallInt => Self::SmallInt(SmallInt::decode(cell)?),
            Kind::Integer => Self::Integer(Integer::decode(cell)?),
            Kind::BigInt => Self::BigInt(BigInt::decode(cell)?),
            Kind::Unsigned => match cell {
                ValueRef::Unsigned(value) => Self::Unsigned(value),
                // A signed one stays what it is if it is below zero: the comparison with it then fails.
                other => {
                    let value = BigInt::decode(other)?;
                    u64::try_from(value).map_or(Self::BigInt(value), Self::Unsigned)
                }
            },
            Kind::Real => Self::Real(Real::decode(cell)?),
            Kind::Double => Self::Double(Double::decode(cell)?),
            Kind::Text => Self::Text(Text::decode(cell)?),
            Kind::Enum(name) => Self::Enum(name, Text::decode(cell)?.into_boxed_str()),
            Kind::Blob => Self::Blob(Blob::decode(cell)?),
            Kind::Array(kind) => match cell {
                ValueRef::Array(_, elements) => {
                    let elements = elements.iter().map(|element| Self::decode(*kind, element.as_cell()));
                    Self::Array(kind, elements.collect::<Result<_>>()?)
                }
                other => return Err(super::mismatch("an array", other)),
            },
            #[cfg(feature = "decimal")]
            Kind::Numeric => Self::Numeric(super::Numeric::decode(cell)?),
            #[cfg(feature = "chrono")]
            Kind::Date => Self::Date(super::Date::decode(cell)?),
            #[cfg(feature = "chrono")]
            Kind::Time => Self::Time(super::Time::decode(cell)?),
            #[cfg(feature = "chrono")]
            Kind::Timestamp => Self::Timestamp(super::Timestamp::decode(cell)?),
            #[cfg(feature = "chrono")]
            Kind::TimestampTz => Self::TimestampTz(super::TimestampTz::decode(cell)?),
            #[cfg(feature = "uuid")]
            Kind::Uuid => Self::Uuid(super::Uuid::decode(cell)?),
            #[cfg(feature = "json")]
            Kind::Json => Self::Json(super::Json::decode(cell)?),
            // No value of such a kind can be made without its feature.
            #[allow(unreachable_patterns, reason = "with all features, all kinds are above")]
            _ => cell.to_value(),
        })
    }
}
