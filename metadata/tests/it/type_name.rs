//! Types as they are declared: their words, and what type each is in its dialect.

use realgar_metadata::lexer::{Lexis, tokens};
use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{Dialect, SqlType};

fn read(declared: &str) -> TypeName {
    let lexis = Lexis { brackets: Default::default(), ..Lexis::SQLITE };
    TypeName::read(declared, &tokens(declared, lexis))
}

fn sql_type(declared: &str, dialect: Option<Dialect>) -> Option<SqlType> {
    let name = read(declared);
    Some(name.family()?.sql_type(&name, dialect))
}

#[test]
fn words_are_told_from_arguments_and_decoration() {
    let name = read("Character\n Varying /* long */ ( 30 )");
    assert_eq!(
        (name.words.as_str(), name.number(0), name.text.as_str()),
        ("character varying", Some(30), "Character Varying ( 30 )")
    );
    assert_eq!(read("timestamp(6) with time zone").words, "timestamp with time zone");
    assert_eq!(read("pg_catalog.\"char\"").words, "char");
    assert_eq!(read("enum('a', 'it''s')").arguments, ["a", "it's"]);
    assert_eq!(
        (read("UNSIGNED BIG INT").words.as_str(), read("int(11) unsigned zerofill").unsigned),
        ("big int", true)
    );
    assert!(read("integer ARRAY").array && read("text[][]").array && !read("text").array);
    assert_eq!(read("text [][]").element(), "text");
}

#[test]
fn what_is_never_closed_stops_nothing() {
    for declared in ["", "(", "int(", "int((1)", ")", "int)(", "[", ".", "a.b.c"] {
        let _ = read(declared).family();
    }
    let deep = "(".repeat(100_000);
    assert_eq!(read(&format!("int{deep}")).words, "int");
}

#[test]
fn types_mean_what_their_dialect_says() {
    let (sqlite, mysql, postgres) = (Some(Dialect::Sqlite), Some(Dialect::MySql), Some(Dialect::PostgreSql));
    for (declared, dialect, expected) in [
        ("int unsigned", mysql, SqlType::BigInt),
        ("unsigned int", sqlite, SqlType::BigInt),
        ("tinyint(1)", mysql, SqlType::Boolean),
        ("tinyint(1)", sqlite, SqlType::SmallInt),
        ("tinyint unsigned", sqlite, SqlType::SmallInt),
        ("smallint unsigned", sqlite, SqlType::Integer),
        ("mediumint unsigned", sqlite, SqlType::Integer),
        ("serial", mysql, SqlType::BigInt),
        ("float", mysql, SqlType::Real),
        ("float", sqlite, SqlType::Double),
        ("bit(1)", mysql, SqlType::Boolean),
        ("varchar(max)", None, SqlType::VarChar(None)),
        ("NUMERIC(10,2)", None, SqlType::Numeric { precision: Some(10), scale: Some(2) }),
        // Without its scale it would be another type.
        ("NUMERIC(10, -2)", postgres, SqlType::Other("NUMERIC(10, -2)".into())),
        ("interval year to month", postgres, SqlType::Interval),
        ("int signed", sqlite, SqlType::Integer),
        ("blob sub_type binary", sqlite, SqlType::Blob(None)),
        ("text[]", postgres, SqlType::Array("text".into())),
        ("geometry(Point, 4326)", postgres, SqlType::Other("geometry(Point, 4326)".into())),
    ] {
        assert_eq!(sql_type(declared, dialect), Some(expected), "{declared} in {dialect:?}");
    }
    assert_eq!(sql_type("interval of mine", sqlite), None);
    assert_eq!(Family::of("integre"), None);
}
