//! Declared types as SQL types, by the words of SQL.
//!
//! SQLite accepts any words as a type and stores them. They mean the same as in a schema file of SQLite's dialect.
//! Words that no database knows stay as written. A column without a type is `SqlType::Other` with an empty text, for
//! which DDL writes nothing.

use realgar_metadata::lexer::Kind;
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{Dialect, NativeType, SqlType};

use super::cursor::Cursor;
use crate::inspector::words::native;

/// The type that a column was declared with.
pub(super) fn sql_type(declared: &str) -> SqlType {
    let name = Cursor::over(declared, |cursor| {
        // A type in quotes is not one of SQL's, whatever its name is.
        let is_plain = cursor.rest().iter().all(|token| !matches!(token.kind, Kind::Quoted(_) | Kind::String { .. }));
        is_plain.then(|| TypeName::read(declared, cursor.rest()))
    });
    name.and_then(|name| match name.family() {
        Some(family) => Some(family.sql_type(&name, Some(Dialect::Sqlite))),
        None => name.affinity(),
    })
    .unwrap_or_else(|| SqlType::Other(declared.trim().to_owned().into()))
}

/// The words of the type, where the model says less: an `INT PRIMARY KEY` is no alias of the rowid.
pub(super) fn native_type(declared: &str, sql_type: &SqlType) -> Option<NativeType> {
    if matches!(sql_type, SqlType::Other(_) | SqlType::Array(_)) {
        return None;
    }
    let name = Cursor::over(declared, |cursor| TypeName::read(declared, cursor.rest()));
    (!name.is_plain(sql_type, Dialect::Sqlite)).then(|| native(&name.text, Dialect::Sqlite))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_sql_are_known_whatever_their_case_and_blanks() {
        for (declared, expected) in [
            ("INTEGER", SqlType::Integer),
            ("int(11)", SqlType::Integer),
            ("UNSIGNED BIG INT", SqlType::BigInt),
            ("VARCHAR(30)", SqlType::VarChar(Some(30))),
            ("Character\n Varying ( 30 )", SqlType::VarChar(Some(30))),
            ("NUMERIC(10,2)", SqlType::Numeric { precision: Some(10), scale: Some(2) }),
            ("DECIMAL", SqlType::Numeric { precision: None, scale: None }),
            ("DATETIME", SqlType::Timestamp { with_time_zone: false }),
            ("timestamp(6) with time zone", SqlType::Timestamp { with_time_zone: true }),
            ("DOUBLE PRECISION", SqlType::Double),
            ("blob", SqlType::Blob(None)),
        ] {
            assert_eq!(sql_type(declared), expected, "{declared}");
        }
    }

    #[test]
    fn other_types_stay_as_written() {
        for declared in
            ["", "geometry(Point, 4326)", "ANY", "NUMERIC(10, -2)", "a(1)(2)", "\"int\"", "STRING", "(", "é"]
        {
            assert_eq!(sql_type(declared), SqlType::Other(declared.to_owned().into()));
        }
    }
}
