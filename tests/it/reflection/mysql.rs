//! What the catalog of MySQL and MariaDB tells, and what it costs.

use realgar::metadata::{DefaultValue, GeneratedStorage, Identity, MetaData, ReferentialAction, SqlType};
use realgar::{Dialect, Engine, ErrorKind, Inspector};

use super::run;
use crate::support::{Statements, servers};

/// A database of its own with these objects.
fn made(statements: &[&str]) -> Option<Engine> {
    let engine = Engine::new(&servers::mysql_database(&servers::mysql()?)).unwrap();
    run(&engine, statements);
    Some(engine)
}

#[test]
fn columns_tell_type_default_counter_and_comment() {
    let Some(engine) = made(&["CREATE TABLE `Big` (
            a bigint unsigned AUTO_INCREMENT PRIMARY KEY,
            b varchar(30) NOT NULL DEFAULT 'it''s' COLLATE utf8mb4_bin COMMENT 'a name',
            c decimal(10,2) DEFAULT -1.5,
            d datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
            e enum('sad', 'it''s ok') DEFAULT 'sad',
            f json,
            g int AS (a * 2) VIRTUAL,
            h varchar(9) AS (concat(b, 'x')) STORED,
            i bool NOT NULL DEFAULT true,
            j char(36) DEFAULT (uuid()),
            k tinyint unsigned,
            l int INVISIBLE,
            m blob,
            n timestamp NULL
        ) COMMENT 'It is big.'"])
    else {
        return;
    };
    let inspector = Inspector::new(&engine);
    let table = inspector.table("Big").unwrap();
    assert_eq!((table.schema.as_deref(), table.comment.as_deref()), (None, Some("It is big.")));
    let types: Vec<SqlType> = table.columns.iter().map(|column| column.sql_type.clone()).collect();
    let moment = SqlType::Timestamp { with_time_zone: false };
    assert_eq!(
        types,
        [
            SqlType::BigInt,
            SqlType::VarChar(Some(30)),
            SqlType::Numeric { precision: Some(10), scale: Some(2) },
            moment.clone(),
            SqlType::Enum("Big_e".into()),
            SqlType::Json { binary: false },
            SqlType::Integer,
            SqlType::VarChar(Some(9)),
            SqlType::Boolean,
            SqlType::Char(Some(36)),
            SqlType::SmallInt,
            SqlType::Integer,
            SqlType::Blob(None),
            moment,
        ]
    );
    let column = |name: &str| table.column(name).unwrap();
    assert_eq!((column("a").identity, column("a").nullable), (Some(Identity::BY_DEFAULT), false));
    assert_eq!(column("b").default, Some(DefaultValue::String("it's".into())));
    assert_eq!(column("b").collation.as_deref(), Some("utf8mb4_bin"));
    assert_eq!(column("b").comment.as_deref(), Some("a name"));
    assert_eq!(column("c").default, Some(DefaultValue::Number("-1.50".into())));
    assert_eq!(column("d").default, Some(DefaultValue::CurrentTimestamp));
    assert_eq!(column("d").on_update.as_deref(), Some("current_timestamp(3)"));
    assert_eq!(column("f").collation, None);
    assert_eq!(column("j").default, Some(DefaultValue::Expression("uuid()".into())));
    assert!(column("l").invisible && !column("m").invisible);
    let storage = |name: &str| column(name).generated.as_ref().map(|generated| generated.storage);
    assert_eq!((storage("g"), storage("h")), (Some(GeneratedStorage::Virtual), Some(GeneratedStorage::Stored)));
    assert!(table.checks.is_empty(), "the check of JSON comes with its column: {:?}", table.checks);
    let metadata = inspector.metadata().unwrap();
    assert_eq!(*metadata.enum_type("Big_e").unwrap().labels, ["sad", "it's ok"]);
    round_trip(&metadata);
}

#[test]
fn keys_checks_indexes_and_partitions_come_back() {
    let Some(engine) = made(&[
        "CREATE TABLE parent (id int, kind varchar(9), PRIMARY KEY (kind, id))",
        "CREATE TABLE child (id int PRIMARY KEY, parent_id int, kind varchar(9), body text, place point NOT NULL,
            CONSTRAINT positive CHECK (id > 0),
            CONSTRAINT of_parent FOREIGN KEY (kind, parent_id) REFERENCES parent (kind, id) ON DELETE CASCADE,
            UNIQUE KEY one_kind (kind, id), UNIQUE KEY start (body(10)), KEY latest (id DESC) COMMENT 'for lists',
            FULLTEXT KEY words (body), SPATIAL KEY spot (place))",
        "CREATE TABLE measure (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at))
            (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "CREATE VIEW recent AS SELECT id, kind FROM child WHERE kind <> 'recent.child'",
    ]) else {
        return;
    };
    let inspector = Inspector::new(&engine);
    assert_eq!(inspector.table_names().unwrap(), ["child", "measure", "parent"]);
    assert_eq!(inspector.primary_key("parent").unwrap().column_names(), ["kind", "id"]);
    let child = inspector.table("child").unwrap();
    let key = &child.foreign_keys[0];
    assert_eq!((key.referred_table(), key.on_delete), ("parent", ReferentialAction::Cascade));
    assert_eq!(*key.columns, ["kind", "parent_id"]);
    assert_eq!((child.uniques.len(), &*child.uniques[0].columns), (1, &["kind".into(), "id".into()][..]));
    assert_eq!(child.checks[0].name.as_deref(), Some("positive"));
    let index = |name: &str| child.indexes.iter().find(|index| index.name == name).unwrap();
    assert_eq!((index("start").unique, index("start").keys[0].prefix), (true, Some(10)));
    assert_eq!(index("latest").comment.as_deref(), Some("for lists"));
    assert_eq!(index("words").method.as_deref(), Some("fulltext"));
    assert_eq!((index("spot").method.as_deref(), index("spot").keys[0].prefix), (Some("spatial"), None));
    let metadata = inspector.metadata().unwrap();
    let view = &metadata.views[0];
    assert!(!view.definition.contains("realgar_test") && view.definition.contains("'recent.child'"), "{view:?}");
    assert_eq!(*inspector.table("recent").unwrap_err().kind(), ErrorKind::NoSuchTable);
    let measure = metadata.table("measure").unwrap();
    assert!(measure.options.iter().any(|option| option.sql.starts_with("PARTITION BY RANGE (year(`at`)) (")));
    round_trip(&metadata);
}

/// What was read is created elsewhere, and read as the same.
#[track_caller]
fn round_trip(metadata: &MetaData) {
    let Some(copy) = made(&[]) else { return };
    metadata.create_all(&copy).unwrap();
    let again = MetaData::reflect(&copy).unwrap();
    assert_eq!(again.to_sql(Dialect::MySql).unwrap(), metadata.to_sql(Dialect::MySql).unwrap());
    metadata.drop_all(&copy).unwrap();
    assert!(MetaData::reflect(&copy).unwrap().tables.is_empty());
}

#[test]
fn two_hundred_and_fifty_tables_of_mysql_take_as_many_statements_as_one() {
    let Some(url) = servers::mysql() else { return };
    let (engine, statements) = Statements::engine_at(&servers::mysql_database(&url), |builder| builder);
    let count = || {
        statements.take();
        let metadata = MetaData::reflect(&engine).unwrap();
        (metadata.tables.len(), statements.take().len())
    };
    let (_, empty) = count();
    let tables: Vec<String> = (0..250)
        .map(|at| {
            format!(
                "CREATE TABLE t{at:03} (id int AUTO_INCREMENT PRIMARY KEY, a varchar(30) NOT NULL DEFAULT 'x' UNIQUE, \
                 b decimal(10,2) CHECK (b > 0), parent_id int REFERENCES t{:03} (id))",
                at / 2
            )
        })
        .collect();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    run(&engine, &tables);
    let start = std::time::Instant::now();
    assert_eq!(count(), (250, empty));
    println!("250 tables of MySQL were read in {:?}", start.elapsed());
    assert_eq!(empty, 10, "eight questions between BEGIN and ROLLBACK");
}
