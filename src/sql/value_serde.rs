//! A value of any type in serde's data model: as itself, without the name of its type.

use std::fmt;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{Kind, Value};

/// NULL, a number, a text, …: what the value is. Of its SQL type only the form remains.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null(_) => serializer.serialize_none(),
            Self::Boolean(value) => value.serialize(serializer),
            Self::SmallInt(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::BigInt(value) => value.serialize(serializer),
            Self::Unsigned(value) => value.serialize(serializer),
            Self::Real(value) => value.serialize(serializer),
            Self::Double(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::Blob(value) => value.serialize(serializer),
            #[cfg(feature = "decimal")]
            Self::Numeric(value) => Serialize::serialize(value, serializer),
            #[cfg(feature = "chrono")]
            Self::Date(value) => value.serialize(serializer),
            #[cfg(feature = "chrono")]
            Self::Time(value) => value.serialize(serializer),
            #[cfg(feature = "chrono")]
            Self::Timestamp(value) => value.serialize(serializer),
            #[cfg(feature = "chrono")]
            Self::TimestampTz(value) => value.serialize(serializer),
            #[cfg(feature = "uuid")]
            Self::Uuid(value) => value.serialize(serializer),
            #[cfg(feature = "json")]
            Self::Json(value) => value.serialize(serializer),
            Self::Enum(_, label) => label.serialize(serializer),
            Self::Array(_, elements) => elements.serialize(serializer),
            Self::Parameter(parameter) => {
                Err(S::Error::custom(format!("the parameter `{}` has no value", parameter.name)))
            }
        }
    }
}

/// NULL, a boolean, a number, a text or a list of bytes. Other types, such as dates, come back as the text that they were
/// written as.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NULL, a boolean, a number, a text or bytes")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null(Kind::Unknown))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null(Kind::Unknown))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::BigInt(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(Value::Unsigned(value), Value::BigInt))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Value::Double(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Self::Value, E> {
        Ok(Value::Blob(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut bytes: A) -> Result<Self::Value, A::Error> {
        let mut blob = Vec::new();
        while let Some(byte) = bytes.next_element::<u64>()? {
            blob.push(u8::try_from(byte).map_err(|_| A::Error::custom(format_args!("{byte} is not a byte")))?);
        }
        Ok(Value::Blob(blob))
    }
}
