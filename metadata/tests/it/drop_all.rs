//! The statements that drop a whole schema.

use insta::assert_snapshot;
use realgar_metadata::Dialect::{MySql, PostgreSql, Sqlite};
use realgar_metadata::{Dialect, MetaData};

use crate::schema::{ALL_TYPES, CYCLE, TUTORIAL, script};

fn sql(metadata: &MetaData, dialect: Dialect) -> String {
    script(&metadata.drop_all_sql(dialect).expect("the dialect can say it"))
}

#[test]
fn everything_goes_in_the_opposite_order() {
    for dialect in Dialect::ALL {
        insta::allow_duplicates! {
            assert_snapshot!(sql(&TUTORIAL, dialect), @r"
            DROP VIEW login;
            DROP TABLE address;
            DROP TABLE user_account;
            ");
        }
    }
}

#[test]
fn types_go_after_the_tables_that_use_them() {
    assert_snapshot!(sql(&ALL_TYPES, PostgreSql), @r"
    DROP TABLE ddl_all;
    DROP TYPE ab_enum;
    ");
    assert_snapshot!(sql(&ALL_TYPES, MySql), @"DROP TABLE ddl_all;");
}

#[test]
fn a_cycle_is_opened_or_dropped_at_once() {
    assert_snapshot!(sql(&CYCLE, Sqlite), @r"
    PRAGMA defer_foreign_keys = ON;
    DROP TABLE badge;
    DROP TABLE employee;
    DROP TABLE department;
    ");
    assert_snapshot!(sql(&CYCLE, PostgreSql), @r"
    DROP TABLE badge;
    DROP TABLE employee, department;
    ");
    assert_snapshot!(sql(&CYCLE, MySql), @r"
    ALTER TABLE department DROP FOREIGN KEY department_head_id_fkey;
    DROP TABLE badge;
    DROP TABLE employee;
    DROP TABLE department;
    ");
}
