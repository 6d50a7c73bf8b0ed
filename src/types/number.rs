//! Integers, floating point numbers and booleans.

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// SMALLINT: `i16`.
#[derive(Debug)]
pub struct SmallInt;

/// INTEGER: `i32`.
#[derive(Debug)]
pub struct Integer;

/// BIGINT, and INTEGER of SQLite files: `i64`.
#[derive(Debug)]
pub struct BigInt;

/// REAL: `f32`.
#[derive(Debug)]
pub struct Real;

/// DOUBLE PRECISION: `f64`.
#[derive(Debug)]
pub struct Double;

/// BOOLEAN: `bool`. From databases without booleans, 0 and 1.
#[derive(Debug)]
pub struct Boolean;

base_type!(SmallInt => i16, realgar_metadata::SqlType::SmallInt, SmallInt, |cell| narrow(integer(cell)?, "SMALLINT"));
base_type!(Integer => i32, realgar_metadata::SqlType::Integer, Integer, |cell| narrow(integer(cell)?, "INTEGER"));
base_type!(BigInt => i64, realgar_metadata::SqlType::BigInt, BigInt, |cell| integer(cell));
base_type!(Real => f32, realgar_metadata::SqlType::Real, Real, |cell| single(cell));
base_type!(Double => f64, realgar_metadata::SqlType::Double, Double, |cell| double(cell));
base_type!(Boolean => bool, realgar_metadata::SqlType::Boolean, Boolean, |cell| boolean(cell));

#[inline]
fn integer(cell: ValueRef<'_>) -> Result<i64> {
    match cell {
        ValueRef::Integer(value) => Ok(value),
        ValueRef::Unsigned(value) => {
            i64::try_from(value).map_err(|_| Error::decode(format!("{value} does not fit `i64`")))
        }
        ValueRef::Boolean(value) => Ok(i64::from(value)),
        other => Err(mismatch("an integer", other)),
    }
}

#[inline]
fn narrow<T: TryFrom<i64>>(value: i64, wanted: &str) -> Result<T> {
    T::try_from(value)
        .map_err(|_| Error::decode(format!("{value} does not fit {wanted}; declare the column as a wider type")))
}

#[inline]
fn double(cell: ValueRef<'_>) -> Result<f64> {
    match cell {
        ValueRef::Real(value) => Ok(value),
        // SQLite keeps whole numbers of NUMERIC columns as integers; those up to 2^53 are exact.
        ValueRef::Integer(value) => {
            let number = value as f64;
            if number as i64 == value && number.abs() < 9_007_199_254_740_993.0 {
                Ok(number)
            } else {
                Err(Error::decode(format!("{value} does not fit DOUBLE PRECISION without loss")))
            }
        }
        other => Err(mismatch("a floating point number", other)),
    }
}

#[inline]
fn single(cell: ValueRef<'_>) -> Result<f32> {
    let value = double(cell)?;
    let narrowed = value as f32;
    if narrowed.is_infinite() && value.is_finite() {
        return Err(Error::decode(format!("{value:?} does not fit REAL")));
    }
    Ok(narrowed)
}

#[inline]
fn boolean(cell: ValueRef<'_>) -> Result<bool> {
    match cell {
        ValueRef::Boolean(value) => Ok(value),
        ValueRef::Integer(0) => Ok(false),
        ValueRef::Integer(1) => Ok(true),
        ValueRef::Integer(other) => Err(Error::decode(format!("{other} is neither 0 nor 1, as BOOLEAN has to be"))),
        other => Err(mismatch("a boolean", other)),
    }
}
