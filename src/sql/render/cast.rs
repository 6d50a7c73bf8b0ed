//! CAST, with the same value on all databases.
//!
//! Databases differ in what a cast does: whether 2.5 becomes 2 or 3, how a truth value is written, and whether there are
//! dates at all. So the spelling depends on what is cast, too.

use realgar_metadata::{Dialect, SqlType};

use super::Renderer;
use super::cast_type::cast_type;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::Node;
use crate::sql::value::Kind;

/// What values of a type are, as far as casts are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Truth,
    Whole,
    Float,
    Decimal,
    Text,
    Bytes,
    Date,
    Time,
    Timestamp,
    Instant,
    Uuid,
    Json,
    /// What only the database knows.
    Other,
}

const fn family_of_kind(kind: Kind) -> Family {
    match kind {
        Kind::Boolean => Family::Truth,
        Kind::SmallInt | Kind::Integer | Kind::BigInt | Kind::Unsigned => Family::Whole,
        Kind::Real | Kind::Double => Family::Float,
        Kind::Numeric => Family::Decimal,
        Kind::Text | Kind::Enum(_) => Family::Text,
        Kind::Blob => Family::Bytes,
        Kind::Date => Family::Date,
        Kind::Time => Family::Time,
        Kind::Timestamp => Family::Timestamp,
        Kind::TimestampTz => Family::Instant,
        Kind::Uuid => Family::Uuid,
        Kind::Json => Family::Json,
        Kind::Array(_) | Kind::Unknown => Family::Other,
    }
}

const fn family_of_type(sql_type: &SqlType) -> Family {
    match sql_type {
        SqlType::Boolean => Family::Truth,
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Family::Whole,
        SqlType::Real | SqlType::Double => Family::Float,
        SqlType::Numeric { .. } => Family::Decimal,
        SqlType::Text | SqlType::VarChar(_) | SqlType::Char(_) => Family::Text,
        SqlType::Blob(_) => Family::Bytes,
        SqlType::Date => Family::Date,
        SqlType::Time { with_time_zone: false } => Family::Time,
        SqlType::Timestamp { with_time_zone: false } => Family::Timestamp,
        SqlType::Timestamp { with_time_zone: true } => Family::Instant,
        SqlType::Uuid => Family::Uuid,
        SqlType::Json { .. } => Family::Json,
        _ => Family::Other,
    }
}

/// Whether a cast has a meaning: the pairs that PostgreSQL has, and those that go by the text of a value.
const fn has_meaning(from: Family, to: Family) -> bool {
    use Family as F;
    match from {
        F::Text | F::Other => true,
        F::Truth | F::Whole | F::Float | F::Decimal | F::Json => {
            matches!(to, F::Truth | F::Whole | F::Float | F::Decimal | F::Text | F::Json | F::Other)
        }
        F::Bytes => matches!(to, F::Bytes | F::Text | F::Other),
        F::Date => matches!(to, F::Date | F::Timestamp | F::Instant | F::Text | F::Other),
        F::Timestamp | F::Instant => {
            matches!(to, F::Date | F::Time | F::Timestamp | F::Instant | F::Text | F::Other)
        }
        F::Time => matches!(to, F::Time | F::Text | F::Other),
        F::Uuid => matches!(to, F::Uuid | F::Text | F::Other),
    }
}

impl Family {
    const fn noun(self) -> &'static str {
        match self {
            Self::Truth => "a boolean",
            Self::Whole => "an integer",
            Self::Float => "a floating point number",
            Self::Decimal => "a decimal number",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Date => "a date",
            Self::Time => "a time",
            Self::Timestamp => "a timestamp",
            Self::Instant => "a timestamp with time zone",
            Self::Uuid => "a UUID",
            Self::Json => "a JSON document",
            Self::Other => "this",
        }
    }
}

/// `x` as a truth value's word.
const TRUTH_TO_TEXT: [&str; 2] = ["CASE ", " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"];

/// The words that PostgreSQL takes for a truth value. Others are NULL, which is an error when it is decoded.
const TEXT_TO_TRUTH: [&str; 2] = [
    "CASE lower(trim(",
    ")) WHEN 'true' THEN 1 WHEN 't' THEN 1 WHEN 'yes' THEN 1 WHEN 'y' THEN 1 WHEN 'on' THEN 1 WHEN '1' THEN 1 \
     WHEN 'false' THEN 0 WHEN 'f' THEN 0 WHEN 'no' THEN 0 WHEN 'n' THEN 0 WHEN 'off' THEN 0 WHEN '0' THEN 0 END",
];

impl<'a> Renderer<'a> {
    /// `CAST(operand AS type)`.
    pub(super) fn cast(&mut self, operand: &'a Node, from: Kind, to: &SqlType) -> Result<()> {
        let (source, target) = (family_of_kind(from), family_of_type(to));
        if !has_meaning(source, target) || to.is_any() {
            return Err(meaningless(from, to));
        }
        let word = cast_type(to, self.dialect);
        let word = word.as_ref();
        match self.dialect {
            Dialect::Sqlite => self.sqlite_cast(operand, source, target, to, word),
            Dialect::MySql => self.mysql_cast(operand, source, target, word),
            _ => self.postgresql_cast(operand, source, target, word),
        }
    }

    fn around(&mut self, before: &str, operand: &'a Node, after: &str) -> Result<()> {
        self.push(before);
        self.node(operand)?;
        self.push(after);
        Ok(())
    }

    fn plain_cast(&mut self, before: &str, operand: &'a Node, after: &str, word: &str) -> Result<()> {
        self.push("CAST(");
        self.around(before, operand, after)?;
        self.push(" AS ");
        self.push(word);
        self.push(")");
        Ok(())
    }

    /// Whether a number is not 0.
    fn is_not_zero(&mut self, operand: &'a Node) -> Result<()> {
        self.push("(");
        self.comparand(operand)?;
        self.push(" != 0)");
        Ok(())
    }

    fn sqlite_cast(
        &mut self,
        operand: &'a Node,
        from: Family,
        to: Family,
        sql_type: &SqlType,
        word: &str,
    ) -> Result<()> {
        use Family as F;
        // Fractions below a millisecond are lost where a text is read; nothing is written where there is none.
        let as_time = ("replace(strftime('%H:%M:%f', ", "), '.000', '')");
        let as_timestamp = ("replace(strftime('%Y-%m-%d %H:%M:%f', ", "), '.000', '')");
        match (from, to) {
            (F::Float | F::Decimal, F::Whole) => self.plain_cast("round(", operand, ")", word),
            (F::Truth | F::Whole | F::Float | F::Text | F::Json, F::Decimal) | (F::Decimal, F::Decimal) => {
                let SqlType::Numeric { precision: Some(_), scale } = sql_type else {
                    return self.plain_cast("", operand, "", word);
                };
                self.plain_cast("round(", operand, &format!(", {})", scale.unwrap_or(0)), word)
            }
            (F::Truth, F::Truth) => self.atom(operand),
            (F::Whole | F::Float | F::Decimal, F::Truth) => self.is_not_zero(operand),
            (F::Text | F::Json, F::Truth) => self.around(TEXT_TO_TRUTH[0], operand, TEXT_TO_TRUTH[1]),
            (_, F::Text) => {
                let length = match sql_type {
                    SqlType::VarChar(length) | SqlType::Char(length) => *length,
                    _ => None,
                };
                self.push(if length.is_some() { "substr(" } else { "" });
                match from {
                    F::Truth => self.around(TRUTH_TO_TEXT[0], operand, TRUTH_TO_TEXT[1])?,
                    _ => self.plain_cast("", operand, "", "TEXT")?,
                }
                if let Some(length) = length {
                    self.push(&format!(", 1, {length})"));
                }
                Ok(())
            }
            (_, F::Date) => self.around("date(", operand, ")"),
            (F::Timestamp, F::Time) => {
                // `time` drops what is below a second.
                self.around("(time(", operand, ") || substr(")?;
                self.around("", operand, ", 20))")
            }
            (_, F::Time) => self.around(as_time.0, operand, as_time.1),
            (F::Date, F::Timestamp) => self.around("datetime(", operand, ")"),
            (F::Timestamp, F::Timestamp) => self.atom(operand),
            (_, F::Timestamp) => self.around(as_timestamp.0, operand, as_timestamp.1),
            (F::Date, F::Instant) => self.around("(datetime(", operand, ") || '+00:00')"),
            (F::Timestamp, F::Instant) => self.around("(", operand, " || '+00:00')"),
            (_, F::Instant) => {
                self.push("(");
                self.around(as_timestamp.0, operand, as_timestamp.1)?;
                self.push(" || '+00:00')");
                Ok(())
            }
            (_, F::Uuid) => self.around("lower(", operand, ")"),
            (F::Text, F::Json) => self.around("json(", operand, ")"),
            (F::Truth, F::Json) => self.around(TRUTH_TO_TEXT[0], operand, TRUTH_TO_TEXT[1]),
            (_, F::Json) => self.plain_cast("", operand, "", "TEXT"),
            (_, F::Other) if matches!(sql_type, SqlType::Enum(_)) => self.plain_cast("", operand, "", "TEXT"),
            _ => self.plain_cast("", operand, "", word),
        }
    }

    fn mysql_cast(&mut self, operand: &'a Node, from: Family, to: Family, word: &str) -> Result<()> {
        use Family as F;
        match (from, to) {
            // Doubles would be rounded to the even neighbour.
            (F::Float, F::Whole) => self.plain_cast("round(CAST(", operand, " AS DECIMAL(65, 20)))", word),
            (F::Decimal, F::Whole) => self.plain_cast("round(", operand, ")", word),
            (F::Truth, F::Truth) => self.atom(operand),
            (F::Whole | F::Float | F::Decimal, F::Truth) => self.is_not_zero(operand),
            (F::Text | F::Json, F::Truth) => self.around(TEXT_TO_TRUTH[0], operand, TEXT_TO_TRUTH[1]),
            (F::Truth, F::Text) => self.plain_cast(TRUTH_TO_TEXT[0], operand, TRUTH_TO_TEXT[1], word),
            (F::Bytes, F::Text) => self.plain_cast("convert(", operand, " USING utf8mb4)", word),
            (_, F::Uuid) => self.plain_cast("lower(", operand, ")", word),
            (F::Json, F::Json) => self.atom(operand),
            // MariaDB has no CAST to JSON.
            (F::Truth, F::Json) => {
                self.push("json_extract(");
                self.around(TRUTH_TO_TEXT[0], operand, TRUTH_TO_TEXT[1])?;
                self.push(", '$')");
                Ok(())
            }
            (_, F::Json) => self.around("json_extract(", operand, ", '$')"),
            _ => self.plain_cast("", operand, "", word),
        }
    }

    fn postgresql_cast(&mut self, operand: &'a Node, from: Family, to: Family, word: &str) -> Result<()> {
        use Family as F;
        match (from, to) {
            // Doubles would be rounded to the even neighbour.
            (F::Float, F::Whole) => self.plain_cast("round(CAST(", operand, " AS NUMERIC))", word),
            (F::Truth, F::Whole) if word == "INTEGER" => self.plain_cast("", operand, "", word),
            (F::Truth, F::Whole | F::Float | F::Decimal) => self.plain_cast("CAST(", operand, " AS INTEGER)", word),
            (F::Whole | F::Float | F::Decimal, F::Truth) => self.is_not_zero(operand),
            (F::Bytes, F::Text) => self.plain_cast("convert_from(", operand, ", 'UTF8')", word),
            (F::Text, F::Bytes) => self.around("convert_to(", operand, ", 'UTF8')"),
            (F::Json, F::Truth | F::Whole | F::Float | F::Decimal)
            | (F::Truth | F::Whole | F::Float | F::Decimal, F::Json) => {
                self.plain_cast("CAST(", operand, " AS TEXT)", word)
            }
            _ => self.plain_cast("", operand, "", word),
        }
    }
}

#[cold]
fn meaningless(from: Kind, to: &SqlType) -> Error {
    let from = family_of_kind(from);
    let cure = match from {
        Family::Date | Family::Time | Family::Timestamp | Family::Instant => {
            "take a part of it with `func::extract`, or cast it to text"
        }
        Family::Whole | Family::Float | Family::Decimal | Family::Truth => "cast it to text first if that is meant",
        _ => "cast it to text first",
    };
    Error::new(
        ErrorKind::InvalidStatement,
        format!("no database casts {} to {}: {cure}", from.noun(), cast_type(to, Dialect::PostgreSql)),
    )
}
