//! What the library must know of each relationship.

use proc_macro2::TokenStream;
use quote::quote;

use super::item::{Item, sql_name, sql_schema};
use super::tokens::{number, variant};
use crate::model::{Behaviour, Model, Relationship, RelationshipKind, Secondary};

/// `static RELATIONSHIPS`
pub(super) fn information(item: &Item<'_>) -> Option<TokenStream> {
    if item.model.relationships.is_empty() {
        return None;
    }
    let count = number(item.model.relationships.len());
    let relationships = item.model.relationships.iter().map(|relationship| one(item, relationship));
    Some(quote!(static RELATIONSHIPS: [support::RelationshipInfo; #count] = [#(#relationships),*];))
}

/// What differs from a relationship of which the schema says nothing stands in method calls.
fn one(item: &Item<'_>, relationship: &Relationship) -> TokenStream {
    let (name, kind) = (&relationship.name, constructor(relationship.kind));
    let target = &item.schema.models[relationship.target];
    let (local, remote) = (columns(item.model, &relationship.local), columns(target, &relationship.remote));
    let target_name = sql_name(item.schema, relationship.target);
    let secondary = relationship.secondary.as_ref().map(|secondary| self::secondary(item, secondary));
    let back_populates = relationship.back_populates.as_ref().map(|other| quote!(.back_populates(#other)));
    let behaviour = &relationship.behaviour;
    let cascade = (behaviour.cascade != Behaviour::default().cascade).then(|| {
        let cascade = behaviour.cascade.iter().map(variant);
        quote!(.cascade(&[#(support::Cascade::#cascade),*]))
    });
    let passive_deletes = behaviour.passive_deletes.then(|| quote!(.passive_deletes()));
    let order_by = (!behaviour.order_by.is_empty()).then(|| {
        let order_by = behaviour.order_by.iter().map(|&(position, descending)| {
            let column = &target.fields[position].column;
            quote!((#column, #descending))
        });
        quote!(.order_by(&[#(#order_by),*]))
    });
    let write_only = behaviour.write_only.then(|| quote!(.write_only()));
    let viewonly = behaviour.viewonly.then(|| quote!(.viewonly()));
    quote! {
        support::RelationshipInfo::#kind(#name).matching(#local, #target_name, #remote)
            #secondary #back_populates #cascade #passive_deletes #order_by #write_only #viewonly
    }
}

/// The function that makes it.
fn constructor(kind: RelationshipKind) -> TokenStream {
    match kind {
        RelationshipKind::ManyToOne => quote!(many_to_one),
        RelationshipKind::OptionalManyToOne => quote!(optional_many_to_one),
        RelationshipKind::OneToMany => quote!(one_to_many),
        RelationshipKind::OneToOne => quote!(one_to_one),
        RelationshipKind::ManyToMany => quote!(many_to_many),
    }
}

/// The type that says what a relationship leads to.
pub(super) fn kind(kind: RelationshipKind) -> TokenStream {
    match kind {
        RelationshipKind::ManyToOne => quote!(support::One),
        RelationshipKind::OptionalManyToOne | RelationshipKind::OneToOne => quote!(support::OptionalOne),
        RelationshipKind::OneToMany | RelationshipKind::ManyToMany => quote!(support::Many),
    }
}

fn secondary(item: &Item<'_>, secondary: &Secondary) -> TokenStream {
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
        .secondary(support::SecondaryInfo {
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
