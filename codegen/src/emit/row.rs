//! The row struct.

use super::docs;
use super::item::Item;
use super::key;
use crate::code::Code;
use crate::markdown::wrap;

/// `pub struct User`
pub(super) fn structure(item: &Item<'_>, code: &mut Code) {
    let model = item.model;
    code.doc(docs::row(item));
    let own = std::iter::once("Clone, Debug, PartialEq");
    let derives: Vec<&str> = own.chain(item.config.derives().iter().map(String::as_str)).collect();
    code.line(format!("#[derive({})]", derives.join(", ")));
    for attribute in item.config.attributes_of(item.sql_name()) {
        code.line(format!("#[{attribute}]"));
    }
    code.block(format!("pub struct {} {{", model.row), "}", |code| {
        for (position, field) in model.fields.iter().enumerate() {
            code.doc(wrap(&docs::column(item, position), code.doc_width()));
            code.line(format!("pub {}: {},", field.name, item.rust_type(field)));
        }
    });
}

/// `impl sql::Entity for User`
pub(super) fn implementation(item: &Item<'_>, code: &mut Code) {
    code.block(format!("impl sql::Entity for {} {{", item.model.row), "}", |code| {
        code.line("type Table = Table;");
        code.line("type Key = Key;");
        code.blank();
        code.block("fn key(&self) -> Key {", "}", |code| code.line(key::value(item.model)));
    });
}
