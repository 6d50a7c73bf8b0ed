//! The last stage but one: the resolved schema as Rust. Nothing here can fail because of the input.
//!
//! One file per generated thing in `emit/`; the order of the sections is the same in every generated file.

mod changes;
mod columns;
mod diesel;
mod docs;
mod enums;
mod foreign_keys;
mod index;
mod insert;
mod item;
mod key;
mod managed;
mod relationships;
mod row;
mod serde;
mod table;
mod table_data;
mod tokens;

use proc_macro2::TokenStream;
use quote::quote;

use crate::error::Error;
use crate::input::Attributes;
use crate::model::Schema;
use crate::output::{Output, format, in_parallel};
use item::Item;

/// Writes the index and a file for each table.
pub(crate) fn emit(schema: &Schema, attributes: &Attributes) -> Result<Output, Error> {
    let neighbours = foreign_keys::neighbours(schema);
    let mut output = Output::new(&schema.name, &schema.sources);
    output.add_index(&format(&schema.name, index::file(schema, attributes))?);
    // Tokens stay in the thread that made them, so each thread goes all the way from model to text.
    let texts = in_parallel(schema.models.len(), |position| {
        let item = Item::new(schema, attributes, &neighbours, position);
        format(item.sql_name(), table_file(&item))
    });
    for (model, text) in schema.models.iter().zip(texts) {
        output.add_module(&model.module, &text?);
    }
    let mut notes = schema.notes.clone();
    if attributes.diesel {
        let (text, left_out) = diesel::file(schema);
        output.add_beside("diesel", &text);
        notes.extend(left_out);
    }
    output.describe(schema.metadata.tables.len(), notes);
    Ok(output)
}

/// The file of a table.
fn table_file(item: &Item<'_>) -> TokenStream {
    let imports = table::imports();
    let columns = columns::structure(item);
    let row = row::structure(item);
    let new_row = insert::structure(item);
    let setters = insert::setters(item);
    let changes = changes::changeset(item);
    let key = key::alias(item);
    let value = columns::value(item);
    let constants = table_data::constants(item);
    let relationships = relationships::information(item);
    let columns_table = columns::table(item);
    let table_implementation = table::implementation(item);
    let insert_implementation = insert::implementation(item);
    let insert_conversion = insert::conversion(item);
    let managed = managed::implementation(item);
    quote! {
        #imports
        #columns
        #row
        #new_row
        #setters
        #changes
        #key
        #value
        #constants
        #relationships
        #columns_table
        #table_implementation
        #insert_implementation
        #insert_conversion
        #managed
    }
}
