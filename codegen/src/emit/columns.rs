//! The columns of a table as a value: for the table itself, for its aliases, for subqueries that return its rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::relationships;
use super::tokens::{number, rust};

/// `pub struct Columns<S = Table>`
pub(super) fn structure(item: &Item<'_>) -> TokenStream {
    let doc = docs::item(&docs::columns(item));
    let columns = item.model.fields.iter().enumerate().map(|(position, field)| {
        let doc = docs::member(&docs::column(item, position));
        let (name, sql_type, at) = (rust(&field.name), item.sql_type(field), number(position));
        let place = if item.model.key == [position] { quote!(sql::Key) } else { quote!(sql::Position<#at>) };
        quote!(#doc pub #name: sql::Column<S, #sql_type, #place>)
    });
    let relationships = item.model.relationships.iter().map(|relationship| {
        let doc = docs::member(&docs::relationship(item, relationship));
        let (name, kind) = (rust(&relationship.name), relationships::kind(relationship.kind));
        let target = item.path(relationship.target, "Table");
        quote!(#doc pub #name: sql::Relationship<S, #target, #kind>)
    });
    let fields = columns.chain(relationships);
    quote! {
        #doc
        pub struct Columns<S = Table> { #(#fields),* }
    }
}

/// `pub const User: Columns`
pub(super) fn value(item: &Item<'_>) -> TokenStream {
    let doc = docs::item(&docs::value(item));
    let (row, name) = (rust(&item.model.row), item.sql_name());
    quote!(#doc pub const #row: Columns = Columns::of(sql::SourceName::new(#name));)
}

/// `impl<S> Columns<S>`: the columns of any source.
pub(super) fn constructor(item: &Item<'_>) -> TokenStream {
    let doc = docs::member(docs::COLUMNS_OF);
    let columns = item.model.fields.iter().map(|field| {
        let (name, column) = (rust(&field.name), &field.column);
        quote!(#name: sql::Column::new(source, #column))
    });
    let statics = relationships::static_names(item.model);
    let relationships = item.model.relationships.iter().zip(&statics).map(|(relationship, information)| {
        let (name, information) = (rust(&relationship.name), rust(information));
        quote!(#name: sql::Relationship::new(source, &#information))
    });
    let fields = columns.chain(relationships);
    quote! {
        impl<S> Columns<S> {
            #doc
            #[doc(hidden)]
            pub const fn of(source: sql::SourceName) -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

/// `sql::columns!`: what every `Columns<S>` can do.
pub(super) fn selection(item: &Item<'_>) -> Option<TokenStream> {
    let first = rust(&item.model.fields.first()?.name);
    Some(quote!(sql::columns!(Columns, Table, #first);))
}
