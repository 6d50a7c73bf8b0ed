//! The table's declaration as data: what `create_all`, reflection and diffs read.

use super::docs;
use super::item::Item;
use super::literal::{string, strings};
use crate::code::{Argument, Chain, Code};
use realgar_metadata::{
    Check, Column, DefaultValue, Deferrable, ForeignKey, Generated, Identity, Index, IndexKey, PrimaryKey,
    ReferentialAction, SqlType, Table, Unique,
};

/// The constants of every table's file.
pub(super) const CONSTANTS: [&str; 6] = ["COLUMNS", "FOREIGN_KEYS", "UNIQUES", "CHECKS", "INDEXES", "TABLE"];

/// `pub const TABLE`, and its lists as constants of their own: a list in a call would not live long enough.
pub(super) fn constants(item: &Item<'_>, code: &mut Code) {
    let columns: Vec<Chain> = item.sql_columns().iter().map(column).collect();
    list("COLUMNS", "Column", &columns, code);
    let mut calls = Vec::new();
    match item.table() {
        Some(table) => constraints(table, &mut calls, code),
        None => calls.extend(item.sql_schema().map(|schema| format!(".in_schema({})", string(schema)))),
    }

    code.blank();
    code.doc(docs::TABLE);
    let arguments = [string(item.sql_name()), "COLUMNS".to_owned()];
    code.assign("pub const TABLE: sql::metadata::Table", &chain("Table", arguments, calls));
}

fn constraints(table: &Table, calls: &mut Vec<String>, code: &mut Code) {
    calls.extend(table.schema.as_deref().map(|schema| format!(".in_schema({})", string(schema))));
    if !table.primary_key.columns.is_empty() {
        calls.push(format!(".with_primary_key({})", primary_key(&table.primary_key)));
    }
    let lists = [
        ("FOREIGN_KEYS", "ForeignKey", table.foreign_keys.iter().map(foreign_key).collect()),
        ("UNIQUES", "Unique", table.uniques.iter().map(unique).collect()),
        ("CHECKS", "Check", table.checks.iter().map(check).collect()),
        ("INDEXES", "Index", table.indexes.iter().map(index).collect::<Vec<Chain>>()),
    ];
    for (name, of, items) in lists {
        if !items.is_empty() {
            calls.push(format!(".with_{}({name})", name.to_lowercase()));
            list(name, of, &items, code);
        }
    }
    if table.without_rowid {
        calls.push(".without_rowid()".to_owned());
    }
    if table.strict {
        calls.push(".strict()".to_owned());
    }
    calls.extend(table.comment.as_deref().map(|comment| format!(".with_comment({})", string(comment))));
}

/// `sql::metadata::Column::new(arguments)` and the methods called on it.
fn chain<const N: usize>(of: &str, arguments: [String; N], calls: Vec<String>) -> Chain {
    let arguments = arguments.into_iter().map(Argument::Plain).collect();
    Chain { function: format!("sql::metadata::{of}::new"), arguments, calls }
}

fn list(name: &str, of: &str, items: &[Chain], code: &mut Code) {
    code.blank();
    code.block(format!("const {name}: &[sql::metadata::{of}] = &["), "];", |code| {
        for item in items {
            code.chain(item, ",");
        }
    });
}

fn column(column: &Column) -> Chain {
    let mut calls = Vec::new();
    if !column.nullable {
        calls.push(".not_null()".to_owned());
    }
    calls.extend(column.default.as_ref().map(|value| format!(".with_default({})", default(value))));
    calls.extend(column.generated.as_ref().map(|generated| format!(".with_generated({})", generation(generated))));
    calls.extend(column.identity.as_ref().map(|identity| format!(".with_identity({})", counter(identity))));
    calls.extend(column.collation.as_deref().map(|collation| format!(".with_collation({})", string(collation))));
    calls.extend(column.comment.as_deref().map(|comment| format!(".with_comment({})", string(comment))));
    chain("Column", [string(&column.name), sql_type(&column.sql_type)], calls)
}

fn sql_type(sql_type: &SqlType) -> String {
    let variant = match sql_type {
        SqlType::Enum(name) => format!("Enum({})", text(name)),
        SqlType::Array(name) => format!("Array({})", text(name)),
        SqlType::Other(name) => format!("Other({})", text(name)),
        // The others hold no text, and `Debug` writes them as Rust does.
        plain => format!("{plain:?}"),
    };
    format!("sql::metadata::SqlType::{variant}")
}

fn default(value: &DefaultValue) -> String {
    let variant = match value {
        DefaultValue::Boolean(value) => format!("Boolean({value})"),
        DefaultValue::Number(number) => format!("Number({})", text(number)),
        DefaultValue::String(value) => format!("String({})", text(value)),
        DefaultValue::Expression(sql) => format!("Expression({})", text(sql)),
        // The others hold nothing.
        plain => format!("{plain:?}"),
    };
    format!("sql::metadata::DefaultValue::{variant}")
}

fn generation(generated: &Generated) -> String {
    format!(
        "sql::metadata::Generated {{ expression: {}, storage: sql::metadata::GeneratedStorage::{:?} }}",
        text(&generated.expression),
        generated.storage,
    )
}

fn counter(identity: &Identity) -> String {
    format!(
        "sql::metadata::Identity {{ always: {}, never_reused: {}, start: {:?}, increment: {:?} }}",
        identity.always, identity.never_reused, identity.start, identity.increment,
    )
}

fn primary_key(key: &PrimaryKey) -> String {
    let columns = names(key.columns.iter());
    format!("sql::metadata::PrimaryKey::new({columns}){}", named(key.name.as_deref()))
}

fn foreign_key(key: &ForeignKey) -> Chain {
    let mut calls: Vec<String> = key.name.as_deref().map(|name| named(Some(name))).into_iter().collect();
    calls.extend(key.referred_schema.as_deref().map(|schema| format!(".in_schema({})", string(schema))));
    for (call, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            calls.push(format!(".{call}(sql::metadata::ReferentialAction::{action:?})"));
        }
    }
    calls.extend(
        key.deferrable.map(|deferrable: Deferrable| format!(".deferrable(sql::metadata::Deferrable::{deferrable:?})")),
    );
    let (columns, referred) = (names(key.columns.iter()), names(key.referred_columns.iter()));
    chain("ForeignKey", [columns, string(&key.referred_table), referred], calls)
}

fn unique(unique: &Unique) -> Chain {
    let mut calls: Vec<String> = unique.name.as_deref().map(|name| named(Some(name))).into_iter().collect();
    if unique.nulls_not_distinct {
        calls.push(".nulls_not_distinct()".to_owned());
    }
    chain("Unique", [names(unique.columns.iter())], calls)
}

fn check(check: &Check) -> Chain {
    let calls = check.name.as_deref().map(|name| named(Some(name))).into_iter().collect();
    chain("Check", [string(&check.expression)], calls)
}

fn index(index: &Index) -> Chain {
    let mut calls = Vec::new();
    if index.unique {
        calls.push(".unique()".to_owned());
    }
    calls.extend(index.condition.as_deref().map(|condition| format!(".with_condition({})", string(condition))));
    calls.extend(index.method.as_deref().map(|method| format!(".with_method({})", string(method))));
    let mut chain = chain("Index", [string(&index.name)], calls);
    chain.arguments.push(Argument::List(index.keys.iter().map(index_key).collect()));
    chain
}

fn index_key(key: &IndexKey) -> String {
    let constructor = if key.is_column { "column" } else { "expression" };
    let mut text = format!("sql::metadata::IndexKey::{constructor}({})", string(&key.expression));
    if key.descending {
        text.push_str(".descending()");
    }
    if let Some(collation) = key.collation.as_deref() {
        text.push_str(&format!(".with_collation({})", string(collation)));
    }
    text
}

/// A list of names in a constant.
pub(super) fn names<'a>(names: impl Iterator<Item = &'a realgar_metadata::Text>) -> String {
    format!("sql::names![{}]", strings(names.map(AsRef::as_ref)))
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!(".named({})", string(name))).unwrap_or_default()
}

fn text(text: &str) -> String {
    format!("sql::metadata::Text::Borrowed({})", string(text))
}
