//! `METADATA.check`: what of a database can break the program's queries.

use realgar::metadata::ProblemKind;
use realgar::{Engine, text};

use super::{made, run};
use crate::schemas::{travel, tutorial};
use crate::support::{engine, servers};

#[test]
fn a_database_that_create_all_made_fits() {
    let engine = engine();
    tutorial::METADATA.create_all(&engine).unwrap();
    travel::METADATA.create_all(&engine).unwrap();
    for metadata in [&tutorial::METADATA, &travel::METADATA] {
        let report = metadata.check(&engine).unwrap();
        assert!(report.is_ok(), "{report}");
    }
}

#[test]
fn a_database_that_create_all_made_on_a_server_fits() {
    let Some(url) = servers::postgres() else { return };
    let engine = Engine::new(&servers::postgres_schema(&url)).unwrap();
    for metadata in [&tutorial::METADATA, &travel::METADATA] {
        assert!(!metadata.check(&engine).unwrap().is_ok());
        metadata.create_all(&engine).unwrap();
        let report = metadata.check(&engine).unwrap();
        assert!(report.is_ok(), "{report}");
    }
}

#[test]
fn each_problem_is_named_with_table_column_and_cure() {
    let engine = made(&[
        "CREATE TABLE user_account (id INTEGER PRIMARY KEY, name INTEGER NOT NULL, fullname TEXT, age INTEGER NOT NULL)",
        "CREATE TABLE address (id INT PRIMARY KEY, email_address TEXT, user_id INTEGER NOT NULL)",
    ]);
    let report = tutorial::METADATA.check(&engine).unwrap();
    let kinds: Vec<_> = report.problems.iter().map(|problem| problem.kind).collect();
    use ProblemKind::{ExtraColumn, MissingIdentity, MissingKey, Nullability, Type};
    assert_eq!(kinds, [Type, ExtraColumn, MissingKey, MissingIdentity, Nullability], "{report}");
    let lines = report.to_string();
    assert!(lines.starts_with("`user_account.name`: the type is INTEGER, not VARCHAR(30): "), "{lines}");

    let error = report.into_result().unwrap_err();
    assert_eq!(error.problems[4].column.as_deref(), Some("email_address"));
    assert!(error.to_string().contains("`address.email_address`: the column may be NULL"), "{error}");
}

#[test]
fn a_program_stops_where_its_tables_are_not_there() {
    fn start(engine: &Engine) -> Result<(), Box<dyn std::error::Error>> {
        Ok(tutorial::METADATA.check(engine)?.into_result()?)
    }
    let engine = made(&[]);
    let error = start(&engine).unwrap_err();
    assert!(error.to_string().contains("`user_account`: the table is missing"), "{error}");
    tutorial::METADATA.create_all(&engine).unwrap();
    start(&engine).unwrap();
    // What others add beside it harms nobody.
    run(&engine, &["ALTER TABLE address ADD COLUMN note TEXT", "CREATE TABLE other (x)"]);
    start(&engine).unwrap();
}

#[test]
fn a_server_that_differs_is_told_the_statements_that_mend_it() {
    let Some(url) = servers::postgres() else { return };
    let engine = Engine::new(&servers::postgres_schema(&url)).unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    run(
        &engine,
        &[
            "ALTER TABLE address ALTER COLUMN user_id TYPE bigint",
            "ALTER TABLE address ALTER COLUMN email_address DROP NOT NULL",
            "ALTER TABLE user_account DROP COLUMN fullname",
            "ALTER TABLE user_account DROP CONSTRAINT user_account_name_key",
            "ALTER TABLE user_account ALTER COLUMN id DROP IDENTITY",
        ],
    );
    let report = tutorial::METADATA.check(&engine).unwrap();
    assert_eq!(report.problems.len(), 5, "{report}");
    let mut conn = engine.connect().unwrap();
    for problem in &report.problems {
        let sql = problem.cure.strip_prefix("run ").unwrap();
        conn.execute(text(sql.split(", or ").next().unwrap())).unwrap();
    }
    conn.commit().unwrap();
    let report = tutorial::METADATA.check(&engine).unwrap();
    assert!(report.is_ok(), "{report}");
}

#[test]
fn a_mysql_that_differs_is_told_the_statements_that_mend_it() {
    let Some(url) = servers::mysql() else { return };
    let engine = Engine::new(&servers::mysql_database(&url)).unwrap();
    for metadata in [&tutorial::METADATA, &travel::METADATA] {
        assert!(!metadata.check(&engine).unwrap().is_ok());
        metadata.create_all(&engine).unwrap();
        let report = metadata.check(&engine).unwrap();
        assert!(report.is_ok(), "{report}");
    }
    run(
        &engine,
        &[
            "ALTER TABLE address MODIFY email_address varchar(5) NOT NULL",
            "ALTER TABLE user_account DROP COLUMN fullname",
            "ALTER TABLE user_account ADD COLUMN age int NOT NULL",
        ],
    );
    let report = tutorial::METADATA.check(&engine).unwrap();
    assert_eq!(
        report.problems.iter().map(|problem| problem.column.as_deref().unwrap()).collect::<Vec<_>>(),
        ["fullname", "age", "email_address"],
        "{report}"
    );
}
