//! Values of insert structs and changesets in serde's data model. Generated structs derive the rest (`Config::serde`).

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ForeignKeyValue, OrDefault, Table};

/// The value. A field that is left to the database is skipped by the structs that hold it.
impl<T: Serialize> Serialize for OrDefault<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Default => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

/// A value, also NULL where the column may be NULL. What is missing is left to the database by the structs that hold it.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrDefault<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Value)
    }
}

/// The key. An error for a handle, which means nothing outside its session.
impl<E: Table<Key: Serialize>> Serialize for ForeignKeyValue<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Key(key) => key.serialize(serializer),
            Self::Handle(_) => Err(S::Error::custom(format_args!(
                "a handle to a row of `{}` cannot be serialized; give the row's key instead",
                E::NAME
            ))),
        }
    }
}

/// A key.
impl<'de, E: Table<Key: Deserialize<'de>>> Deserialize<'de> for ForeignKeyValue<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        E::Key::deserialize(deserializer).map(Self::Key)
    }
}

/// A field of a changeset that is there, `null` or not: it is what the column is set to. Where the column is NOT NULL, `null`
/// is an error.
///
/// # Errors
///
/// Those of the value.
#[doc(hidden)]
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
