//! What a session must be able to do with the rows of a table.

use proc_macro2::TokenStream;
use quote::quote;

use super::item::Item;
use super::key;
use super::tokens::{number, rust};
use crate::model::{Model, Origin};

/// Whether a session can manage the rows: they can be found again by a key, and inserted.
pub(super) fn is_managed(model: &Model) -> bool {
    !model.key.is_empty() && model.new_row.is_some()
}

/// `impl support::Managed for User`
pub(super) fn implementation(item: &Item<'_>) -> Option<TokenStream> {
    let model = item.model;
    if !is_managed(model) {
        return None;
    }
    let (row, new_row) = (rust(&model.row), rust(model.new_row.as_deref()?));
    let key_types = model.key.iter().map(|&position| item.bare_sql_type(&model.fields[position]));
    let key_types = key::one_or_tuple(key_types);
    let rank = number(rank(item));
    let key = model.key.iter().map(|&position| number(position));
    let relationships = model.relationships.iter().enumerate();
    let related = relationships.filter(|(_, relationship)| is_managed(&item.schema.models[relationship.target]));
    let related = related.map(|(position, relationship)| {
        let (at, target) = (number(position), item.row_path(relationship.target));
        quote!(support::related::<#target>(&RELATIONSHIPS[#at]))
    });
    // Not a static: a debug build would compile what it leads to for each table, whether a program uses that or not.
    Some(quote! {
        impl support::Managed for #row {
            type New = #new_row;
            type KeyTypes = #key_types;

            fn mapper() -> &'static support::Mapper {
                const RELATED: &[support::Related] = &[#(#related),*];
                const { &support::Mapper::of::<#row>(#rank, &[#(#key),*], RELATED) }
            }
        }
    })
}

/// When the table is written: its position in the flush order.
fn rank(item: &Item<'_>) -> usize {
    let of_metadata = |model: usize| match item.schema.models[model].origin {
        Origin::Table(position) => Some(position),
        Origin::View(_) => None,
    };
    let own = of_metadata(item.position);
    item.schema.flush_order.iter().position(|&model| of_metadata(model) == own).unwrap_or_default()
}
