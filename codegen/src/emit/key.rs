//! The primary key as a type.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::tokens::rust;
use crate::model::{Field, Mapping, Model};

/// `pub type Key`
pub(super) fn alias(item: &Item<'_>) -> TokenStream {
    let doc = docs::item(&docs::key(item));
    let key = one_or_tuple(item.model.key.iter().map(|&position| item.bare_rust_type(&item.model.fields[position])));
    quote!(#doc pub type Key = #key;)
}

/// The key of `self`.
pub(super) fn value(model: &Model) -> TokenStream {
    one_or_tuple(model.key.iter().map(|&position| read(&model.fields[position])))
}

/// A type or value alone, or several as a tuple.
pub(super) fn one_or_tuple(members: impl Iterator<Item = TokenStream>) -> TokenStream {
    let members: Vec<TokenStream> = members.collect();
    match members.as_slice() {
        [only] => only.clone(),
        several => quote!((#(#several),*)),
    }
}

fn read(field: &Field) -> TokenStream {
    let name = rust(&field.name);
    match field.mapping {
        Mapping::Text | Mapping::Blob | Mapping::Json | Mapping::Any | Mapping::Custom(_) => quote!(self.#name.clone()),
        _ => quote!(self.#name),
    }
}
