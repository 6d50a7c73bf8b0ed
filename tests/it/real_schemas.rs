//! Schemas of others, through a program of its own: a build script compiles them, the compiler denies every warning and
//! every public item without documentation, and the tables are created on SQLite and read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A schema: the module's name, the file, the dialect of its SQL.
const SCHEMAS: [(&str, &str, &str); 7] = [
    ("chinook_sqlite", "chinook/Chinook_Sqlite.sql", "Sqlite"),
    ("chinook_postgresql", "chinook/Chinook_PostgreSql.sql", "PostgreSql"),
    ("chinook_mysql", "chinook/Chinook_MySql.sql", "MySql"),
    ("sakila_sqlite", "sakila/sqlite-sakila-schema.sql", "Sqlite"),
    ("sakila_postgresql", "sakila/postgres-sakila-schema.sql", "PostgreSql"),
    ("sakila_mysql", "sakila/mysql-sakila-schema.sql", "MySql"),
    ("northwind", "northwind/northwind_sqlite_create.sql", "Sqlite"),
];

#[test]
fn real_schemas_are_compiled_created_and_read() {
    let Some(cases) = crate::support::cases() else { return };
    // Beside the other artefacts, so that the dependencies are built once.
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real_schemas");
    write_program(&program, &cases);
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(&program)
        .env("CARGO_TARGET_DIR", program.join("target"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "chinook_sqlite: all; 11 entities read, 0 missing, 15607 rows",
            "chinook_postgresql: all; 11 entities read, 0 missing, 0 rows",
            "chinook_mysql: all; 11 entities read, 0 missing, 0 rows",
            "sakila_sqlite: all; 19 entities read, 0 missing, 0 rows",
            "sakila_postgresql: what it can hold; 13 entities read, 10 missing, 0 rows",
            "sakila_mysql: what it can hold; 15 entities read, 1 missing, 0 rows",
            "northwind: all; 20 entities read, 0 missing, 0 rows",
        ]
    );
}

/// Writes the program's package, without touching files that have not changed: Cargo looks at their time.
fn write_program(program: &Path, cases: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = MANIFEST.replace("REPOSITORY", &repository.display().to_string().replace('\\', "/"));
    let mut build = BUILD.to_owned();
    let (mut lib, mut main) = (LIB.to_owned(), MAIN.to_owned());
    for (name, file, dialect) in SCHEMAS {
        let path: PathBuf = cases.join(file);
        build =
            build.replace("// schemas", &format!("compile({name:?}, {path:?}, Dialect::{dialect});\n    // schemas"));
        lib += &format!("\n/// `{file}`.\npub mod {name} {{\n    realgar::include_schema!({name:?});\n}}\n");
        main = main.replace("// schemas", &format!("visit!({name});\n    // schemas"));
    }
    let main = main.replace("CHINOOK", &cases.join(SCHEMAS[0].1).display().to_string());
    for (path, text) in [
        ("Cargo.toml", manifest),
        ("build.rs", build),
        ("src/lib.rs", lib),
        ("src/main.rs", main),
        ("Cargo.lock", fs::read_to_string(repository.join("Cargo.lock")).unwrap()),
    ] {
        let path = program.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            fs::write(&path, text).unwrap();
        }
    }
}

const MANIFEST: &str = r#"[package]
name = "real_schemas"
version = "0.0.0"
edition = "2024"

[dependencies]
realgar = { path = "REPOSITORY", features = ["chrono", "decimal", "json", "uuid"] }

[build-dependencies]
realgar-build = { path = "REPOSITORY/codegen" }

[workspace]
"#;

const BUILD: &str = r#"
use realgar_build::{Config, Dialect};

fn main() {
    // schemas
}

fn compile(name: &str, file: &str, dialect: Dialect) {
    if let Err(error) = Config::new().file(file).name(name).dialect(dialect).compile() {
        error.exit();
    }
    // A function that selects every entity.
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap()).join("realgar");
    let mut selects = String::new();
    let mut files: Vec<_> = std::fs::read_dir(out.join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let module = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            if let Some((entity, _)) = line.strip_prefix("pub const ").and_then(|line| line.split_once(": support::EntityOf<")) {
                selects += &format!(
                    "read.add(conn.execute(select(real_schemas::{name}::{module}::{entity})).map(|rows| rows.len()))?;\n"
                );
            }
        }
    }
    std::fs::write(out.join(format!("{name}_selects.rs")), format!("|conn: &mut Connection| -> Result<Read> {{ let mut read = Read::default(); {selects} Ok(read) }}")).unwrap();
}
"#;

const LIB: &str = "//! Schemas of others.\n#![deny(missing_docs, warnings)]\n";

const MAIN: &str = r#"
use realgar::prelude::*;
use realgar::{ErrorKind, Result};

/// What was read of a schema.
#[derive(Default)]
struct Read {
    entities: usize,
    missing: usize,
    rows: usize,
}

impl Read {
    fn add(&mut self, rows: Result<usize>) -> Result<()> {
        match rows {
            Ok(rows) => {
                self.entities += 1;
                self.rows += rows;
            }
            Err(error) if error.message().starts_with("no such table") => self.missing += 1,
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Creates all tables. Where SQLite cannot have all, it gets none; then what it can have, table by table.
fn create(metadata: &'static MetaData, engine: &Engine) -> Result<String> {
    match metadata.create_all(engine) {
        Ok(()) => Ok("all".to_owned()),
        Err(error) if error.is_unsupported() => {
            let mut conn = engine.connect()?;
            let (rest, left_out) = metadata.supported(Dialect::Sqlite);
            for table in rest.tables() {
                let sql = rest.create_table_sql(table, Dialect::Sqlite).map_err(realgar::Error::other)?;
                // A default may be an expression of the other database.
                match conn.execute(text(sql)) {
                    Err(error) if !matches!(error.kind(), ErrorKind::Sql | ErrorKind::NoSuchColumn) => return Err(error),
                    _ => {}
                }
            }
            conn.commit()?;
            Ok(if left_out.is_empty() { error.to_string() } else { "what it can hold".to_owned() })
        }
        Err(error) => Err(error),
    }
}

fn load_chinook(conn: &mut Connection) -> Result<()> {
    let script = std::fs::read_to_string("CHINOOK").map_err(realgar::Error::other)?;
    let rows = &script[script.find("INSERT INTO").unwrap_or_default()..];
    conn.sqlite()?.execute_batch(&format!("BEGIN; {rows} COMMIT;")).map_err(realgar::Error::other)
}

macro_rules! visit {
    ($schema:ident) => {{
        let engine = Engine::new("sqlite://")?;
        let created = create(&real_schemas::$schema::METADATA, &engine)?;
        let mut conn = engine.connect()?;
        if stringify!($schema) == "chinook_sqlite" {
            load_chinook(&mut conn)?;
        }
        let select_all = include!(concat!(env!("OUT_DIR"), "/realgar/", stringify!($schema), "_selects.rs"));
        let Read { entities, missing, rows } = select_all(&mut conn)?;
        println!("{}: {created}; {entities} entities read, {missing} missing, {rows} rows", stringify!($schema));
        drop(conn);
        real_schemas::$schema::METADATA.drop_all(&engine)?;
    }};
}

fn main() -> Result<()> {
    // schemas
    Ok(())
}
"#;
