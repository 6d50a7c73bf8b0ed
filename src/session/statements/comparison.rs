//! Compares two values where all databases agree with Rust.

use std::cmp::Ordering;

use crate::sql::Dialect;
use crate::sql::value::Value;

/// How two values compare, neither of which is NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// One is less, or they are equal.
    Ordered(Ordering),
    /// They differ; a collation decides which is greater.
    Different,
}

/// Compares two values as the database does; `None` if only the database knows.
pub(crate) fn compare(left: &Value, right: &Value, dialect: Dialect) -> Option<Comparison> {
    if let (Some(left), Some(right)) = (text(left), text(right)) {
        return match (left == right, dialect) {
            (true, _) => Some(Comparison::Ordered(Ordering::Equal)),
            // Its usual collations treat `a`, `A` and `a ` as equal.
            (false, Dialect::MySql) => None,
            (false, _) => Some(Comparison::Different),
        };
    }
    order(left, right, dialect).map(Comparison::Ordered)
}

/// The text that a database compares: an enum's label is one.
pub(super) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Enum(_, label) => Some(label),
        _ => None,
    }
}

fn order(left: &Value, right: &Value, dialect: Dialect) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (integer(left), integer(right)) {
        return Some(left.cmp(&right));
    }
    match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Blob(left), Value::Blob(right)) => Some(left.cmp(right)),
        #[cfg(feature = "decimal")]
        (Value::Numeric(_), _) | (_, Value::Numeric(_)) => Some(decimal(left, dialect)?.cmp(&decimal(right, dialect)?)),
        #[cfg(feature = "chrono")]
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        #[cfg(feature = "chrono")]
        (Value::Time(left), Value::Time(right)) => {
            (is_kept(left, dialect) && is_kept(right, dialect)).then(|| left.cmp(right))
        }
        #[cfg(feature = "chrono")]
        (Value::Timestamp(left), Value::Timestamp(right)) => {
            (is_kept(left, dialect) && is_kept(right, dialect)).then(|| left.cmp(right))
        }
        // SQLite compares texts, and those that CURRENT_TIMESTAMP writes are without the offset that ours have.
        #[cfg(feature = "chrono")]
        (Value::TimestampTz(left), Value::TimestampTz(right)) => {
            (dialect != Dialect::Sqlite && is_kept(left, dialect) && is_kept(right, dialect)).then(|| left.cmp(right))
        }
        #[cfg(feature = "uuid")]
        (Value::Uuid(left), Value::Uuid(right)) => Some(left.cmp(right)),
        _ => match (integer(left), integer(right)) {
            (Some(left), None) => with_float(left, float(right, dialect)?, dialect),
            (None, Some(right)) => with_float(right, float(left, dialect)?, dialect).map(Ordering::reverse),
            _ => float(left, dialect)?.partial_cmp(&float(right, dialect)?),
        },
    }
}

/// A floating point number other than NaN, which equals itself on PostgreSQL. Only PostgreSQL is sure to keep a REAL in
/// 32 bits and to tell all of them.
fn float(value: &Value, dialect: Dialect) -> Option<f64> {
    match value {
        Value::Double(value) if !value.is_nan() => Some(*value),
        Value::Real(value) if !value.is_nan() && dialect == Dialect::PostgreSql => Some(f64::from(*value)),
        _ => None,
    }
}

/// An integer and a floating point number, exactly. SQLite does so, too; the others make a double of the integer first,
/// which must not have changed it.
fn with_float(integer: i64, float: f64, dialect: Dialect) -> Option<Ordering> {
    /// 2 to the 63rd: the first double above all integers; its negative is the least integer.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;

    let converted = integer as f64;
    if dialect != Dialect::Sqlite && (converted >= BEYOND || converted as i64 != integer) {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Less);
    }
    if float < -BEYOND {
        return Some(Ordering::Greater);
    }
    // The whole part fits, and a fraction decides only if the whole parts are the same.
    let whole = float.trunc();
    Some(integer.cmp(&(whole as i64)).then_with(|| 0.0.partial_cmp(&(float - whole)).unwrap_or(Ordering::Equal)))
}

/// An exact number. SQLite keeps doubles, so more digits than those have may have been lost on the way.
#[cfg(feature = "decimal")]
fn decimal(value: &Value, dialect: Dialect) -> Option<rust_decimal::Decimal> {
    /// What a double holds without loss.
    const DIGITS: i128 = 1_000_000_000_000_000;

    match value {
        Value::Numeric(value) => {
            let is_kept = dialect != Dialect::Sqlite || value.normalize().mantissa().abs() < DIGITS;
            is_kept.then_some(*value)
        }
        other => integer(other).map(rust_decimal::Decimal::from),
    }
}

/// Whether a database keeps all of a time: most round to microseconds, and a leap second is another second there.
#[cfg(feature = "chrono")]
fn is_kept(time: &impl chrono::Timelike, dialect: Dialect) -> bool {
    let nanosecond = time.nanosecond();
    nanosecond < 1_000_000_000 && (dialect == Dialect::Sqlite || nanosecond.is_multiple_of(1000))
}

/// The value of an integer, whatever its width.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::SmallInt(value) => Some(i64::from(*value)),
        Value::Integer(value) => Some(i64::from(*value)),
        Value::BigInt(value) => Some(*value),
        Value::Unsigned(value) => i64::try_from(*value).ok(),
        _ => None,
    }
}
