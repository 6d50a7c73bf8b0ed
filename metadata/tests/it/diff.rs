//! What counts as a difference between two schemas, and what does not.

use insta::assert_snapshot;
use realgar_metadata::{
    Check, Column, DefaultValue, Dialect, ForeignKey, Generated, GeneratedStorage, Identity, Index, IndexKey, MetaData,
    PrimaryKey, ReferentialAction, SqlType, Table, Text, Unique,
};

use crate::schema::{ALL_TYPES, CYCLE, TUTORIAL};

fn one(table: Table) -> MetaData {
    let mut metadata = MetaData::default();
    metadata.tables = vec![table].into();
    metadata
}

/// The difference between two tables in a dialect.
fn diff(a: Table, b: Table, dialect: Option<Dialect>) -> String {
    let mut found = one(b);
    found.dialect = dialect;
    one(a).diff(&found).to_string()
}

/// The difference between two columns, each the only one of its table.
fn column_diff(a: Column, b: Column, dialect: Option<Dialect>) -> String {
    let table = |column: Column| {
        let mut table = Table::new("t", &[]);
        table.columns = vec![column].into();
        table
    };
    diff(table(a), table(b), dialect)
}

fn type_diff(a: SqlType, b: SqlType, dialect: Option<Dialect>) -> String {
    column_diff(Column::new("x", a), Column::new("x", b), dialect)
}

fn default_diff(a: DefaultValue, b: DefaultValue) -> String {
    let column = |default| Column::new("x", SqlType::Text).with_default(default);
    column_diff(column(a), column(b), Some(Dialect::PostgreSql))
}

#[test]
fn a_schema_does_not_differ_from_itself() {
    for metadata in [&TUTORIAL, &ALL_TYPES, &CYCLE] {
        assert!(metadata.diff(metadata).is_empty());
        assert!(metadata.diff(metadata).of_table("address").is_empty());
    }
}

#[test]
fn every_difference_is_a_line() {
    let mut found = TUTORIAL.clone();
    found.views = (&[][..]).into();
    let tables = found.tables.to_mut();
    let address = tables[0].columns.to_mut();
    address[1].sql_type = SqlType::VarChar(Some(99));
    address[1].nullable = true;
    address.push(Column::new("note", SqlType::Text));
    tables[0].foreign_keys.to_mut()[0].on_delete = ReferentialAction::Cascade;
    let user = &mut tables[1];
    user.columns.to_mut().remove(2);
    user.columns.to_mut()[1].default = Some(DefaultValue::String("nobody".into()));
    user.columns.to_mut()[0].identity = None;
    user.primary_key.columns = vec!["name".into()].into();
    user.uniques = (&[][..]).into();
    user.indexes = (&[][..]).into();
    tables.push(Table::new("audit", &[]));
    let diff = TUTORIAL.diff(&found);
    assert_snapshot!(diff.to_string(), @r"
    `address`: type of `email_address` is VARCHAR(99), not TEXT
    `address`: `email_address` is nullable, not NOT NULL
    `address`: column `note` is extra: TEXT
    `address`: foreign key is (user_id) to user_account (id) ON DELETE CASCADE, not (user_id) to user_account (id)
    `user_account`: identity of `id` is missing
    `user_account`: default of `name` is extra: nobody
    `user_account`: column `fullname` is missing: TEXT
    `user_account`: primary key is (name), not (id)
    `user_account`: unique constraint is missing: (name)
    `user_account`: index is missing: `ix_fullname` (fullname)
    `audit`: table is extra
    view `login` is missing
    ");
    assert_eq!(diff.of_table("address").len(), 4);
    assert!(diff.of_table("nobody").is_empty());
    assert_snapshot!(found.diff(&TUTORIAL).to_string(), @r"
    `address`: type of `email_address` is TEXT, not VARCHAR(99)
    `address`: `email_address` is NOT NULL, not nullable
    `address`: column `note` is missing: TEXT
    `address`: foreign key is (user_id) to user_account (id), not (user_id) to user_account (id) ON DELETE CASCADE
    `user_account`: identity of `id` is extra
    `user_account`: default of `name` is missing: nobody
    `user_account`: column `fullname` is extra: TEXT
    `user_account`: primary key is (id), not (name)
    `user_account`: unique constraint is extra: (name)
    `user_account`: index is extra: `ix_fullname` (fullname)
    `audit`: table is missing
    view `login` is extra
    ");
}

#[test]
fn a_missing_table_is_one_line() {
    assert_snapshot!(TUTORIAL.diff(&MetaData::default()).to_string(), @r"
    `address`: table is missing
    `user_account`: table is missing
    view `login` is missing
    ");
}

#[test]
fn names_of_constraints_checks_and_comments_do_not_matter() {
    let a = Table::new("t", list![Column::new("a", SqlType::Integer).with_comment("one")])
        .with_primary_key(PrimaryKey::new(names!["a"]))
        .with_foreign_keys(list![ForeignKey::new(names!["a"], "u", names!["a"])]);
    let b = Table::new("t", list![Column::new("a", SqlType::Integer).not_null()])
        .in_schema("public")
        .with_primary_key(PrimaryKey::new(names!["a"]).named("t_pkey"))
        .with_checks(list![Check::new("a > 0")])
        .with_foreign_keys(list![ForeignKey::new(names!["a"], "u", names!["a"]).named("t_a_fkey").in_schema("public")]);
    assert_eq!(diff(a, b, Some(Dialect::PostgreSql)), "");
}

#[test]
fn a_unique_index_says_the_same_as_a_constraint() {
    let columns: &'static [Column] = list![Column::new("a", SqlType::Integer), Column::new("b", SqlType::Integer)];
    let constraint = Table::new("t", columns).with_uniques(list![Unique::new(names!["a", "b"])]);
    let index = Table::new("t", columns)
        .with_indexes(list![Index::new("ux", list![IndexKey::column("b"), IndexKey::column("a")]).unique()]);
    assert_eq!(diff(constraint.clone(), index, None), "");
    let partial = Table::new("t", columns).with_indexes(list![
        Index::new("ux", list![IndexKey::column("a"), IndexKey::column("b")]).unique().with_condition("a > 0")
    ]);
    assert_snapshot!(diff(constraint, partial, None), @r"
    `t`: unique constraint is missing: (a, b)
    `t`: index is extra: unique `ux` (a, b) WHERE a > 0
    ");
}

#[test]
fn conditions_and_expressions_are_compared_without_what_databases_rewrite() {
    let table = |index: &'static [Index]| {
        Table::new("t", list![Column::new("s", SqlType::Text), Column::new("n", SqlType::Text)]).with_indexes(index)
    };
    let a = table(list![Index::new("a", list![IndexKey::expression("lower(s)")]).with_condition("n = 'It (x)'")]);
    let b = table(list![
        Index::new("b", list![IndexKey::expression("LOWER((s)::character varying)")])
            .with_condition("((\"n\")::text = 'It (x)'::text)")
            .with_method("btree")
    ]);
    assert_eq!(diff(a, b, Some(Dialect::PostgreSql)), "");
}

#[test]
fn integers_differ_in_width_but_not_on_sqlite() {
    assert_eq!(type_diff(SqlType::Integer, SqlType::BigInt, Some(Dialect::Sqlite)), "");
    let line = "`t`: type of `x` is BIGINT, not INTEGER\n";
    assert_eq!(type_diff(SqlType::Integer, SqlType::BigInt, Some(Dialect::PostgreSql)), line);
    assert_eq!(type_diff(SqlType::Integer, SqlType::BigInt, None), line);
}

#[test]
fn types_that_a_dialect_keeps_as_one_are_one() {
    let (sqlite, mysql, postgresql) = (Some(Dialect::Sqlite), Some(Dialect::MySql), Some(Dialect::PostgreSql));
    let timestamp = |with_time_zone| SqlType::Timestamp { with_time_zone };
    assert_eq!(type_diff(timestamp(true), timestamp(false), sqlite), "");
    assert_ne!(type_diff(timestamp(true), timestamp(false), postgresql), "");
    assert_eq!(type_diff(SqlType::Uuid, SqlType::Char(Some(36)), mysql), "");
    assert_ne!(type_diff(SqlType::Uuid, SqlType::Char(Some(36)), postgresql), "");
    assert_eq!(type_diff(SqlType::Boolean, SqlType::SmallInt, mysql), "");
    assert_ne!(type_diff(SqlType::Boolean, SqlType::SmallInt, None), "");
    let numeric = |precision, scale| SqlType::Numeric { precision, scale };
    assert_eq!(type_diff(numeric(Some(5), None), numeric(Some(5), Some(0)), None), "");
    assert_eq!(type_diff(numeric(None, None), numeric(Some(10), Some(0)), mysql), "");
    assert_eq!(type_diff(SqlType::Array("TEXT".into()), SqlType::Array("text[]".into()), postgresql), "");
    assert_eq!(type_diff(SqlType::Other("Point ( 2 )".into()), SqlType::Other("point(2)".into()), None), "");
}

#[test]
fn labels_of_an_enum_are_part_of_its_column_unless_it_is_a_type() {
    let schema = |labels: &[&'static str], declared: bool, dialect: Dialect| {
        let mut metadata = one(Table::new("t", list![Column::new("x", SqlType::Enum(Text::Borrowed("mood")))]));
        let mut mood = realgar_metadata::EnumType::new("mood", &[], declared);
        mood.labels = labels.iter().map(|label| Text::Borrowed(*label)).collect::<Vec<_>>().into();
        metadata.enums = vec![mood].into();
        metadata.dialect = Some(dialect);
        metadata
    };
    let (a, b) = (["sad", "ok"], ["sad", "ok", "happy"]);
    let diff = schema(&a, false, Dialect::MySql).diff(&schema(&b, false, Dialect::MySql));
    assert_eq!(diff.to_string(), "`t`: type of `x` is ENUM('sad', 'ok', 'happy'), not ENUM('sad', 'ok')\n");
    let diff = schema(&a, true, Dialect::PostgreSql).diff(&schema(&b, true, Dialect::PostgreSql));
    assert_eq!(diff.to_string(), "enum `mood` is (sad, ok, happy), not (sad, ok)\n");
}

#[test]
fn a_default_may_be_written_in_many_ways() {
    let text = |text: &'static str| DefaultValue::String(Text::Borrowed(text));
    let sql = |sql: &'static str| DefaultValue::Expression(Text::Borrowed(sql));
    let number = |number: &'static str| DefaultValue::Number(Text::Borrowed(number));
    assert_eq!(default_diff(text("it's"), sql("'it''s'::character varying(30)")), "");
    assert_eq!(default_diff(DefaultValue::CurrentTimestamp, sql("now()")), "");
    assert_eq!(default_diff(DefaultValue::CurrentTimestamp, sql("CURRENT_TIMESTAMP(6)")), "");
    assert_eq!(default_diff(DefaultValue::Boolean(true), number("1")), "");
    assert_eq!(default_diff(DefaultValue::Boolean(false), sql("(false)")), "");
    assert_eq!(default_diff(number("1.50"), number("1.5")), "");
    assert_eq!(default_diff(sql("lower( S )"), sql("LOWER(s)")), "");
    assert_eq!(default_diff(text("a"), text("A")), "`t`: default of `x` is A, not a\n");
    assert_eq!(default_diff(DefaultValue::Null, text("")), "`t`: default of `x` is extra\n");
    let plain = Column::new("x", SqlType::Text);
    assert_eq!(column_diff(plain.clone(), plain.with_default(DefaultValue::Null), None), "");
}

#[test]
fn a_counter_is_a_counter_however_it_was_declared() {
    const IDENTITY: Identity = Identity::BY_DEFAULT.never_reused().start(1).increment(1);
    let table = |column: Column| {
        let mut table = Table::new("t", &[]).with_primary_key(PrimaryKey::new(names!["id"]));
        table.columns = vec![column].into();
        table
    };
    let id = Column::new("id", SqlType::Integer).not_null();
    let serial = id.clone().with_default(DefaultValue::Expression(Text::Borrowed("nextval('t_id_seq'::regclass)")));
    let identity = id.clone().with_identity(IDENTITY);
    assert_eq!(diff(table(identity.clone()), table(serial.clone()), Some(Dialect::PostgreSql)), "");
    let extra = "`t`: identity of `id` is extra\n";
    assert_eq!(diff(table(id.clone()), table(serial), Some(Dialect::PostgreSql)), extra);
    // SQLite counts up whatever the file says.
    assert_eq!(diff(table(id.clone()), table(identity.clone()), Some(Dialect::Sqlite)), "");
    let number = id.clone().with_default(DefaultValue::Number(Text::Borrowed("7")));
    assert_eq!(diff(table(identity), table(number), None), "`t`: identity of `id` is missing\n");
}

#[test]
fn a_generated_column_is_compared_by_expression_and_storage() {
    let column = |expression, storage| {
        Column::new("x", SqlType::Integer).with_generated(Generated { expression: Text::Borrowed(expression), storage })
    };
    let a = column("a * 2", GeneratedStorage::Stored);
    assert_eq!(column_diff(a.clone(), column("(A*2)", GeneratedStorage::Stored), None), "");
    let line = "`t`: generated column `x` is a * 3, not a * 2\n";
    assert_eq!(column_diff(a, column("a * 3", GeneratedStorage::Stored), None), line);
}

#[test]
fn mysql_makes_indexes_for_foreign_keys() {
    let a = Table::new("t", list![Column::new("a", SqlType::Integer)]).with_foreign_keys(list![ForeignKey::new(
        names!["a"],
        "u",
        names!["a"]
    )]);
    let b = a.clone().with_indexes(list![Index::new("a", list![IndexKey::column("a")])]);
    assert_eq!(diff(a.clone(), b.clone(), Some(Dialect::MySql)), "");
    assert_eq!(diff(a, b, Some(Dialect::Sqlite)), "`t`: index is extra: `a` (a)\n");
}

#[test]
fn sqlite_does_not_look_at_case() {
    let table = |name: &'static str, column: &'static str| {
        let mut table = Table::new(name, &[]);
        table.columns = vec![Column::new(column, SqlType::Text)].into();
        table
    };
    assert_eq!(diff(table("T", "A"), table("t", "a"), Some(Dialect::Sqlite)), "");
    assert_eq!(diff(table("T", "A"), table("t", "a"), None), "`T`: table is missing\n`t`: table is extra\n");
}
