//! A schema as the text of a schema file.

use realgar_metadata::{Column, Dialect, MetaData, SqlType, Table};

use crate::schema::{CYCLE, TUTORIAL, script};

#[test]
fn a_schema_file_is_the_script_that_creates_the_schema_with_its_dialect_above() {
    for metadata in [&TUTORIAL, &CYCLE] {
        for dialect in Dialect::ALL {
            let file = metadata.to_sql(dialect).expect("the dialect can say it");
            let plain = file.lines().filter(|line| !line.is_empty() && !line.trim_start().starts_with("--"));
            let statements = script(&metadata.create_all_sql(dialect).expect("the dialect can say it"));
            let expected = statements.lines().filter(|line| !line.is_empty());
            assert_eq!(plain.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
            assert!(file.starts_with(&format!("-- @dialect {dialect}\n\n")), "{file}");
        }
    }
}

#[test]
fn comments_stand_where_the_dialect_keeps_them() {
    let columns = const {
        &[Column::new("x", SqlType::Integer).with_comment("one\n\n@name two"), Column::new("y", SqlType::Text)]
    };
    let mut metadata = MetaData::default();
    metadata.tables = vec![Table::new("t", columns).with_comment("It's a table.")].into();
    assert_eq!(
        metadata.to_sql(Dialect::Sqlite).expect("the dialect can say it"),
        "-- @dialect sqlite\n\n-- It's a table.\nCREATE TABLE t (\n    -- one\n    --\n    -- : @name two\n    x INTEGER,\n    \
         y TEXT\n);\n"
    );
    let postgresql = metadata.to_sql(Dialect::PostgreSql).expect("the dialect can say it");
    assert!(
        postgresql.contains("COMMENT ON TABLE t IS 'It''s a table.';\nCOMMENT ON COLUMN t.x IS 'one\n"),
        "{postgresql}"
    );
    let mysql = metadata.to_sql(Dialect::MySql).expect("the dialect can say it");
    assert!(mysql.contains("x INTEGER COMMENT 'one\n"), "{mysql}");
    assert!(!metadata.create_all_sql(Dialect::Sqlite).expect("the dialect can say it")[0].contains("--"));
}

#[test]
fn what_the_dialect_cannot_say_is_an_error() {
    let columns = const { &[Column::new("x", SqlType::Interval)] };
    let mut metadata = MetaData::default();
    metadata.tables = vec![Table::new("t", columns)].into();
    assert!(metadata.to_sql(Dialect::MySql).is_err());
}
