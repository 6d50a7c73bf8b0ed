//! The last stage but one: the resolved schema as Rust text. Nothing here can fail because of the input.
//!
//! One file per generated thing in `emit/`; the order of the sections is the same in every generated file.

mod columns;
mod docs;
mod enums;
mod foreign_keys;
mod index;
mod insert;
mod item;
mod key;
mod literal;
mod relationships;
mod row;
mod table;
mod table_data;

use crate::code::Code;
use crate::config::Config;
use crate::model::Schema;
use crate::output::Output;
use item::Item;

/// The sections of a table's file, in their order.
const SECTIONS: [fn(&Item<'_>, &mut Code); 16] = [
    table::imports,
    table::marker,
    columns::structure,
    row::structure,
    insert::structure,
    insert::setters,
    key::alias,
    columns::value,
    table_data::constants,
    relationships::information,
    columns::constructor,
    columns::selection,
    table::implementation,
    row::implementation,
    insert::implementation,
    foreign_keys::implementations,
];

/// Writes the index and a file for each table.
pub(crate) fn emit(schema: &Schema, config: &Config) -> Output {
    let joins = foreign_keys::joins(schema);
    let mut output = Output::new(&schema.name, &schema.sources);
    output.add_index(&index::text(schema));
    for position in 0..schema.models.len() {
        let item = Item::new(schema, config, &joins, position);
        let mut code = Code::default();
        for section in SECTIONS {
            code.blank();
            section(&item, &mut code);
        }
        output.add_module(&item.model.module, &code.finish());
    }
    output.describe(schema.metadata.tables.len(), schema.notes.clone());
    output
}
