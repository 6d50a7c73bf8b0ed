//! What a dialect cannot say is an error that tells so.

use realgar_metadata::Dialect::{MySql, PostgreSql, Sqlite};
use realgar_metadata::{
    Column, Dialect, ForeignKey, Generated, GeneratedStorage, Identity, Index, IndexKey, MetaData, PrimaryKey,
    ReferentialAction, SqlType, Table, Text, Unique, View,
};

use crate::schema::DEFERRED;

#[track_caller]
fn check(table: &Table, dialect: Dialect, message: &str) {
    let error = table.create_table_sql(dialect).expect_err("the dialect cannot say it");
    assert_eq!(error.to_string(), format!("{dialect}: {message}"));
}

fn column(sql_type: SqlType) -> Table {
    let mut table = Table::new("t", &[]);
    table.columns = vec![Column::new("x", sql_type)].into();
    table
}

#[test]
fn a_type_that_the_dialect_lacks_is_refused() {
    check(&column(SqlType::VarChar(None)), MySql, "VARCHAR needs a length; write VARCHAR(n) or TEXT for `x`");
    check(&column(SqlType::Array(Text::Borrowed("text[]"))), Sqlite, "there are no arrays, such as `x`");
    check(&column(SqlType::Interval), MySql, "there is no INTERVAL type for `x`");
    check(
        &column(SqlType::Enum(Text::Borrowed("mood"))),
        Sqlite,
        "the labels of `mood`, the type of `x`, are not known; use MetaData::create_table_sql",
    );
}

#[test]
fn a_constraint_that_the_dialect_lacks_is_refused() {
    check(&DEFERRED.tables[0], MySql, "the foreign key (b, a) cannot be DEFERRABLE");
    let unique = column(SqlType::Integer).with_uniques(list![Unique::new(names!["x"]).nulls_not_distinct()]);
    check(&unique, Sqlite, "UNIQUE (x) cannot have NULLS NOT DISTINCT");
    check(&unique, MySql, "UNIQUE (x) cannot have NULLS NOT DISTINCT");
    let set_default = column(SqlType::Integer).with_foreign_keys(list![
        ForeignKey::new(names!["x"], "t", names!["x"]).on_delete(ReferentialAction::SetDefault)
    ]);
    check(&set_default, MySql, "the foreign key (x) cannot have ON DELETE SET DEFAULT");
    let elsewhere = column(SqlType::Integer)
        .with_foreign_keys(list![ForeignKey::new(names!["x"], "t", names!["x"]).in_schema("other")]);
    check(&elsewhere, Sqlite, "the foreign key (x) cannot refer to another schema");
}

#[test]
fn a_counter_that_the_dialect_lacks_is_refused() {
    const FROM_TEN: Identity = Identity::BY_DEFAULT.start(10).increment(2);
    let table = Table::new("t", list![Column::new("id", SqlType::Integer).with_identity(FROM_TEN)]);
    check(&table, Sqlite, "`id` cannot count up; only an INTEGER PRIMARY KEY with a rowid can");
    let table = table.with_primary_key(PrimaryKey::new(names!["id"]));
    check(&table, Sqlite, "the identity column `id` can only start at 1");
    check(&table, MySql, "the identity column `id` can only count by 1");
}

#[test]
fn a_virtual_column_is_refused_on_postgresql() {
    const VIRTUAL: Generated = Generated { expression: Text::Borrowed("1"), storage: GeneratedStorage::Virtual };
    let table = Table::new("t", list![Column::new("g", SqlType::Integer).with_generated(VIRTUAL)]);
    check(&table, PostgreSql, "the generated column `g` cannot be virtual; write STORED");
}

#[test]
fn a_long_name_is_cut_as_the_database_cuts_it_unless_two_become_one() {
    let index = |name: String| {
        let mut index = Index::new("", list![IndexKey::column("x")]);
        index.name = name.into();
        index
    };
    let (long, other) = ("ü".repeat(32) + "a", "ü".repeat(32) + "b");
    let mut metadata = MetaData::default();
    let mut table = column(SqlType::Integer);
    table.indexes = vec![index(long.clone())].into();
    metadata.tables = vec![table.clone()].into();
    let sql = metadata.create_all_sql(PostgreSql).expect("the dialect can say it");
    assert_eq!(sql[1], format!("CREATE INDEX \"{}\" ON t (x)", "ü".repeat(31)));
    table.indexes = vec![index(long.clone()), index(other.clone())].into();
    metadata.tables = vec![table].into();
    assert!(metadata.create_all_sql(Sqlite).is_ok());
    let error = metadata.create_all_sql(PostgreSql).expect_err("the dialect cannot say it");
    let kept = "ü".repeat(31);
    let expected =
        format!("the names `{long}` and `{other}` are both cut to `{kept}`, after 63 bytes; rename one of the two");
    assert_eq!(error.message, expected);
}

#[test]
fn a_name_with_a_nul_is_refused() {
    let mut table = column(SqlType::Integer);
    table.name = "a\0b".into();
    check(&table, Sqlite, r#"the name "a\0b" contains a NUL character"#);
}

#[test]
fn a_materialized_view_and_an_empty_table_are_refused() {
    let view = View::new("v", "SELECT 1").materialized();
    assert_eq!(
        view.create_view_sql(MySql).expect_err("the dialect cannot say it").message,
        "the view `v` cannot be MATERIALIZED"
    );
    check(&Table::new("t", &[]), Sqlite, "the table `t` has no columns");
    assert_eq!(Table::new("t", &[]).create_table_sql(PostgreSql).expect("the dialect can say it"), "CREATE TABLE t ()");
    let mut metadata = MetaData::default();
    metadata.tables = vec![Table::new("t", &[])].into();
    assert!(metadata.create_all_sql(MySql).is_err());
}
