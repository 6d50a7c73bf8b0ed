//! The changeset: new values for some columns of rows that are there.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::serde;
use super::tokens::{number, rust};
use crate::model::{Field, Model};

/// `support::changeset! { UserChanges of User { … } }`
pub(super) fn changeset(item: &Item<'_>) -> Option<TokenStream> {
    let (row, changes) = (rust(&item.model.row), rust(item.model.changes.as_deref()?));
    let doc = docs::member(&docs::changes(item));
    let derives: Vec<TokenStream> = item.attributes.changes_derives.iter().map(|path| rust(path)).collect();
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let has_serde = item.attributes.changesets_have_serde();
    let serde = item.attributes.serde.then(serde::derives);
    let fields = changeable(item.model).map(|(position, field)| {
        let serde = has_serde.then(|| serde::changed(field));
        let (at, name, value, sql_type) =
            (number(position), rust(&field.name), item.rust_type(field), item.sql_type(field));
        quote!(#serde #at #name: #value = #sql_type)
    });
    Some(quote! {
        support::changeset! {
            #doc
            #derives
            #serde
            #changes of #row { #(#fields),* }
        }
    })
}

/// The columns that a changeset may change, with their positions. The key says which row it is, and the version counter is
/// the library's.
fn changeable(model: &Model) -> impl Iterator<Item = (usize, &Field)> {
    let fields = model.fields.iter().enumerate();
    fields.filter(|(position, field)| !field.read_only && !field.version && !model.key.contains(position))
}
