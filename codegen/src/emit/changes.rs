//! The changeset: new values for some columns of rows that are there.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::serde;
use super::tokens::{number, rust};
use crate::model::{Field, Model};

/// `pub struct UserChanges`
pub(super) fn structure(item: &Item<'_>) -> Option<TokenStream> {
    let changes = rust(item.model.changes.as_deref()?);
    let doc = docs::item(&docs::changes(item));
    let derives = item.attributes.changes_derives.iter().map(|path| rust(path));
    let has_serde = item.attributes.changesets_have_serde();
    let fields = changeable(item.model).map(|(position, field)| {
        let doc = docs::member(&docs::column(item, position));
        let (name, value) = (rust(&field.name), item.rust_type(field));
        let serde = has_serde.then(|| serde::changed(field));
        quote!(#doc #serde pub #name: Option<#value>)
    });
    let serde = item.attributes.serde.then(serde::derives);
    Some(quote! {
        #doc
        #[derive(Default #(, #derives)*)]
        #serde
        pub struct #changes { #(#fields),* }
    })
}

/// `impl support::Changes for UserChanges`
pub(super) fn implementation(item: &Item<'_>) -> Option<TokenStream> {
    let (row, changes) = (rust(&item.model.row), rust(item.model.changes.as_deref()?));
    let values = changeable(item.model).map(|(position, field)| {
        let (name, sql_type, at) = (rust(&field.name), item.sql_type(field), number(position));
        quote!(changed.set::<#sql_type>(#at, &self.#name);)
    });
    Some(quote! {
        impl support::Changes for #changes {
            type Table = #row;

            fn values(&self, changed: &mut support::ChangedValues) {
                #(#values)*
            }
        }

        support::changeset!(#changes);
    })
}

/// The columns that a changeset may change, with their positions. The key says which row it is, and the version counter is
/// the library's.
fn changeable(model: &Model) -> impl Iterator<Item = (usize, &Field)> {
    let fields = model.fields.iter().enumerate();
    fields.filter(|(position, field)| !field.read_only && !field.version && !model.key.contains(position))
}
