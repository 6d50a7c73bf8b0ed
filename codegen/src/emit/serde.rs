//! `Config::serde`: what makes rows, insert structs, changesets and enums go into JSON and come out of it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Field;

/// Derives both of serde's traits, by the serde that the library was built with.
pub(super) fn derives() -> TokenStream {
    quote! {
        #[derive(::realgar::codegen_support::serde::Serialize, ::realgar::codegen_support::serde::Deserialize)]
        #[serde(crate = "::realgar::codegen_support::serde")]
    }
}

/// A message with the feature's name, where the library was built without it.
pub(super) fn check() -> TokenStream {
    quote!(::realgar::codegen_support::needs_serde!();)
}

/// The name of a field: its own, or its column's if Rust only put a `_` behind it (`type_`).
pub(super) fn name(field: &Field) -> Option<TokenStream> {
    let column = &field.column;
    (field.name.strip_suffix('_') == Some(column.as_str())).then(|| quote!(#[serde(rename = #column)]))
}

/// A field of an insert struct that the database fills in if it is missing.
pub(super) fn or_default() -> TokenStream {
    quote! {
        #[serde(default, skip_serializing_if = "::realgar::codegen_support::OrDefault::is_default")]
    }
}

/// A field of a changeset: missing is "stays as it is", and `null` is NULL.
pub(super) fn changed(field: &Field) -> TokenStream {
    let name = name(field);
    quote! {
        #name
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "support::given")]
    }
}

/// A variant of an enum, which is called as in SQL.
pub(super) fn label(label: &str) -> TokenStream {
    quote!(#[serde(rename = #label)])
}
