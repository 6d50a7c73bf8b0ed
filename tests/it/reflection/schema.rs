//! The tutorial's generated schema, and others as generated code writes them: as constants.

use realgar::metadata::{
    Check, Column, DefaultValue, Deferrable, EnumType, ForeignKey, Generated, GeneratedStorage, Identity, Index,
    IndexKey, MetaData, PrimaryKey, ReferentialAction, SqlType, Table, Text, Unique, View,
};

pub(super) use tutorial::METADATA as TUTORIAL;

mod tutorial {
    realgar::include_schema!("tutorial");
}

/// A list that lives forever.
macro_rules! list {
    ($($item:expr),* $(,)?) => { const { &[$($item),*] } };
}

/// A list of names that lives forever.
macro_rules! names {
    ($($name:expr),* $(,)?) => { const { &[$(realgar::metadata::Text::Borrowed($name)),*] } };
}

const INTEGER: SqlType = SqlType::Integer;
const COUNTER: Identity = Identity::BY_DEFAULT.never_reused();

const fn stored(expression: &'static str) -> Generated {
    Generated { expression: Text::Borrowed(expression), storage: GeneratedStorage::Stored }
}

const fn computed(expression: &'static str) -> Generated {
    Generated { expression: Text::Borrowed(expression), storage: GeneratedStorage::Virtual }
}

/// Keys of all shapes.
pub(super) static KEYS: MetaData = MetaData::new(list![
    Table::new("counted", list![Column::new("id", SqlType::BigInt).with_identity(COUNTER)])
        .with_primary_key(PrimaryKey::new(names!["id"]).named("pk_counted")),
    Table::new("small", list![Column::new("id", SqlType::SmallInt)]).with_primary_key(PrimaryKey::new(names!["id"])),
    Table::new(
        "given",
        list![Column::new("id", SqlType::BigInt).with_default(DefaultValue::Number(Text::Borrowed("7")))]
    )
    .with_primary_key(PrimaryKey::new(names!["id"])),
    Table::new("word", list![Column::new("word", SqlType::VarChar(Some(9)))])
        .with_primary_key(PrimaryKey::new(names!["word"])),
    Table::new("no_key", list![Column::new("x", INTEGER)]),
    Table::new("pair", list![Column::new("a", INTEGER), Column::new("b", SqlType::Text)])
        .with_primary_key(PrimaryKey::new(names!["b", "a"]).named("pk_pair"))
        .without_rowid(),
    Table::new("extension", list![Column::new("id", SqlType::BigInt)])
        .with_primary_key(PrimaryKey::new(names!["id"]))
        .with_foreign_keys(list![
            ForeignKey::new(names!["id"], "counted", names!["id"]).on_delete(ReferentialAction::Cascade)
        ]),
    Table::new(
        "node",
        list![
            Column::new("a", INTEGER),
            Column::new("b", SqlType::Text),
            Column::new("parent_a", INTEGER),
            Column::new("parent_b", SqlType::Text),
        ]
    )
    .with_primary_key(PrimaryKey::new(names!["a", "b"]))
    .with_foreign_keys(list![
        ForeignKey::new(names!["parent_a", "parent_b"], "node", names!["a", "b"])
            .named("fk_parent")
            .on_delete(ReferentialAction::SetNull)
            .on_update(ReferentialAction::Restrict)
            .deferrable(Deferrable::InitiallyDeferred),
        ForeignKey::new(names!["parent_b", "parent_a"], "pair", names!["b", "a"])
            .on_update(ReferentialAction::SetDefault)
            .deferrable(Deferrable::InitiallyImmediate),
    ]),
    Table::new("husband", list![Column::new("id", INTEGER), Column::new("wife_id", INTEGER)])
        .with_primary_key(PrimaryKey::new(names!["id"]))
        .with_foreign_keys(list![ForeignKey::new(names!["wife_id"], "wife", names!["id"])]),
    Table::new("wife", list![Column::new("id", INTEGER), Column::new("husband_id", INTEGER).not_null()])
        .with_primary_key(PrimaryKey::new(names!["id"]))
        .with_uniques(list![Unique::new(names!["husband_id"])])
        .with_foreign_keys(list![ForeignKey::new(names!["husband_id"], "husband", names!["id"])]),
]);

/// Indexes, uniques, checks, generated columns, collations, enums, views.
pub(super) static PARTS: MetaData = MetaData::new(list![
    Table::new(
        "part",
        list![
            Column::new("id", INTEGER).with_identity(COUNTER),
            Column::new("name", SqlType::Text).not_null().with_collation("NOCASE"),
            Column::new("price", SqlType::Numeric { precision: Some(10), scale: Some(2) }),
            Column::new("kind", SqlType::Enum(Text::Borrowed("part_kind"))).not_null(),
            Column::new("loud", SqlType::Text).with_generated(stored("upper(name || ' AS (x)')")),
            Column::new("cents", INTEGER).not_null().with_generated(computed("(price * (100 + 0))")),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["id"]))
    .with_uniques(list![Unique::new(names!["name", "kind"]).named("uq_part"), Unique::new(names!["price"])])
    .with_checks(list![Check::new("price > 0").named("positive"), Check::new("name <> ')'")])
    .with_indexes(list![
        Index::new("ix_name", list![IndexKey::column("name").descending()]),
        Index::new("ix_price", list![IndexKey::column("price")]).unique().with_condition("price > 10 AND name <> ','"),
        Index::new(
            "ix_lower",
            list![
                IndexKey::expression("lower(name)").with_collation("RTRIM"),
                IndexKey::expression("price || kind").descending(),
                IndexKey::column("kind").with_collation("NOCASE"),
            ]
        ),
        Index::new("ix_twice", list![IndexKey::column("kind"), IndexKey::column("name")]).unique(),
    ]),
    Table::new(
        "rigid",
        list![
            Column::new("i", SqlType::BigInt),
            Column::new("b", SqlType::Boolean),
            Column::new("n", SqlType::Numeric { precision: None, scale: None }),
            Column::new("r", SqlType::Double),
            Column::new("t", SqlType::Timestamp { with_time_zone: true }),
            Column::new("x", SqlType::Blob(Some(4))),
            Column::new("e", SqlType::Enum(Text::Borrowed("part_kind"))),
        ]
    )
    .strict(),
])
.with_enums(list![EnumType::new("part_kind", names!["bolt", "it's"], false)])
.with_views(list![View::new("cheap", "SELECT name AS \"the AS\" FROM part WHERE price < 1;")]);

/// Names that must be quoted, and some that look like syntax.
pub(super) static AWKWARD: MetaData = MetaData::new(list![
    Table::new(
        "Order Details",
        list![
            Column::new("select", INTEGER),
            Column::new("MixedCase", INTEGER),
            Column::new("with\"quote", INTEGER),
            Column::new("per%cent:colon", INTEGER).with_default(DefaultValue::String(Text::Borrowed(":x"))),
            Column::new("a.b", INTEGER),
            Column::new("check (x", INTEGER),
            Column::new("größe, 長さ", INTEGER),
            Column::new("it's", INTEGER),
            Column::new("[x]", INTEGER),
            Column::new("back`tick", INTEGER),
            Column::new("-- no", INTEGER),
        ],
    )
    .with_primary_key(PrimaryKey::new(names!["select"]))
    .with_uniques(list![Unique::new(names!["check (x", "it's"]).named("a \"unique\"")])
    .with_checks(list![Check::new("\"check (x\" > 0 AND \"it's\" <> 1").named("CHECK (")])
    .with_foreign_keys(list![
        ForeignKey::new(names!["with\"quote"], "Order Details", names!["select"]).named("REFERENCES"),
        ForeignKey::new(names!["größe, 長さ"], "table", names!["group"]),
    ])
    .with_indexes(list![
        Index::new("Order", list![IndexKey::column("MixedCase"), IndexKey::column("-- no")]),
        Index::new("on (x)", list![IndexKey::expression("\"a.b\" + \"it's\"")]).with_condition("\"[x]\" > 0"),
    ]),
    Table::new("table", list![Column::new("group", INTEGER)]).with_primary_key(PrimaryKey::new(names!["group"])),
    Table::new("sqlitesque", list![Column::new("sqlite_x", INTEGER)]),
])
.with_views(list![View::new("as", "SELECT \"group\" AS \"AS\" FROM \"table\"")]);
