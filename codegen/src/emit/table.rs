//! The table's marker type, and what the library must know of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::item::Item;
use super::tokens::{number, rust};
use super::{docs, foreign_keys, managed};
use crate::model::Origin;

/// The only paths that a file names.
pub(super) fn imports() -> TokenStream {
    quote!(
        use ::realgar::codegen_support::{self as sql, metadata};
    )
}

/// `pub struct Table;`
pub(super) fn marker(item: &Item<'_>) -> TokenStream {
    let mut text = docs::table(item.schema, item.position);
    if !item.model.declaration.trim().is_empty() {
        text = format!("{text}\n\n{}", docs::declaration(item.schema, item.position));
    }
    let doc = docs::item(&text);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct Table;
    }
}

/// `impl sql::Table for Table`
pub(super) fn implementation(item: &Item<'_>) -> TokenStream {
    let model = item.model;
    let (row, name) = (rust(&model.row), item.sql_name());
    let identity = identity(&item.schema.name, item.position);
    let neighbours = foreign_keys::neighbours(item);
    let schema = match item.sql_schema() {
        Some(schema) => quote!(Some(#schema)),
        None => quote!(None),
    };
    let columns = model.fields.iter().map(|field| field.column.as_str());
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
    let values = model.fields.iter().map(|field| {
        let (name, sql_type) = (rust(&field.name), item.sql_type(field));
        quote!(#name: cells.read::<#sql_type>()?)
    });
    let (instance, manage) = if managed::is_managed(model) {
        (quote!(sql::Handle<#row>), quote!(sql::manage::<#row>(cells)))
    } else {
        (quote!(#row), quote!(Self::decode(cells)))
    };
    quote! {
        impl sql::Table for Table {
            type Row = #row;
            type Instance = #instance;
            type Columns<S> = Columns<S>;
            type Identity = sql::identity!(#identity);
            type Neighbours = #neighbours;
            const NAME: &'static str = #name;
            const SCHEMA: Option<&'static str> = #schema;
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            #version

            fn metadata() -> &'static metadata::Table {
                #metadata
            }

            fn columns<S>(source: sql::SourceName) -> Columns<S> {
                Columns::of(source)
            }

            fn decode(cells: &mut sql::Cells<'_>) -> sql::Result<#row> {
                Ok(#row { #(#values),* })
            }

            fn manage(cells: &mut sql::Cells<'_>) -> sql::Result<#instance> {
                #manage
            }
        }
    }
}

/// A number that no other table has, in bits: the library compares them to see whether two tables are one. The position
/// comes first, its lowest bit in front, so that tables of one schema differ early; a hash tells schemas apart.
fn identity(schema: &str, position: usize) -> TokenStream {
    // FNV-1a, folded.
    let hash = schema.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let folded = (hash >> 16) ^ (hash & 0xffff);
    let bits = (0..16).map(|bit| position >> bit & 1 == 1).chain((0..16).map(|bit| folded >> bit & 1 == 1));
    let bits = bits.map(|bit| number(usize::from(bit)));
    quote!(#(#bits)*)
}
