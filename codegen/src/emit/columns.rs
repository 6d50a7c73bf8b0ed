//! The columns of a table as a value: for the table itself, for its aliases, for subqueries that return its rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::relationships;
use super::tokens::{number, rust};

/// `pub struct Columns<S = User>`
pub(super) fn structure(item: &Item<'_>) -> TokenStream {
    let (doc, row) = (docs::item(&docs::columns(item)), rust(&item.model.row));
    let columns = item.model.fields.iter().enumerate().map(|(position, field)| {
        let doc = docs::member(&docs::column(item, position));
        let (name, sql_type) = (rust(&field.name), item.bare_sql_type(field));
        let column = if field.nullable { quote!(support::NullableColumn) } else { quote!(support::Column) };
        let place = if item.model.key == [position] { quote!(support::Key) } else { place(position) };
        quote!(#doc pub #name: #column<S, #sql_type, #place>)
    });
    let relationships = item.model.relationships.iter().map(|relationship| {
        let doc = docs::member(&docs::relationship(item, relationship));
        let (name, kind) = (rust(&relationship.name), relationships::kind(relationship.kind));
        let target = item.row_path(relationship.target);
        quote!(#doc pub #name: support::Relationship<S, #target, #kind>)
    });
    let fields = columns.chain(relationships);
    quote! {
        #doc
        pub struct Columns<S = #row> { #(#fields),* }
    }
}

/// `support::Position<1>`: the library counts to 255, and then by a second number.
fn place(position: usize) -> TokenStream {
    let (low, high) = (number(position % 256), number(position / 256));
    if position < 256 { quote!(support::Position<#low>) } else { quote!(support::Position<#low, #high>) }
}

/// `pub const User: EntityOf<User>`
pub(super) fn value(item: &Item<'_>) -> TokenStream {
    let doc = docs::item(&docs::value(item));
    let (row, name) = (rust(&item.model.row), item.sql_name());
    quote! {
        #doc
        pub const #row: support::EntityOf<#row> =
            support::EntityOf::new(#name, Columns::of(support::SourceName::new(#name)));
    }
}

/// How many columns the library reads and gives at once.
const AT_ONCE: usize = 16;

/// `support::columns!`: the columns of any source, and how a row is read and gives its values.
pub(super) fn table(item: &Item<'_>) -> TokenStream {
    let row = rust(&item.model.row);
    let groups = item.model.fields.chunks(AT_ONCE).enumerate().map(|(group, fields)| {
        // Nearly every table has one group only; others are named by their first column.
        let first = (group * AT_ONCE).to_string();
        let name = rust(&format!("row{}", if group == 0 { "" } else { &first }));
        let fields = fields.iter().enumerate().map(|(at, field)| {
            let (at, name, column) = (number(at), rust(&field.name), &field.column);
            let sql_type = item.sql_type(field);
            quote!(#at #name = #column: #sql_type)
        });
        quote!(columns #name { #(#fields),* })
    });
    let relationships = item.model.relationships.iter().enumerate().map(|(position, relationship)| {
        let (name, at) = (rust(&relationship.name), number(position));
        quote!(#name = #at)
    });
    quote! {
        support::columns! {
            Columns of #row,
            #(#groups)*
            relationships { #(#relationships),* }
        }
    }
}
