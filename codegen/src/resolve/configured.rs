//! What the configuration names must be there: a typo in the build script is an error, as one in the schema is.

use std::collections::BTreeSet;

use realgar_metadata::type_name::Family;

use super::catalog::{self, Catalog};
use super::context::Context;
use super::enums::Enums;
use crate::naming;
use crate::report::Problem;
use crate::syntax::declared::Name;

/// How many names a cure lists.
const LISTED: usize = 12;

/// Checks all names of the configuration.
pub(super) fn check(catalog: &Catalog, enums: &Enums, context: &mut Context<'_>) {
    let mut models = BTreeSet::new();
    let mut columns = BTreeSet::new();
    let mut types = BTreeSet::new();
    let names = catalog.tables.iter().map(|table| &table.name).chain(catalog.views.iter().map(|view| &view.name));
    for name in names {
        models.extend(keys(name));
    }
    for table in catalog.tables.iter() {
        for column in &table.columns {
            columns.extend(keys(&table.name).into_iter().map(|table| format!("{table}.{}", column.name.text)));
            types.insert(column.sql_type.name.text.to_lowercase());
            types.insert(column.sql_type.name.words.to_lowercase());
        }
    }
    let enum_keys: BTreeSet<String> = enums.models.iter().flat_map(|model| model.keys.iter().cloned()).collect();
    let spelled: BTreeSet<String> = catalog.tables.iter().map(|table| table.name.spelled().to_owned()).collect();
    let options = context.options;
    for key in options.model_names.keys().filter(|key| !spelled.contains(*key)) {
        expect(key, "model_name", "a table or a view", &[&models], context);
    }
    for key in &options.attributed {
        expect(key, "attribute", "a table, a view or an enum", &[&models, &enum_keys], context);
    }
    for key in options.enum_names.keys() {
        expect(key, "enum_name", "an enum, by `type` or `table.column`", &[&enum_keys], context);
    }
    for (key, _) in options.label_names.keys() {
        expect(key, "label_name", "an enum, by `type` or `table.column`", &[&enum_keys], context);
    }
    let lower: BTreeSet<String> = columns.iter().map(|column| column.to_lowercase()).collect();
    for key in options.type_overrides.keys() {
        let wanted = key.to_lowercase();
        let words = wanted.split('(').next().unwrap_or_default().trim();
        if lower.contains(&wanted) || types.contains(&wanted) || types.contains(words) {
            continue;
        }
        // One build script may have overrides for all of its schemas.
        if Family::of(words).is_some() {
            context.note(format!("the type override of `{key}` matches no column"));
        } else {
            expect(key, "type_override", "a column, by `table.column`, or a type", &[&columns, &types], context);
        }
    }
}

/// The names by which the configuration may call a table or a view.
fn keys(name: &Name) -> Vec<String> {
    let plain = std::iter::once(name.text.clone());
    plain.chain(name.schema.as_ref().map(|schema| format!("{schema}.{}", name.text))).collect()
}

/// Reports a name that is in none of these lists.
fn expect(key: &str, option: &str, what: &str, known: &[&BTreeSet<String>], context: &mut Context<'_>) {
    if known.iter().any(|names| names.contains(key)) || context.incomplete {
        return;
    }
    let names = || known.iter().flat_map(|names| names.iter().map(String::as_str));
    let problem = Problem::of_configuration(format!("`Config::{option}` names `{key}`, which is not in the schema"));
    let cure = match naming::closest(key, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names().next().is_none() => format!("it takes {what}; there is none"),
        None => {
            let more = if names().nth(LISTED).is_some() { " and others" } else { "" };
            format!("it takes {what}: {}{more}", catalog::list(names().take(LISTED)))
        }
    };
    context.problem(problem.cure(cure));
}
