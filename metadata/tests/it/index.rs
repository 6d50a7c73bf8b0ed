//! CREATE INDEX, for each dialect.

use insta::assert_snapshot;
use realgar_metadata::Dialect::{MySql, PostgreSql, Sqlite};
use realgar_metadata::{Column, Dialect, Index, IndexKey, SqlType, Table};

fn sql(index: &Index, dialect: Dialect) -> String {
    let table = Table::new("ddl_all", list![Column::new("s", SqlType::Text)]).in_schema("main");
    index.create_index_sql(&table, dialect).unwrap_or_else(|error| error.to_string())
}

#[test]
fn a_schema_goes_where_the_dialect_wants_it() {
    let index = Index::new("ix_s", list![IndexKey::column("s"), IndexKey::column("big").descending()]);
    assert_snapshot!(sql(&index, Sqlite), @"CREATE INDEX main.ix_s ON ddl_all (s, big DESC)");
    assert_snapshot!(sql(&index, PostgreSql), @"CREATE INDEX ix_s ON main.ddl_all (s, big DESC)");
    assert_snapshot!(sql(&index, MySql), @"CREATE INDEX ix_s ON main.ddl_all (s, big DESC)");
}

#[test]
fn a_partial_index_has_its_where_and_mysql_refuses_it() {
    let index = Index::new("ix_part", list![IndexKey::column("s")]).unique().with_condition("big > 5");
    assert_snapshot!(sql(&index, Sqlite), @"CREATE UNIQUE INDEX main.ix_part ON ddl_all (s) WHERE big > 5");
    assert_snapshot!(sql(&index, PostgreSql), @"CREATE UNIQUE INDEX ix_part ON main.ddl_all (s) WHERE big > 5");
    assert_snapshot!(sql(&index, MySql), @"mysql: the index `ix_part` cannot have a WHERE");
}

#[test]
fn expressions_stand_in_parentheses_and_collations_follow() {
    let index =
        Index::new("ix", list![IndexKey::expression("lower(s)"), IndexKey::column("s").with_collation("NOCASE")]);
    assert_snapshot!(sql(&index, Sqlite), @"CREATE INDEX main.ix ON ddl_all ((lower(s)), s COLLATE NOCASE)");
    let index = Index::new("ix", list![IndexKey::expression("(lower(s))"), IndexKey::column("s").with_collation("C")]);
    assert_snapshot!(sql(&index, PostgreSql), @r#"CREATE INDEX ix ON main.ddl_all ((lower(s)), s COLLATE "C")"#);
    assert_snapshot!(sql(&index, MySql), @"mysql: the keys of the index `ix` cannot have a COLLATE");
    assert_snapshot!(sql(&Index::new("ix", list![IndexKey::expression("lower(s)")]), MySql), @"CREATE INDEX ix ON main.ddl_all ((lower(s)))");
}

#[test]
fn a_method_is_said_by_the_dialect_that_has_it() {
    let gin = Index::new("ix", list![IndexKey::column("jb")]).with_method("GIN");
    assert_snapshot!(sql(&gin, PostgreSql), @"CREATE INDEX ix ON main.ddl_all USING gin (jb)");
    assert_snapshot!(sql(&gin, Sqlite), @"sqlite: there are no gin indexes, such as `ix`");
    assert_snapshot!(sql(&gin, MySql), @"mysql: there are no gin indexes, such as `ix`");
    let fulltext = Index::new("ix", list![IndexKey::column("txt")]).with_method("fulltext");
    assert_snapshot!(sql(&fulltext, MySql), @"CREATE FULLTEXT INDEX ix ON main.ddl_all (txt)");
    assert_snapshot!(sql(&fulltext, PostgreSql), @"postgresql: there are no fulltext indexes, such as `ix`");
    let btree = Index::new("ix", list![IndexKey::column("big")]).with_method("btree");
    assert_snapshot!(sql(&btree, Sqlite), @"CREATE INDEX main.ix ON ddl_all (big)");
    assert_snapshot!(sql(&btree, MySql), @"CREATE INDEX ix USING BTREE ON main.ddl_all (big)");
}
