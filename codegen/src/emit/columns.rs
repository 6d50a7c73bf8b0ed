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
        let (name, sql_type, at) = (rust(&field.name), item.bare_sql_type(field), number(position));
        let column = if field.nullable { quote!(support::NullableColumn) } else { quote!(support::Column) };
        let place = if item.model.key == [position] { quote!(support::Key) } else { quote!(support::Position<#at>) };
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

/// `impl<S> Columns<S>`: the columns of any source.
pub(super) fn constructor(item: &Item<'_>) -> TokenStream {
    let doc = docs::member(docs::COLUMNS_OF);
    let columns = item.model.fields.iter().map(|field| {
        let (name, column) = (rust(&field.name), &field.column);
        quote!(#name: support::Column::new(source, #column))
    });
    let relationships = item.model.relationships.iter().enumerate().map(|(position, relationship)| {
        let (name, at) = (rust(&relationship.name), number(position));
        quote!(#name: support::Relationship::new(source, &RELATIONSHIPS[#at]))
    });
    let source = if item.model.fields.is_empty() { quote!(_) } else { quote!(source) };
    let fields = columns.chain(relationships);
    quote! {
        impl<S> Columns<S> {
            #doc
            #[doc(hidden)]
            pub const fn of(#source: support::SourceName) -> Self {
                Self { #(#fields),* }
            }
        }

        support::columns!(Columns);
    }
}
