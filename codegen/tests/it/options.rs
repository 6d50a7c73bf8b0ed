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
    check(&Config::new().derive_changes("Clone"), "#[derive(Clone)]\n    AccountChanges of Account {");
    let output =
        realgar_build::generate([("bank.sql", SCHEMA)], &Config::new().without_changesets()).expect("a schema");
    assert!(output.files().all(|(_, text)| !text.contains("Changes")), "there is a changeset");
}

#[test]
fn serde_is_derived_for_rows_insert_structs_and_changesets_if_it_is_asked_for() {
    let derives = "#[derive(
    ::realgar::codegen_support::serde::Serialize,
    ::realgar::codegen_support::serde::Deserialize
)]
#[serde(crate = \"::realgar::codegen_support::serde\")]
pub struct ";
    let text = generated(&Config::new().serde(true));
    for name in ["Account", "NewAccount"] {
        assert!(text.contains(&format!("{derives}{name} {{")), "{text}");
    }
    let changes =
        "    #[derive(::realgar::codegen_support::serde::Serialize, ::realgar::codegen_support::serde::Deserialize)]
    #[serde(crate = \"::realgar::codegen_support::serde\")]
    AccountChanges of Account {";
    assert!(text.contains(changes), "{text}");
    assert!(!generated(&Config::new()).contains("serde"));
}

#[test]
fn changesets_that_derive_serde_tell_null_from_what_is_missing() {
    let text = generated(&Config::new().derive_changes("serde::Deserialize, Clone"));
    let field =
        "        #[serde(default, skip_serializing_if = \"Option::is_none\", deserialize_with = \"support::given\")]
        1 name: String = support::Text,";
    assert!(text.contains(field), "{text}");
    let output = realgar_build::generate([("bank.sql", SCHEMA)], &Config::new().derive_changes("serde::Deserialize"));
    let output = output.expect("a schema");
    assert!(output.files().any(|(_, text)| text.contains("needs_serde!")), "the feature is asked for");
    let without = generated(&Config::new().derive_changes("serde::Deserialize").without_changesets());
    assert!(!without.contains("serde"), "{without}");
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

const MOODS: &str = "CREATE TYPE mood AS ENUM ('+', '-');
CREATE TABLE person (id INTEGER PRIMARY KEY, feels mood, blood ENUM('A+', 'A-'));";

/// The index of a schema with two enums.
fn moods(config: &Config) -> String {
    let output = realgar_build::generate([("moods.sql", MOODS)], config).unwrap_or_else(|error| panic!("{error}"));
    let (_, text) = output.files().find(|(path, _)| *path == "moods.rs").expect("an index");
    text.to_owned()
}

#[test]
fn derives_and_attributes_reach_enums() {
    let text =
        moods(&Config::new().derive("serde::Serialize").derive("Eq, Hash, Default").attribute("mood", "repr(u8)"));
    // Long lists are wrapped.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let derives = "PartialOrd, Ord, serde::Serialize, Default";
    for name in ["#[repr(u8)] pub enum Mood {", "pub enum PersonBlood {"] {
        let at = text.find(name).unwrap_or_else(|| panic!("no `{name}` in {text}"));
        assert!(text[..at].trim_end_matches([' ', ',', ')', ']']).ends_with(derives), "{text}");
    }
    assert_eq!(text.matches("#[default]").count(), 2, "{text}");
}

#[test]
fn enums_and_labels_are_renamed() {
    let config = Config::new().enum_name("mood", "Feeling").enum_name("person.blood", "Blood");
    let text = moods(&config.label_name("mood", "+", "Good").label_name("person.blood", "A-", "Negative"));
    for expected in ["pub enum Feeling {", "Good,", "Minus,", "pub enum Blood {", "Negative,", "Self::Good => \"+\","] {
        assert!(text.contains(expected), "`{expected}` is not in\n{text}");
    }
}

#[test]
fn names_that_are_not_in_the_schema_are_errors_with_the_nearest() {
    let config = Config::new()
        .attribute("moood", "non_exhaustive")
        .attribute("<enum>", "non_exhaustive")
        .type_override("person.idd", "i64")
        .type_override("NUMERC", "f64")
        .model_name("persons", "Human")
        .enum_name("person.mood", "Mood")
        .label_name("mood", "++", "Plus")
        .label_name("moods", "+", "Plus");
    let error = realgar_build::generate([("moods.sql", MOODS)], &config).expect_err("names of nothing");
    let text = error.to_string();
    for expected in [
        "`Config::attribute` names `moood`, which is not in the schema\n  |\n  = help: did you mean `mood`?",
        "`Config::attribute` names `<enum>`, which is not in the schema\n  |\n  = help: it takes a table, a view or an enum: \
         `person`, `mood` and `person.blood`",
        "`Config::type_override` names `person.idd`, which is not in the schema\n  |\n  = help: did you mean `person.id`?",
        "`Config::type_override` names `NUMERC`",
        "`Config::model_name` names `persons`, which is not in the schema\n  |\n  = help: did you mean `person`?",
        "`Config::enum_name` names `person.mood`",
        "there is no label '++'",
        "`Config::label_name` names `moods`",
    ] {
        assert!(text.contains(expected), "`{expected}` is not in\n{text}");
    }
    assert_eq!(error.headlines().len(), 8, "{text}");
}

#[test]
fn what_is_not_rust_is_an_error_of_the_configuration() {
    for (config, expected) in [
        (
            Config::new().type_override("person.id", "f 64"),
            "`f 64`, the type override of `person.id`, is not a type of Rust",
        ),
        (Config::new().derive("Ha sh"), "cannot derive `Ha sh`"),
        (Config::new().attribute("person", "repr("), "`#[repr(]` is not an attribute"),
    ] {
        let error = realgar_build::generate([("moods.sql", MOODS)], &config).expect_err(expected);
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}
