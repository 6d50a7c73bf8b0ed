//! Functions that a file creates and what else it creates calls: the model has no functions, so whoever creates the schema
//! anew has to create them first.

use std::collections::BTreeSet;

use realgar_metadata::lexer::{self, Kind, Lexis};
use realgar_metadata::{DefaultValue, Dialect, MetaData};

use super::context::Context;

/// Notes each table, view and domain that calls one of these functions.
pub(super) fn note_calls(metadata: &MetaData, functions: &BTreeSet<String>, context: &mut Context<'_>) {
    if functions.is_empty() {
        return;
    }
    let lexis = match context.dialect.or(context.spelling) {
        Some(Dialect::MySql) => Lexis::MYSQL,
        Some(Dialect::Sqlite) => Lexis::SQLITE,
        _ => Lexis::POSTGRESQL,
    };
    let mut note = |what: &str, name: &str, texts: &mut dyn Iterator<Item = &str>| {
        let called: BTreeSet<&str> = texts.flat_map(|sql| calls(sql, functions, lexis)).collect();
        for function in called {
            context.notes.push(format!(
                "{what} `{name}` calls `{function}`, a function of the file: create it before `create_all` creates the {what}"
            ));
        }
    };
    for definition in &*metadata.definitions {
        let what = definition.kind.name().to_lowercase();
        note(&what, &definition.name, &mut std::iter::once(definition.sql.as_ref()));
    }
    for table in &*metadata.tables {
        let defaults = table.columns.iter().filter_map(|column| match &column.default {
            Some(DefaultValue::Expression(sql)) => Some(sql.as_ref()),
            _ => None,
        });
        let generated = table.columns.iter().filter_map(|column| Some(column.generated.as_ref()?.expression.as_ref()));
        let checks = table.checks.iter().map(|check| check.expression.as_ref());
        let excludes = table.excludes.iter().map(|exclude| exclude.definition.as_ref());
        let keys = table.indexes.iter().flat_map(|index| &*index.keys).filter(|key| !key.is_column);
        let keys = keys.map(|key| key.expression.as_ref());
        let conditions = table.indexes.iter().filter_map(|index| index.condition.as_deref());
        let mut texts = defaults.chain(generated).chain(checks).chain(excludes).chain(keys).chain(conditions);
        note("table", &table.name, &mut texts);
    }
    for view in &*metadata.views {
        note("view", &view.name, &mut std::iter::once(view.definition.as_ref()));
    }
}

/// The functions of these names, in lower case, that are called in a piece of SQL.
fn calls<'f>(sql: &str, functions: &'f BTreeSet<String>, lexis: Lexis) -> Vec<&'f str> {
    let tokens = lexer::tokens(sql, lexis);
    let name = |pair: &[lexer::Token]| {
        let opens = pair[1].kind == Kind::Symbol(b'(');
        let is_name = matches!(pair[0].kind, Kind::Word | Kind::Name | Kind::Quoted(_));
        (opens && is_name).then(|| pair[0].value(sql).to_lowercase())
    };
    let called = tokens.windows(2).filter_map(name);
    called.filter_map(|name| functions.get(&name).map(String::as_str)).collect()
}
