//! What `create_all` and `drop_all` say is run on each database: cycles, views, schemas, names, and all of it twice.

use realgar::metadata::NamingConvention;
use realgar::{Dialect, Engine, MetaData, text};

use crate::support::servers;

/// Tables that refer to each other, and views that stand before the ones that they read.
const COMPANY: &str = "
    CREATE VIEW chief AS SELECT id FROM staff WHERE manager_id IS NULL;
    CREATE VIEW staff AS SELECT id, manager_id FROM employee;
    CREATE TABLE department (
        id INTEGER NOT NULL PRIMARY KEY,
        head_id INTEGER,
        FOREIGN KEY (head_id) REFERENCES employee (id)
    );
    CREATE TABLE employee (
        id INTEGER NOT NULL PRIMARY KEY,
        name VARCHAR(30) NOT NULL,
        department_id INTEGER NOT NULL,
        manager_id INTEGER,
        UNIQUE (name, department_id),
        CHECK (id > 0),
        FOREIGN KEY (department_id) REFERENCES department (id),
        FOREIGN KEY (manager_id) REFERENCES employee (id)
    );
    CREATE INDEX employee_name ON employee (name);";

/// Where the two schemas refer to each other, too.
const SCHEMAS: &str = "
    CREATE SCHEMA shop;
    CREATE SCHEMA \"Ware house\";
    CREATE TABLE shop.item (
        id INTEGER NOT NULL PRIMARY KEY,
        place_id INTEGER
    );
    CREATE TABLE \"Ware house\".place (
        id INTEGER NOT NULL PRIMARY KEY,
        item_id INTEGER REFERENCES shop.item (id)
    );
    ALTER TABLE shop.item ADD FOREIGN KEY (place_id) REFERENCES \"Ware house\".place (id);
    CREATE VIEW shop.lost AS SELECT id FROM shop.item WHERE place_id IS NULL;";

fn read(sql: &str, dialect: Dialect) -> MetaData {
    let config = realgar_build::Config::new().name("company").dialect(dialect);
    realgar_build::metadata([("company.sql", sql)], &config).unwrap_or_else(|error| panic!("{error}")).0
}

/// An empty database of each kind that there is.
fn databases() -> Vec<Engine> {
    let postgres = servers::postgres().map(|url| servers::postgres_own_database(&url));
    let mysql = servers::mysql().map(|url| servers::mysql_database(&url));
    let urls = [Some("sqlite://".to_owned()), postgres, mysql];
    urls.into_iter().flatten().map(|url| Engine::new(&url).unwrap()).collect()
}

#[test]
fn a_cycle_of_tables_and_views_in_any_order_are_created_and_dropped_twice_on_each_database() {
    for engine in databases() {
        let dialect = engine.dialect();
        let schema = read(COMPANY, dialect);
        for _ in 0..2 {
            schema.create_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
            // What is there is left alone.
            schema.create_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
            let found = MetaData::reflect(&engine).unwrap();
            assert!(schema.diff(&found).is_empty(), "{dialect}: {}", schema.diff(&found));
            assert_eq!(found.views.len(), 2, "{dialect}");
            engine
                .begin(|conn| {
                    conn.execute(text("INSERT INTO department VALUES (1, NULL)"))?;
                    conn.execute(text("INSERT INTO employee VALUES (1, 'ada', 1, NULL)"))?;
                    conn.execute(text("UPDATE department SET head_id = 1"))
                })
                .unwrap();
            let mut conn = engine.connect().unwrap();
            assert_eq!(conn.scalar(text("SELECT id FROM chief").typed::<i32>()).unwrap(), Some(1));
            // Both keys of the cycle are there.
            let error = conn.execute(text("UPDATE department SET head_id = 7")).unwrap_err();
            assert!(error.is_foreign_key_violation(), "{dialect}: {error:?}");
            drop(conn);
            schema.drop_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
            // What is not there is no error.
            schema.drop_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
            let left = MetaData::reflect(&engine).unwrap();
            assert!(left.tables.is_empty() && left.views.is_empty(), "{dialect}: {left:?}");
        }
    }
}

#[test]
fn names_by_convention_are_those_that_the_database_tells() {
    for engine in databases() {
        let dialect = engine.dialect();
        let schema = read(COMPANY, dialect).with_naming_convention(&NamingConvention::COMMON);
        schema.create_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
        let found = MetaData::reflect(&engine).unwrap();
        let employee = found.table("employee").unwrap();
        let mut names: Vec<String> =
            employee.foreign_keys.iter().filter_map(|key| Some(key.name.as_ref()?.to_string())).collect();
        names.extend(employee.uniques.iter().filter_map(|unique| Some(unique.name.as_ref()?.to_string())));
        names.extend(employee.checks.iter().filter_map(|check| Some(check.name.as_ref()?.to_string())));
        names.sort();
        let expected = [
            "ck_employee_1",
            "fk_employee_department_id_department",
            "fk_employee_manager_id_employee",
            "uq_employee_name_department_id",
        ];
        assert_eq!(names, expected, "{dialect}");
        schema.drop_all(&engine).unwrap_or_else(|error| panic!("{dialect}: {error}"));
    }
}

#[test]
fn schemas_are_created_with_the_tables_in_them() {
    let Some(url) = servers::postgres() else { return };
    let engine = Engine::new(&servers::postgres_own_database(&url)).unwrap();
    let schema = read(SCHEMAS, Dialect::PostgreSql);
    let names = ["shop".to_owned(), "Ware house".to_owned()];
    for _ in 0..2 {
        schema.create_all(&engine).unwrap();
        schema.create_all(&engine).unwrap();
        let found = MetaData::reflect_schemas(&engine, &names).unwrap();
        assert!(schema.diff(&found).is_empty(), "{}", schema.diff(&found));
        assert_eq!((found.tables.len(), found.views.len()), (2, 1));
        schema.drop_all(&engine).unwrap();
        let left = MetaData::reflect_schemas(&engine, &names).unwrap();
        assert!(left.tables.is_empty() && left.views.is_empty());
    }
}
