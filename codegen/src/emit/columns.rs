//! The columns of a table as a value: for the table itself, for its aliases, for subqueries that return its rows.

use super::docs;
use super::item::Item;
use super::literal::string;
use super::relationships;
use crate::code::Code;
use crate::markdown::wrap;

/// `pub struct Columns<S = Table>`
pub(super) fn structure(item: &Item<'_>, code: &mut Code) {
    let model = item.model;
    code.doc(wrap(&docs::columns(item), code.doc_width()));
    code.line("#[derive(Debug)]");
    code.block("pub struct Columns<S = Table> {", "}", |code| {
        for (position, field) in model.fields.iter().enumerate() {
            code.doc(wrap(&docs::column(item, position), code.doc_width()));
            let place =
                if model.key == [position] { "sql::Key".to_owned() } else { format!("sql::Position<{position}>") };
            code.line(format!("pub {}: sql::Column<S, {}, {place}>,", field.name, item.sql_type(field)));
        }
        for relationship in &model.relationships {
            code.doc(wrap(&docs::relationship(item, relationship), code.doc_width()));
            let target = item.path(relationship.target, "Table");
            let kind = relationships::kind(relationship.kind);
            code.line(format!("pub {}: sql::Relationship<S, {target}, {kind}>,", relationship.name));
        }
    });
}

/// `pub const User: Columns`
pub(super) fn value(item: &Item<'_>, code: &mut Code) {
    code.doc(docs::value(item));
    code.line(format!("pub const {}: Columns = Columns::of({});", item.model.row, string(item.sql_name())));
}

/// `impl<S> Columns<S>`: the columns of any source.
pub(super) fn constructor(item: &Item<'_>, code: &mut Code) {
    let mut fields: Vec<String> = Vec::new();
    for field in &item.model.fields {
        fields.push(format!("{}: sql::Column::new(source, {})", field.name, string(&field.column)));
    }
    for (relationship, information) in item.model.relationships.iter().zip(relationships::static_names(item.model)) {
        fields.push(format!("{}: sql::Relationship::new(source, &{information})", relationship.name));
    }
    code.block("impl<S> Columns<S> {", "}", |code| {
        code.doc(docs::COLUMNS_OF);
        code.line("#[doc(hidden)]");
        code.block("pub const fn of(source: &'static str) -> Self {", "}", |code| code.list("Self {", &fields, "}"));
    });
}

/// `sql::columns!`: what every `Columns<S>` can do.
pub(super) fn selection(item: &Item<'_>, code: &mut Code) {
    if let Some(field) = item.model.fields.first() {
        code.line(format!("sql::columns!(Columns, Table, {});", field.name));
    }
}
