//! JSON columns in dumps of MariaDB, which keeps them as LONGTEXT with a check.

use realgar_metadata::Dialect;
use realgar_metadata::type_name::TypeName;

use super::catalog::{Catalog, Check, Table};
use super::context::Context;
use crate::syntax::declared::Column;

/// Reads `LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK (json_valid(c))` as the JSON that it was declared as.
pub(super) fn read(catalog: &mut Catalog, context: &Context<'_>) {
    if context.dialect.or(context.spelling) != Some(Dialect::MySql) {
        return;
    }
    for table in catalog.tables.iter_mut() {
        let Table { columns, checks, .. } = table;
        for column in columns.iter_mut().filter(|column| is_long_text(column)) {
            let Some(at) = checks.iter().position(|check| is_of_json(check, &column.name.text)) else { continue };
            checks.remove(at);
            column.sql_type.name =
                TypeName { words: "json".to_owned(), text: "json".to_owned(), ..TypeName::default() };
            column.character_set = None;
            column.collation = None;
        }
    }
}

fn is_long_text(column: &Column) -> bool {
    column.sql_type.name.words == "longtext"
        && column.collation.as_ref().is_some_and(|collation| collation.eq_ignore_ascii_case("utf8mb4_bin"))
}

fn is_of_json(check: &Check, column: &str) -> bool {
    let condition: String = check.condition.chars().filter(|c| !c.is_whitespace() && *c != '`').collect();
    check.column.as_deref() == Some(column)
        && condition.trim_start_matches('(').trim_end_matches(')').eq_ignore_ascii_case(&format!("json_valid({column}"))
}
