//! Exact decimal numbers (feature `decimal`).

use std::str::FromStr as _;

use rust_decimal::Decimal;

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// NUMERIC, DECIMAL: `rust_decimal::Decimal`, 28 significant digits.
///
/// SQLite has no exact numbers: a NUMERIC column there keeps integers and doubles. A double decodes to the shortest
/// decimal that stands for it (0.99 is 0.99), and a decimal is written as an integer or a double, where that loses
/// nothing in 15 digits. What SQLite calculates, it calculates in doubles: there, 0.06 + 0.01 is less than 0.07. Decimals
/// that are calculated in Rust are exact.
#[derive(Debug)]
pub struct Numeric;

base_type!(
    Numeric => Decimal,
    realgar_metadata::SqlType::Numeric { precision: None, scale: None },
    Numeric,
    |cell| match cell {
        ValueRef::Numeric(value) => Ok(value),
        ValueRef::Integer(value) => Ok(Decimal::from(value)),
        ValueRef::Real(value) => parse(&value.to_string()),
        ValueRef::Text(text) => parse(text),
        other => Err(mismatch("a decimal number", other)),
    }
);

fn parse(text: &str) -> Result<Decimal> {
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).map_err(|error| {
        Error::decode(format!("`{text}` is not a decimal number of at most 28 digits")).with_source(error)
    })
}
