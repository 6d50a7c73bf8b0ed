//! `create_all`, `drop_all` and `reflect` against a database that only takes notes.

use std::cell::RefCell;

use realgar_metadata::{Bind, Dialect, MetaData, ObjectName, Reflect, Unsupported};

use crate::schema::{ALL_TYPES, CYCLE, DEFERRED, TUTORIAL};

/// Notes what it is told to run, and knows some names.
struct Notebook {
    dialect: Dialect,
    names: Vec<ObjectName>,
    enums: Vec<ObjectName>,
    statements: RefCell<Vec<String>>,
}

impl Notebook {
    fn new(dialect: Dialect, names: &[&str], enums: &[&str]) -> Self {
        let names_of = |names: &[&str]| names.iter().map(|name| (None, (*name).to_owned())).collect();
        Self { dialect, names: names_of(names), enums: names_of(enums), statements: RefCell::default() }
    }

    /// The first three words of each statement.
    fn notes(&self) -> Vec<String> {
        let first = |sql: &String| sql.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        self.statements.borrow().iter().map(first).collect()
    }
}

impl Bind for Notebook {
    type Error = Unsupported;

    fn unsupported(unsupported: Unsupported) -> Unsupported {
        unsupported
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn table_names(&self) -> Result<Vec<ObjectName>, Unsupported> {
        Ok(self.names.clone())
    }

    fn enum_names(&self) -> Result<Vec<ObjectName>, Unsupported> {
        Ok(self.enums.clone())
    }

    fn execute_ddl(&self, statements: &[String]) -> Result<(), Unsupported> {
        assert!(!statements.is_empty(), "there is no transaction for nothing");
        self.statements.borrow_mut().extend_from_slice(statements);
        Ok(())
    }
}

impl Reflect for Notebook {
    fn reflect_metadata(&self, _: &[String]) -> Result<MetaData, Unsupported> {
        Ok(TUTORIAL.clone())
    }
}

#[test]
fn what_exists_is_left_alone() -> Result<(), Unsupported> {
    let database = Notebook::new(Dialect::PostgreSql, &["user_account"], &[]);
    TUTORIAL.create_all(&database)?;
    assert_eq!(database.notes(), ["CREATE TABLE address", "CREATE VIEW login"]);
    Ok(())
}

#[test]
fn nothing_is_run_when_all_exists() -> Result<(), Unsupported> {
    let database = Notebook::new(Dialect::Sqlite, &["USER_ACCOUNT", "address", "login"], &[]);
    TUTORIAL.create_all(&database)?;
    assert!(database.notes().is_empty());
    Ok(())
}

#[test]
fn a_type_that_exists_is_not_created_again() -> Result<(), Unsupported> {
    let database = Notebook::new(Dialect::PostgreSql, &[], &["ab_enum"]);
    ALL_TYPES.create_all(&database)?;
    assert_eq!(database.notes(), ["CREATE TABLE ddl_all"]);
    Ok(())
}

#[test]
fn a_closing_key_is_added_when_its_table_is_created() -> Result<(), Unsupported> {
    let database = Notebook::new(Dialect::PostgreSql, &["department"], &[]);
    CYCLE.create_all(&database)?;
    assert_eq!(database.notes(), ["CREATE TABLE employee", "CREATE TABLE badge"]);
    let database = Notebook::new(Dialect::PostgreSql, &["employee", "badge"], &[]);
    CYCLE.create_all(&database)?;
    assert_eq!(database.notes(), ["CREATE TABLE department", "ALTER TABLE department"]);
    Ok(())
}

#[test]
fn missing_tables_are_not_dropped() -> Result<(), Unsupported> {
    let database = Notebook::new(Dialect::MySql, &["employee", "badge"], &[]);
    CYCLE.drop_all(&database)?;
    assert_eq!(database.notes(), ["DROP TABLE badge", "DROP TABLE employee"]);
    let database = Notebook::new(Dialect::PostgreSql, &["ddl_all"], &[]);
    ALL_TYPES.drop_all(&database)?;
    assert_eq!(database.notes(), ["DROP TABLE ddl_all"]);
    Ok(())
}

#[test]
fn a_schema_that_the_dialect_cannot_say_runs_nothing() {
    let database = Notebook::new(Dialect::MySql, &[], &[]);
    assert!(DEFERRED.create_all(&database).is_err());
    assert!(database.notes().is_empty());
}

#[test]
fn a_reflected_schema_knows_its_dialect() -> Result<(), Unsupported> {
    let reflected = MetaData::reflect(&Notebook::new(Dialect::MySql, &[], &[]))?;
    assert_eq!(reflected.dialect, Some(Dialect::MySql));
    Ok(())
}
