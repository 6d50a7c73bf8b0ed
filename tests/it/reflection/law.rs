//! The law of schema files: what a file declares is created, read back without a difference, written as a file again, and
//! compiles to the same modules.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use realgar::metadata::{DefinitionKind, MetaData};
use realgar::{Dialect, Engine};
use realgar_build::Config;

use crate::support::{cases, servers};

/// The schema files of others, and this repository's copies of what real applications declare.
fn files(dialect: Dialect) -> Vec<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![repository.join("codegen/tests/databases/schemas")];
    folders.extend(cases().iter().flat_map(|cases| ["chinook", "sakila", "northwind"].map(|name| cases.join(name))));
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder of schemas"))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql") && of_name(path) == dialect)
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn of_name(path: &Path) -> Dialect {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    match () {
        () if name.contains("postgres") => Dialect::PostgreSql,
        () if name.contains("mysql") => Dialect::MySql,
        () => Dialect::Sqlite,
    }
}

/// A file as the tests create it: its objects in the default schema, and without rows.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a readable file");
    let text = String::from_utf8_lossy(&bytes).replace("public.", "");
    // The driver's sessions are strict, and have no such day.
    let text = text.replace("'0000-00-00 00:00:00'", "'1970-01-02 00:00:00'");
    // Some files choose the name of their database, and write it before their tables.
    let own = text.lines().find_map(|line| line.trim().strip_prefix("USE ")).unwrap_or_default();
    match own.trim_end_matches(';').trim_matches('`') {
        "" => text,
        own => text.replace(&format!("{own}."), ""),
    }
}

fn config(dialect: Dialect) -> Config {
    Config::new().name("law").dialect(dialect)
}

fn read(sql: &str, dialect: Dialect) -> MetaData {
    realgar_build::metadata([("law.sql", sql)], &config(dialect)).unwrap_or_else(|error| panic!("{error}\n{sql}")).0
}

/// An empty database, and the ones before it that are still in use.
fn database(dialect: Dialect) -> Option<Engine> {
    let url = match dialect {
        Dialect::PostgreSql => servers::postgres_own_database(&servers::postgres()?),
        Dialect::MySql => servers::mysql_database(&servers::mysql()?),
        _ => "sqlite://".to_owned(),
    };
    Some(Engine::new(&url).unwrap())
}

/// Creates a schema without the views that need functions, which are no part of a schema.
fn create(schema: &mut MetaData, engine: &Engine) {
    let lacks_function = |view: &str| ["group_concat(", "get_customer_balance("].iter().any(|name| view.contains(name));
    if engine.dialect() == Dialect::PostgreSql {
        schema.views.to_mut().retain(|view| !lacks_function(&view.definition));
    }
    schema.create_all(engine).unwrap_or_else(|error| panic!("{error}"));
}

fn schemas(schema: &MetaData) -> Vec<String> {
    let is_schema = |kind| kind == DefinitionKind::Schema;
    let named = schema.definitions.iter().filter(|definition| is_schema(definition.kind));
    named.map(|definition| definition.name.to_string()).collect()
}

/// What a file compiles to, but for what depends on the order of the tables, for the declarations as data, whose
/// expressions the server spells, and for comments.
fn modules(sql: &str, dialect: Dialect) -> Vec<String> {
    let output =
        realgar_build::generate([("law.sql", sql)], &config(dialect)).unwrap_or_else(|error| panic!("{error}"));
    let mut modules: Vec<String> = output
        .files()
        .filter(|(path, _)| path.contains('/'))
        .map(|(path, text)| format!("{path}\n{}", code(text)))
        .collect();
    modules.sort();
    modules
}

fn code(module: &str) -> String {
    let mut code = String::new();
    let mut ends = None;
    for line in module.lines() {
        if ends.is_some_and(|end| line.ends_with(end)) {
            ends = None;
            continue;
        }
        let is_data = line.starts_with("const ") && line.contains(": &[metadata::");
        if is_data && !line.ends_with("];") {
            ends = Some("];");
        } else if line.starts_with("pub const TABLE:") && !line.ends_with(';') {
            ends = Some(";");
        }
        let is_left_out = ends.is_some()
            || is_data
            || line.starts_with("pub const TABLE:")
            || line.contains("super::TABLES[")
            || line.contains("type Identity =");
        if !is_left_out && !line.trim_start().starts_with("//") {
            let _ = writeln!(code, "{line}");
        }
    }
    code
}

fn check(dialect: Dialect) {
    for path in files(dialect) {
        let name = path.display();
        let Some(engine) = database(dialect) else { return };
        let own = text(&path);
        let mut schema = read(&own, dialect);
        create(&mut schema, &engine);

        let found = MetaData::reflect_schemas(&engine, &schemas(&schema)).unwrap();
        for (a, b) in [(&schema, &found), (&found, &schema)] {
            let difference = a.diff(b);
            assert!(difference.is_empty(), "{name}:\n{difference}");
        }
        let report = schema.check_against(&found);
        assert!(report.is_ok(), "{name}:\n{report}");

        // Written as a file, it is the same schema. A database does not know what a file says in comments, such as @type.
        if own.contains(" -- @") {
            continue;
        }
        let written = found.to_sql(dialect).unwrap();
        let mut again = read(&written, dialect);
        let Some(copy) = database(dialect) else { return };
        create(&mut again, &copy);
        let reread = MetaData::reflect_schemas(&copy, &schemas(&again)).unwrap();
        assert_eq!(reread.to_sql(dialect).unwrap(), written, "{name}");
        assert!(schema.diff(&again).is_empty(), "{name}:\n{}", schema.diff(&again));

        // The file itself may have other views, which could not be created, and another order of tables.
        let compiled = modules(&written, dialect);
        assert!(compiled.len() >= schema.tables.len(), "{name}");
        // MySQL lists tables by their names.
        if dialect != Dialect::MySql {
            same(&compiled, &modules(&schema.to_sql(dialect).unwrap(), dialect), |code| code.to_owned());
        }
        same(&compiled, &modules(&own, dialect), in_any_order);
    }
}

/// Each of these modules is among the others.
#[track_caller]
fn same(modules: &[String], others: &[String], form: fn(&str) -> String) {
    let name = |module: &str| module.lines().next().unwrap_or_default().to_owned();
    for module in modules {
        let Some(other) = others.iter().find(|other| name(other) == name(module)) else {
            panic!("there is no module {}", name(module));
        };
        let (a, b) = (form(module), form(other));
        let different = a.lines().zip(b.lines()).find(|(a, b)| a != b);
        assert_eq!(different, None, "{}", name(module));
        assert_eq!(a.len(), b.len(), "{}", name(module));
    }
}

/// The words of a module in an order of their own: relationships and neighbours are in the order of tables and keys.
fn in_any_order(code: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words: Vec<&str> = code.split(|c| !is_word(c)).filter(|word| word.parse::<u32>().is_err()).collect();
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.join("\n")
}

#[test]
fn a_file_of_sqlite_comes_back_from_its_database() {
    check(Dialect::Sqlite);
}

#[test]
fn a_file_of_postgresql_comes_back_from_its_database() {
    check(Dialect::PostgreSql);
}

#[test]
fn a_file_of_mysql_comes_back_from_its_database() {
    check(Dialect::MySql);
}
