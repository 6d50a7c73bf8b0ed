//! What tables are built on, as metadata: schemas, extensions, domains, sequences, and types that are not enums.

use realgar_metadata::{Definition, DefinitionKind, Dialect, Span, Text};

use super::catalog::{self, Catalog};
use crate::syntax::declared::{Ident, Name};

/// The definitions, in the order of the files as far as kinds go: a domain may be over a type.
pub(super) fn definitions(catalog: &Catalog) -> Vec<Definition> {
    let mut found: Vec<(Span, Definition)> = Vec::new();
    for declared in catalog.definitions.iter() {
        let mut definition = definition(declared.kind, &declared.name, &declared.sql, declared.comment.as_deref());
        let owner = declared.owned_by.as_ref().filter(|(table, _)| catalog.table(table).is_some());
        definition.owned_by = owner.map(|(table, column)| owner_sql(table, column));
        found.push((declared.name.span, definition));
    }
    for domain in catalog.domains.iter() {
        let mut definition = definition(DefinitionKind::Domain, &domain.name, &domain.sql, domain.comment.as_deref());
        definition.additions = catalog::texts(domain.additions.iter().map(String::as_str));
        found.push((domain.name.span, definition));
    }
    found.sort_by_key(|(span, _)| *span);
    found.into_iter().map(|(_, definition)| definition).collect()
}

fn definition(kind: DefinitionKind, name: &Name, sql: &str, comment: Option<&str>) -> Definition {
    let mut definition = Definition::new(kind, "", "");
    if kind == DefinitionKind::VirtualTable {
        definition.dialect = Dialect::Sqlite;
    }
    definition.schema = name.schema.as_deref().map(catalog::text);
    definition.name = catalog::text(&name.text);
    definition.sql = catalog::text(sql);
    definition.comment = comment.map(catalog::text);
    definition
}

/// `schema.table.column`, as SQL.
fn owner_sql(table: &Name, column: &Ident) -> Text {
    let mut sql = String::new();
    Dialect::PostgreSql.write_qualified_identifier(&mut sql, table.schema.as_deref(), &table.text);
    sql.push('.');
    Dialect::PostgreSql.write_identifier(&mut sql, &column.text);
    sql.into()
}
