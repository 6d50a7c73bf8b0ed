//! What the library must know of each relationship.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::item::{Item, sql_name, sql_schema};
use super::tokens::{rust, variant};
use crate::model::{Model, Relationship, RelationshipKind};

/// One static for each relationship.
pub(super) fn information(item: &Item<'_>) -> TokenStream {
    let statics = static_names(item.model);
    item.model.relationships.iter().zip(&statics).map(|(relationship, name)| one(item, relationship, name)).collect()
}

fn one(item: &Item<'_>, relationship: &Relationship, static_name: &str) -> TokenStream {
    let (static_name, name) = (rust(static_name), &relationship.name);
    let kind = variant(relationship.kind);
    let local = columns(item.model, &relationship.local);
    let target = sql_name(item.schema, relationship.target);
    let remote = columns(&item.schema.models[relationship.target], &relationship.remote);
    let secondary = secondary(item, relationship);
    let back_populates = match &relationship.back_populates {
        Some(other) => quote!(Some(#other)),
        None => quote!(None),
    };
    let behaviour = &relationship.behaviour;
    let cascade = behaviour.cascade.iter().map(variant);
    let (passive_deletes, write_only, viewonly) = (behaviour.passive_deletes, behaviour.write_only, behaviour.viewonly);
    let target_fields = &item.schema.models[relationship.target].fields;
    let order_by = behaviour.order_by.iter().map(|&(position, descending)| {
        let column = &target_fields[position].column;
        quote!((#column, #descending))
    });
    quote! {
        static #static_name: sql::RelationshipInfo = sql::RelationshipInfo {
            name: #name,
            kind: sql::RelationshipKind::#kind,
            local: #local,
            target: #target,
            remote: #remote,
            secondary: #secondary,
            back_populates: #back_populates,
            cascade: &[#(sql::Cascade::#cascade),*],
            passive_deletes: #passive_deletes,
            order_by: &[#(#order_by),*],
            write_only: #write_only,
            viewonly: #viewonly,
        };
    }
}

/// The type that says what a relationship leads to.
pub(super) fn kind(kind: RelationshipKind) -> TokenStream {
    match kind {
        RelationshipKind::ManyToOne => quote!(sql::One),
        RelationshipKind::OptionalManyToOne | RelationshipKind::OneToOne => quote!(sql::OptionalOne),
        RelationshipKind::OneToMany | RelationshipKind::ManyToMany => quote!(sql::Many),
    }
}

/// The names of the statics: the relationships' in upper case, with a `_` where that is taken.
pub(super) fn static_names(model: &Model) -> Vec<String> {
    let mut taken: BTreeSet<String> = super::table_data::CONSTANTS.iter().map(|&name| name.to_owned()).collect();
    taken.insert(model.row.clone());
    let unique = |relationship: &Relationship| {
        let mut name = relationship.name.to_uppercase();
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        name
    };
    model.relationships.iter().map(unique).collect()
}

fn secondary(item: &Item<'_>, relationship: &Relationship) -> TokenStream {
    let Some(secondary) = &relationship.secondary else { return quote!(None) };
    let model = &item.schema.models[secondary.model];
    let table = sql_name(item.schema, secondary.model);
    let alias = format!("{table}_1");
    let (local, remote) = (columns(model, &secondary.local), columns(model, &secondary.remote));
    let all = model.fields.iter().map(|field| field.column.as_str());
    let schema = match sql_schema(item.schema, secondary.model) {
        Some(schema) => quote!(Some(#schema)),
        None => quote!(None),
    };
    quote! {
        Some(sql::SecondaryInfo {
            table: #table,
            schema: #schema,
            alias: #alias,
            columns: &[#(#all),*],
            local: #local,
            remote: #remote,
        })
    }
}

fn columns(model: &Model, positions: &[usize]) -> TokenStream {
    let names = positions.iter().map(|&position| model.fields[position].column.as_str());
    quote!(&[#(#names),*])
}
