//! Schemas that several tests share, written as generated code writes them: as constants.

use realgar_metadata::{
    Check, Column, DefaultValue, Deferrable, Dialect, EnumType, ForeignKey, Generated, GeneratedStorage, Identity,
    Index, IndexKey, MetaData, PrimaryKey, ReferentialAction, SqlType, Table, Text, Unique, View,
};

/// A list that lives forever.
macro_rules! list {
    ($($item:expr),* $(,)?) => { const { &[$($item),*] } };
}

/// A list of names that lives forever.
macro_rules! names {
    ($($name:expr),* $(,)?) => { const { &[$(realgar_metadata::Text::Borrowed($name)),*] } };
}

/// All statements of a script, as one would type them.
pub(crate) fn script(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// The types of a schema, with a dialect's CREATE TABLE.
pub(crate) fn create(metadata: &MetaData, table: &str, dialect: Dialect) -> String {
    let table = metadata.table(table).expect("the table is in the schema");
    metadata.create_table_sql(table, dialect).expect("the dialect can say it")
}

const INTEGER: SqlType = SqlType::Integer;
const VARCHAR_40: SqlType = SqlType::VarChar(Some(40));

/// Users and addresses.
pub(crate) static TUTORIAL: MetaData = MetaData::new(list![
    Table::new(
        "address",
        list![
            Column::new("id", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("email_address", SqlType::Text).not_null(),
            Column::new("user_id", INTEGER).not_null(),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_foreign_keys(list![ForeignKey::new(names!["user_id"], "user_account", names!["id"])]),
    Table::new(
        "user_account",
        list![
            Column::new("id", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("name", SqlType::VarChar(Some(30))).not_null().with_comment("login name"),
            Column::new("fullname", SqlType::Text),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_uniques(list![Unique::new(names!["name"])])
    .with_indexes(list![Index::new("ix_fullname", list![IndexKey::column("fullname").descending()])])
    .with_comment("People who can log in."),
])
.with_views(list![View::new("login", "SELECT name FROM user_account")]);

/// Each type once, as SQLAlchemy's table of the same name, and some more.
pub(crate) static ALL_TYPES: MetaData = MetaData::new(list![
    Table::new(
        "ddl_all",
        list![
            Column::new("id", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("small", SqlType::SmallInt).not_null().with_default(DefaultValue::Number(Text::Borrowed("-1"))),
            Column::new("big", SqlType::BigInt),
            Column::new("s", VARCHAR_40).not_null().with_default(DefaultValue::String(Text::Borrowed("x'y"))),
            Column::new("txt", SqlType::Text).with_default(DefaultValue::String(Text::Borrowed("it"))),
            Column::new("c", SqlType::Char(Some(2))),
            Column::new("b", SqlType::Boolean).not_null().with_default(DefaultValue::Boolean(true)),
            Column::new("f", SqlType::Real),
            Column::new("dbl", SqlType::Double),
            Column::new("n", SqlType::Numeric { precision: Some(12), scale: Some(4) }),
            Column::new("d", SqlType::Date).with_default(DefaultValue::CurrentDate),
            Column::new("ts", SqlType::Timestamp { with_time_zone: false })
                .with_default(DefaultValue::CurrentTimestamp),
            Column::new("tz", SqlType::Timestamp { with_time_zone: true }),
            Column::new("tm", SqlType::Time { with_time_zone: false }),
            Column::new("bin", SqlType::Blob(None)),
            Column::new("hash", SqlType::Blob(Some(32))),
            Column::new("j", SqlType::Json { binary: false }),
            Column::new("jb", SqlType::Json { binary: true }),
            Column::new("uu", SqlType::Uuid),
            Column::new("e", SqlType::Enum(Text::Borrowed("ab_enum"))),
            Column::new("u", SqlType::Enum(Text::Borrowed("ddl_all_u"))).not_null(),
            Column::new("gen", INTEGER).with_generated(Generated {
                expression: Text::Borrowed("(small * 2)"),
                storage: GeneratedStorage::Stored,
            }),
            Column::new("low", SqlType::Text).with_default(DefaultValue::Expression(Text::Borrowed("lower('ABC')"))),
            Column::new("ref", INTEGER),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_uniques(list![Unique::new(names!["s", "big"]).named("uq_sb")])
    .with_checks(list![Check::new("big > 0").named("big_pos")])
    .with_foreign_keys(list![
        ForeignKey::new(names!["ref"], "ddl_all", names!["id"])
            .on_delete(ReferentialAction::SetNull)
            .on_update(ReferentialAction::Cascade)
    ]),
])
.with_enums(list![
    EnumType::new("ab_enum", names!["a", "b"], true),
    EnumType::new("ddl_all_u", names!["x", "it's"], false),
]);

/// Names that must be quoted.
pub(crate) static QUOTED: MetaData = MetaData::new(list![
    Table::new(
        "Weird Table",
        list![
            Column::new("select", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("MixedCase", INTEGER),
            Column::new("with\"quote", INTEGER),
            Column::new("per%cent", INTEGER),
            Column::new("a.b", INTEGER),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["select"]))
    .with_indexes(list![Index::new("Order", list![IndexKey::column("MixedCase")])]),
]);

/// A department has a head, and everybody a department: a cycle, which the nullable key opens.
pub(crate) static CYCLE: MetaData = MetaData::new(list![
    Table::new(
        "department",
        list![
            Column::new("id", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("head_id", INTEGER)
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_foreign_keys(list![ForeignKey::new(names!["head_id"], "employee", names!["id"])]),
    Table::new(
        "employee",
        list![
            Column::new("id", INTEGER).not_null().with_identity(Identity::BY_DEFAULT),
            Column::new("department_id", INTEGER).not_null(),
            Column::new("manager_id", INTEGER),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_foreign_keys(list![
        ForeignKey::new(names!["department_id"], "department", names!["id"]),
        ForeignKey::new(names!["manager_id"], "employee", names!["id"]),
    ]),
    Table::new("badge", list![Column::new("employee_id", INTEGER).not_null(), Column::new("number", SqlType::BigInt)])
        .with_primary_key(PrimaryKey::new(names!["employee_id"]))
        .with_foreign_keys(list![
            ForeignKey::new(names!["employee_id"], "employee", names!["id"]).on_delete(ReferentialAction::Cascade)
        ]),
]);

/// What counts up, and how.
pub(crate) static COUNTERS: MetaData = MetaData::new(list![
    Table::new(
        "by_default",
        list![Column::new("id", SqlType::BigInt).with_identity(Identity::BY_DEFAULT.never_reused())]
    )
    .with_primary_key(PrimaryKey::new(names!["id"]).named("pk_by_default")),
    Table::new(
        "composite",
        list![Column::new("a", INTEGER).not_null(), Column::new("b", SqlType::VarChar(Some(9))).not_null()]
    )
    .with_primary_key(PrimaryKey::new(names!["a", "b"])),
    Table::new("word", list![Column::new("word", SqlType::VarChar(Some(9)))])
        .with_primary_key(PrimaryKey::new(names!["word"])),
]);

/// What only PostgreSQL and SQLite can say.
pub(crate) static DEFERRED: MetaData = MetaData::new(list![
    Table::new("t", list![Column::new("a", INTEGER), Column::new("b", INTEGER)])
        .with_primary_key(PrimaryKey::new(names!["a", "b"]))
        .with_foreign_keys(list![
            ForeignKey::new(names!["b", "a"], "t", names!["a", "b"])
                .named("fk_t")
                .deferrable(Deferrable::InitiallyDeferred)
        ]),
]);
