//! Values of any type, as a column of SQLite without a type keeps them.

use super::{BaseType, NotNull, Nullable, SqlType, mismatch};
use crate::error::Result;
use crate::sql::value::{Kind, Value, ValueRef};

/// SQLite's columns without a type, ANY and STRING: [`Value`]. Each row has a value of a type of its own, which is read as
/// the database keeps it and sent as it is given.
///
/// ```
/// use realgar::types::{Any, SqlType};
/// use realgar::{Value, ValueRef};
///
/// assert_eq!(Any::decode(ValueRef::Integer(7))?, Value::BigInt(7));
/// assert_eq!(Any::decode(ValueRef::Text("seven"))?, Value::Text("seven".into()));
/// # Ok::<(), realgar::Error>(())
/// ```
#[derive(Debug)]
pub struct Any;

impl SqlType for Any {
    type Base = Self;
    type OrNull = Nullable<Self>;
    type Nullness = NotNull;
    type Like<U: SqlType> = U;
    type Rust = Value;

    fn decode(cell: ValueRef<'_>) -> Result<Value> {
        if cell.is_null() {
            return Err(mismatch("a value", cell));
        }
        Ok(cell.to_value())
    }

    fn to_value(value: &Value) -> Value {
        value.clone()
    }

    fn from_value(value: Value) -> Result<Value> {
        match value {
            Value::Null(_) => Self::decode(value.as_cell()),
            value => Ok(value),
        }
    }
}

impl BaseType for Any {
    const KIND: Kind = Kind::Unknown;

    fn sql_type() -> realgar_metadata::SqlType {
        realgar_metadata::SqlType::Other("ANY".into())
    }

    fn encode(value: Value) -> Value {
        value
    }
}
