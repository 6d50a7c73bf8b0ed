//! What the library must know of each relationship.

use super::item::{Item, sql_name};
use super::literal::{string, strings};
use crate::code::Code;
use crate::model::{Cascade, Model, Relationship, RelationshipKind};
use std::collections::BTreeSet;

/// One static for each relationship.
pub(super) fn information(item: &Item<'_>, code: &mut Code) {
    for (relationship, name) in item.model.relationships.iter().zip(static_names(item.model)) {
        code.blank();
        code.block(format!("static {name}: sql::RelationshipInfo = sql::RelationshipInfo {{"), "};", |code| {
            let target = &item.schema.models[relationship.target];
            code.line(format!("name: {},", string(&relationship.name)));
            code.line(format!("kind: sql::RelationshipKind::{:?},", relationship.kind));
            code.line(format!("local: &[{}],", columns(item.model, &relationship.local)));
            code.line(format!("target: {},", string(sql_name(item.schema, relationship.target))));
            code.line(format!("remote: &[{}],", columns(target, &relationship.remote)));
            secondary(item, relationship, code);
            code.line(match &relationship.back_populates {
                Some(other) => format!("back_populates: Some({}),", string(other)),
                None => "back_populates: None,".to_owned(),
            });
            let words: Vec<String> = relationship.cascade.iter().map(cascade).collect();
            code.line(format!("cascade: &[{}],", words.join(", ")));
            code.line(format!("passive_deletes: {},", relationship.passive_deletes));
        });
    }
}

/// The type that says what a relationship leads to.
pub(super) fn kind(kind: RelationshipKind) -> &'static str {
    match kind {
        RelationshipKind::ManyToOne => "sql::One",
        RelationshipKind::OptionalManyToOne | RelationshipKind::OneToOne => "sql::OptionalOne",
        RelationshipKind::OneToMany | RelationshipKind::ManyToMany => "sql::Many",
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

fn secondary(item: &Item<'_>, relationship: &Relationship, code: &mut Code) {
    let Some(secondary) = &relationship.secondary else {
        return code.line("secondary: None,");
    };
    let model = &item.schema.models[secondary.model];
    let fields = [
        format!("table: {}", string(sql_name(item.schema, secondary.model))),
        format!("alias: {}", string(&format!("{}_1", sql_name(item.schema, secondary.model)))),
        format!("local: &[{}]", columns(model, &secondary.local)),
        format!("remote: &[{}]", columns(model, &secondary.remote)),
    ];
    code.list("secondary: Some(sql::SecondaryInfo {", &fields, "}),");
}

fn columns(model: &Model, positions: &[usize]) -> String {
    strings(positions.iter().map(|&position| model.fields[position].column.as_str()))
}

fn cascade(cascade: &Cascade) -> String {
    format!("sql::Cascade::{cascade:?}")
}
