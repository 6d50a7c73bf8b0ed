//! The table's marker type, and what the library must know of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::item::Item;
use super::tokens::{number, rust};
use super::{foreign_keys, key, managed};
use crate::model::Origin;

/// The only paths that a file names.
pub(super) fn imports() -> TokenStream {
    quote!(
        use ::realgar::codegen_support::{self as support, metadata};
    )
}

/// `impl support::Table for User`
pub(super) fn implementation(item: &Item<'_>) -> TokenStream {
    let model = item.model;
    let (row, name) = (rust(&model.row), item.sql_name());
    let identity = identity(&item.schema.name, item.position);
    let neighbours = foreign_keys::list(item);
    let schema = item.sql_schema().map(|schema| quote!(const SCHEMA: Option<&'static str> = Some(#schema);));
    let count = number(item.sql_columns().len());
    let version = model.fields.iter().position(|field| field.version).map(number);
    let version = version.map(|version| quote!(const VERSION: Option<usize> = Some(#version);));
    let metadata = match model.origin {
        Origin::Table(position) => {
            let position = number(position);
            quote!(&super::TABLES[#position])
        }
        Origin::View(_) => quote! {
            static VIEW: metadata::Table = TABLE;
            &VIEW
        },
    };
    let instance = if managed::is_managed(model) { quote!(support::Handle<Self>) } else { quote!(Self) };
    let key = key::value(model);
    quote! {
        impl support::Table for #row {
            type Key = Key;
            type Instance = #instance;
            type Columns<S> = Columns<S>;
            type Identity = support::identity!(#identity);
            type Neighbours = #neighbours;
            const NAME: &'static str = #name;
            #schema
            const COLUMNS: &'static [&'static str] = &support::column_names::<#count>(COLUMNS);
            #version

            fn metadata() -> &'static metadata::Table {
                #metadata
            }

            fn columns<S>(source: support::SourceName) -> Columns<S> {
                Columns::of(source)
            }

            fn key(&self) -> Key {
                #key
            }
        }
    }
}

/// A number that no other table has, in hexadecimal digits, the lowest first: the library compares them to see whether
/// two tables are one. The position comes first, so that tables of one schema differ early; a hash tells schemas apart.
fn identity(schema: &str, position: usize) -> TokenStream {
    // FNV-1a, folded.
    let hash = schema.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let folded = (hash >> 16) ^ (hash & 0xffff);
    let bits = u64::from(folded) << 16 | (position as u64 & 0xffff);
    let digits = (0..8).map(|digit| rust(&format!("X{:X}", bits >> (4 * digit) & 0xf)));
    quote!(#(#digits)*)
}
