//! The row struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::serde;
use super::tokens::rust;

/// `pub struct User`
pub(super) fn structure(item: &Item<'_>) -> TokenStream {
    let (doc, row) = (docs::item(&docs::row(item)), rust(&item.model.row));
    let derives = item.attributes.derives.iter().map(|path| rust(path));
    let qualified = item.sql_schema().map(|schema| format!("{schema}.{}", item.sql_name()));
    let of_qualified = qualified.iter().flat_map(|name| item.attributes.of_row(name));
    let attributes =
        item.attributes.of_row(item.sql_name()).iter().chain(of_qualified).map(|attribute| rust(attribute));
    let fields = item.model.fields.iter().enumerate().map(|(position, field)| {
        let doc = docs::member(&docs::column(item, position));
        let (name, rust_type) = (rust(&field.name), item.rust_type(field));
        let serde = item.attributes.serde.then(|| serde::name(field));
        quote!(#doc #serde pub #name: #rust_type)
    });
    let serde = item.attributes.serde.then(serde::derives);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq #(, #derives)*)]
        #serde
        #(#[#attributes])*
        pub struct #row { #(#fields),* }
    }
}
