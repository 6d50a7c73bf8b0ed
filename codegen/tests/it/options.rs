//! What `Config` changes in the generated code.

use realgar_build::{Config, Dialect};

const SCHEMA: &str = "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL, balance TEXT);";

/// The file of the one table.
fn generated(config: &Config) -> String {
    let output = realgar_build::generate([("bank.sql", SCHEMA)], config).expect("a schema");
    let (_, text) = output.files().find(|(path, _)| *path == "bank/account.rs").expect("a module");
    text.to_owned()
}

#[track_caller]
fn check(config: &Config, expected: &str) {
    let text = generated(config);
    assert!(text.contains(expected), "`{expected}` is not in\n{text}");
}

#[test]
fn derives_and_attributes_are_added() {
    check(
        &Config::new().derive("serde::Serialize"),
        "#[derive(Clone, Debug, PartialEq, serde::Serialize)]\npub struct Account {",
    );
    check(&Config::new().derive_new("Eq"), "#[derive(Clone, Eq)]\npub struct NewAccount {");
    check(
        &Config::new().attribute("account", "serde(default)"),
        "#[derive(Clone, Debug, PartialEq)]\n#[serde(default)]\npub struct Account {",
    );
}

#[test]
fn changesets_derive_more_or_are_left_out() {
    check(&Config::new().derive_changes("Clone"), "#[derive(Default, Clone)]\npub struct AccountChanges {");
    let output =
        realgar_build::generate([("bank.sql", SCHEMA)], &Config::new().without_changesets()).expect("a schema");
    assert!(output.files().all(|(_, text)| !text.contains("Changes")), "there is a changeset");
}

#[test]
fn types_are_overridden_by_column_or_by_sql_type() {
    let path = "crate::money::Balance";
    check(&Config::new().type_override("account.balance", path), "pub balance: Option<crate::money::Balance>,");
    check(&Config::new().type_override("TEXT", path), "pub name: crate::money::Balance,");
    check(
        &Config::new().type_override("account.balance", path),
        "support::Nullable<support::Mapped<crate::money::Balance>>",
    );
    // Rust's own types need no mapping.
    check(&Config::new().type_override("account.balance", "f64"), "support::Nullable<support::Double>");
}

#[test]
fn models_are_renamed() {
    check(&Config::new().model_name("account", "Konto"), "pub struct NewKonto {");
    let taken = Config::new().model_name("account", "Table");
    let error = realgar_build::generate([("bank.sql", SCHEMA)], &taken).expect_err("a name that is taken");
    assert!(error.to_string().starts_with("generated code has a `Table` of its own"), "{error}");
}

#[test]
fn the_dialect_decides_about_integers() {
    check(&Config::new(), "pub id: i32,");
    check(&Config::new().dialect(Dialect::Sqlite), "pub id: i64,");
}
