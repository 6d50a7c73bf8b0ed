//! The table's declaration as data: what `create_all`, reflection and diffs read.

use super::docs;
use super::item::Item;
use super::literal::{string, strings};
use crate::code::{Argument, Chain, Code};
use realgar_metadata::{
    Check, Column, DefaultValue, ForeignKey, Generated, Identity, Index, IndexKey, PrimaryKey, ReferentialAction,
    SqlType, Table, Text, Unique,
};

/// The constants of every table's file.
pub(super) const CONSTANTS: [&str; 6] = ["COLUMNS", "FOREIGN_KEYS", "UNIQUES", "CHECKS", "INDEXES", "TABLE"];

/// `pub const TABLE`, and its lists as constants of their own: a list in a call would not live long enough.
pub(super) fn constants(item: &Item<'_>, code: &mut Code) {
    list("COLUMNS", "Column", item.sql_columns().iter().map(column), code);
    let mut table = Chain::new("metadata::Table::new", [string(item.sql_name()), "COLUMNS".to_owned()])
        .call_with("in_schema", item.sql_schema().map(string));
    if let Some(declared) = item.table() {
        table = constraints(declared, table, code);
    }
    code.blank();
    code.doc(docs::TABLE);
    code.assign("pub const TABLE: metadata::Table", &table);
}

fn constraints(table: &Table, mut chain: Chain, code: &mut Code) -> Chain {
    if !table.primary_key.columns.is_empty() {
        chain = chain.call("with_primary_key", primary_key(&table.primary_key));
    }
    let lists: [(_, _, _, Vec<Chain>); 4] = [
        ("FOREIGN_KEYS", "ForeignKey", "with_foreign_keys", table.foreign_keys.iter().map(foreign_key).collect()),
        ("UNIQUES", "Unique", "with_uniques", table.uniques.iter().map(unique).collect()),
        ("CHECKS", "Check", "with_checks", table.checks.iter().map(check).collect()),
        ("INDEXES", "Index", "with_indexes", table.indexes.iter().map(index).collect()),
    ];
    for (name, of, method, items) in lists {
        if !items.is_empty() {
            list(name, of, items, code);
            chain = chain.call(method, name.to_owned());
        }
    }
    chain
        .call_if(table.without_rowid, "without_rowid")
        .call_if(table.strict, "strict")
        .call_with("with_comment", table.comment.as_deref().map(string))
}

fn list(name: &str, of: &str, items: impl IntoIterator<Item = Chain>, code: &mut Code) {
    code.blank();
    code.block(format!("const {name}: &[metadata::{of}] = &["), "];", |code| {
        items.into_iter().for_each(|item| code.chain(&item, ","));
    });
}

fn column(column: &Column) -> Chain {
    Chain::new("metadata::Column::new", [string(&column.name), sql_type(&column.sql_type)])
        .call_if(!column.nullable, "not_null")
        .call_with("with_default", column.default.as_ref().map(default))
        .call_with("with_generated", column.generated.as_ref().map(generated))
        .call_with("with_identity", column.identity.as_ref().map(identity))
        .call_with("with_collation", column.collation.as_deref().map(string))
        .call_with("with_comment", column.comment.as_deref().map(string))
}

fn sql_type(sql_type: &SqlType) -> String {
    let variant = match sql_type {
        SqlType::Enum(name) => format!("Enum({})", text(name)),
        SqlType::Array(name) => format!("Array({})", text(name)),
        SqlType::Other(name) => format!("Other({})", text(name)),
        // The others hold no text, and `Debug` writes them as Rust does.
        plain => format!("{plain:?}"),
    };
    format!("metadata::SqlType::{variant}")
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
    format!("metadata::DefaultValue::{variant}")
}

fn generated(generated: &Generated) -> Argument {
    let storage = format!("storage: metadata::GeneratedStorage::{:?}", generated.storage);
    Argument::Struct("metadata::Generated", vec![format!("expression: {}", text(&generated.expression)), storage])
}

fn identity(identity: &Identity) -> Argument {
    let fields = vec![
        format!("always: {}", identity.always),
        format!("never_reused: {}", identity.never_reused),
        format!("start: {:?}", identity.start),
        format!("increment: {:?}", identity.increment),
    ];
    Argument::Struct("metadata::Identity", fields)
}

fn primary_key(key: &PrimaryKey) -> String {
    let named = key.name.as_deref().map(|name| format!(".named({})", string(name))).unwrap_or_default();
    format!("metadata::PrimaryKey::new({}){named}", names(&key.columns))
}

fn foreign_key(key: &ForeignKey) -> Chain {
    let arguments = [names(&key.columns), string(&key.referred_table), names(&key.referred_columns)];
    let action = |action: ReferentialAction| {
        (action != ReferentialAction::NoAction).then(|| format!("metadata::ReferentialAction::{action:?}"))
    };
    Chain::new("metadata::ForeignKey::new", arguments)
        .call_with("named", key.name.as_deref().map(string))
        .call_with("in_schema", key.referred_schema.as_deref().map(string))
        .call_with("on_delete", action(key.on_delete))
        .call_with("on_update", action(key.on_update))
        .call_with("deferrable", key.deferrable.map(|deferrable| format!("metadata::Deferrable::{deferrable:?}")))
}

fn unique(unique: &Unique) -> Chain {
    Chain::new("metadata::Unique::new", [names(&unique.columns)])
        .call_with("named", unique.name.as_deref().map(string))
        .call_if(unique.nulls_not_distinct, "nulls_not_distinct")
}

fn check(check: &Check) -> Chain {
    Chain::new("metadata::Check::new", [string(&check.expression)])
        .call_with("named", check.name.as_deref().map(string))
}

fn index(index: &Index) -> Chain {
    let keys = Argument::List(index.keys.iter().map(index_key).collect());
    Chain::new("metadata::Index::new", [Argument::Plain(string(&index.name)), keys])
        .call_if(index.unique, "unique")
        .call_with("with_condition", index.condition.as_deref().map(string))
        .call_with("with_method", index.method.as_deref().map(string))
}

fn index_key(key: &IndexKey) -> String {
    let constructor = if key.is_column { "column" } else { "expression" };
    let descending = if key.descending { ".descending()" } else { "" };
    let collation = key.collation.as_deref().map(|name| format!(".with_collation({})", string(name)));
    let collation = collation.unwrap_or_default();
    format!("metadata::IndexKey::{constructor}({}){descending}{collation}", string(&key.expression))
}

fn names(names: &[Text]) -> String {
    format!("sql::names![{}]", strings(names.iter().map(AsRef::as_ref)))
}

fn text(text: &str) -> String {
    format!("metadata::Text::Borrowed({})", string(text))
}
