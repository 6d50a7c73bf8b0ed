//! How the values of each SQL type look in Rust. What the words of a type mean is in `realgar_metadata::type_name`.

use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{Dialect, SqlType};

use crate::model::Mapping;
use crate::naming;

/// A type that is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) sql_type: SqlType,
    pub(super) mapping: Mapping,
    /// The database counts up: SERIAL.
    pub(super) counted: bool,
    /// If the values are read in another form than the database's own: which one.
    pub(super) note: Option<&'static str>,
}

/// A value that is read as the database shows it.
pub(super) const SHOWN: &str = "the text that the database shows for it";

/// What a type's words mean in a dialect. `None` if no dialect knows them.
pub(super) fn known(declared: &TypeName, dialect: Option<Dialect>) -> Option<Known> {
    let Some(family) = declared.family() else {
        return affinity(declared).or_else(|| any(declared)).filter(|_| dialect == Some(Dialect::Sqlite));
    };
    if declared.array {
        return Some(array(declared));
    }
    let sql_type = family.sql_type(declared, dialect);
    let (mapping, note) = reading(family, &sql_type, dialect);
    let is_unsigned = declared.unsigned && family == Family::BigInt;
    let cut = is_unsigned.then_some("a signed number of 64 bits, so values above 9223372036854775807 are errors");
    Some(Known { sql_type, mapping, counted: family.is_serial(), note: note.or(cut) })
}

/// What SQLite makes of words that it does not know.
fn affinity(declared: &TypeName) -> Option<Known> {
    let sql_type = declared.affinity()?;
    let (mapping, note) = reading(Family::AsText, &sql_type, Some(Dialect::Sqlite));
    Some(Known { sql_type, mapping, counted: false, note })
}

/// A column that keeps what it is given, or makes numbers of what looks like one: no type, ANY, STRING.
fn any(declared: &TypeName) -> Option<Known> {
    let sql_type = SqlType::Other(declared.text.clone().into());
    sql_type.is_any().then_some(Known { sql_type, mapping: Mapping::Any, counted: false, note: None })
}

/// An array of any type.
pub(super) fn array(declared: &TypeName) -> Known {
    Known {
        sql_type: SqlType::Array(declared.element().to_owned().into()),
        mapping: Mapping::Text,
        counted: false,
        note: Some("the text that the database shows for an array"),
    }
}

/// The known word that an unknown one is like.
pub(super) fn like(words: &str) -> Option<&'static str> {
    naming::closest(words, Family::all_words())
}

/// What the values of a type are in Rust, and the note if that is another form than the database's own.
fn reading(family: Family, sql_type: &SqlType, dialect: Option<Dialect>) -> (Mapping, Option<&'static str>) {
    let sqlite = dialect == Some(Dialect::Sqlite);
    let mapping = match sql_type {
        SqlType::SmallInt => Mapping::SmallInt,
        // SQLite keeps 64 bits whatever the column is called; read as 32 they would be cut.
        SqlType::Integer if sqlite => Mapping::BigInt,
        SqlType::Integer => Mapping::Integer,
        SqlType::BigInt => Mapping::BigInt,
        SqlType::Real if sqlite => Mapping::Double,
        SqlType::Real => Mapping::Real,
        SqlType::Double => Mapping::Double,
        SqlType::Numeric { .. } => Mapping::Numeric,
        SqlType::Boolean => Mapping::Boolean,
        SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text => Mapping::Text,
        SqlType::Blob(_) => Mapping::Blob,
        SqlType::Date => Mapping::Date,
        SqlType::Time { with_time_zone: false } => Mapping::Time,
        SqlType::Timestamp { with_time_zone: false } => Mapping::Timestamp,
        SqlType::Timestamp { with_time_zone: true } => Mapping::TimestampTz,
        SqlType::Uuid => Mapping::Uuid,
        SqlType::Json { .. } => Mapping::Json,
        _ => return reading_as_written(family, dialect),
    };
    (mapping, None)
}

/// The same for types that have no counterpart in Rust.
fn reading_as_written(family: Family, dialect: Option<Dialect>) -> (Mapping, Option<&'static str>) {
    let mysql = dialect == Some(Dialect::MySql);
    match family {
        Family::Numeric => (Mapping::Numeric, None),
        Family::Oid => (Mapping::BigInt, None),
        Family::AsBlob => (Mapping::Blob, Some(BYTES)),
        Family::Bit | Family::Shape if mysql => (Mapping::Blob, Some(BYTES)),
        _ => (Mapping::Text, Some(SHOWN)),
    }
}

/// A value that is read as the database keeps it.
const BYTES: &str = "the bytes that the database keeps for it";

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(words: &str, arguments: &[&str], unsigned: bool, dialect: Option<Dialect>) -> Option<Mapping> {
        let declared = TypeName {
            words: words.to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            unsigned,
            array: false,
            text: words.to_owned(),
        };
        known(&declared, dialect).map(|known| known.mapping)
    }

    #[test]
    fn types_mean_what_their_dialect_says() {
        let (sqlite, mysql, postgres) = (Some(Dialect::Sqlite), Some(Dialect::MySql), Some(Dialect::PostgreSql));
        let none: &[&str] = &[];
        // Words, arguments, unsigned, dialect; what they mean.
        type Case<'a> = (&'a str, &'a [&'a str], bool, Option<Dialect>, Mapping);
        let table: &[Case<'_>] = &[
            ("integer", none, false, None, Mapping::Integer),
            ("integer", none, false, sqlite, Mapping::BigInt),
            ("int", none, true, mysql, Mapping::BigInt),
            ("smallint", none, true, mysql, Mapping::Integer),
            ("mediumint", none, true, mysql, Mapping::Integer),
            ("tinyint", none, true, mysql, Mapping::SmallInt),
            ("tinyint", &["1"], false, mysql, Mapping::Boolean),
            ("tinyint", &["4"], false, mysql, Mapping::SmallInt),
            ("tinyint", &["1"], false, sqlite, Mapping::SmallInt),
            ("bigint", none, true, mysql, Mapping::BigInt),
            ("year", none, false, mysql, Mapping::SmallInt),
            ("real", none, false, None, Mapping::Real),
            ("real", none, false, sqlite, Mapping::Double),
            ("float", none, false, postgres, Mapping::Double),
            ("float", none, false, mysql, Mapping::Real),
            ("float", &["53"], false, mysql, Mapping::Double),
            ("bit", &["1"], false, mysql, Mapping::Boolean),
            ("bit", &["8"], false, mysql, Mapping::Blob),
            ("bit", &["8"], false, postgres, Mapping::Text),
            ("point", none, false, mysql, Mapping::Blob),
            ("point", none, false, postgres, Mapping::Text),
            ("datetime", none, false, sqlite, Mapping::Timestamp),
            ("timestamp with time zone", none, false, postgres, Mapping::TimestampTz),
            ("money", none, false, postgres, Mapping::Numeric),
        ];
        for (words, arguments, unsigned, dialect, expected) in table {
            let found = mapping(words, arguments, *unsigned, *dialect);
            assert_eq!(found.as_ref(), Some(expected), "{words} {arguments:?} unsigned {unsigned} in {dialect:?}");
        }
    }

    #[test]
    fn sqlite_looks_for_parts_of_the_words_that_it_does_not_know() {
        let table = [
            ("longvarchar", Mapping::Text),
            ("big_integer", Mapping::BigInt),
            ("charint", Mapping::BigInt),
            ("my blob", Mapping::Blob),
            ("floating", Mapping::Double),
            ("number", Mapping::Numeric),
        ];
        for (words, expected) in table {
            assert_eq!(mapping(words, &[], false, Some(Dialect::Sqlite)), Some(expected), "{words}");
            assert_eq!(mapping(words, &[], false, Some(Dialect::PostgreSql)), None, "{words}");
        }
    }

    #[test]
    fn a_word_that_no_dialect_knows_is_unknown() {
        assert_eq!(mapping("foobar", &[], false, None), None);
        assert_eq!(mapping("strong", &[], false, Some(Dialect::Sqlite)), None);
        assert_eq!(like("integre"), Some("integer"));
    }
}
