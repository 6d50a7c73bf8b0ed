//! A schema as text for comparison: one line for each fact that a rule decided.

use std::fmt::Write;

use crate::model::{Field, Model, Relationship, Schema};

/// The whole schema.
pub(super) fn describe(schema: &Schema) -> String {
    let mut text = String::new();
    for model in &schema.models {
        describe_model(&mut text, schema, model);
    }
    for found in &schema.enums {
        let variants: Vec<String> =
            found.variants.iter().map(|(label, variant)| format!("{variant} '{label}'")).collect();
        line(&mut text, &format!("enum {}: {}", found.name, variants.join(", ")));
    }
    let order: Vec<&str> = schema.flush_order.iter().map(|at| schema.models[*at].row.as_str()).collect();
    line(&mut text, &format!("order {}", order.join(", ")));
    for note in &schema.notes {
        line(&mut text, &format!("note {note}"));
    }
    text
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string takes everything");
}

fn describe_model(text: &mut String, schema: &Schema, model: &Model) {
    let fields =
        |positions: &[usize]| positions.iter().map(|at| model.fields[*at].name.as_str()).collect::<Vec<_>>().join(", ");
    line(text, &format!("{} {} ({})", model.module, model.row, fields(&model.key)));
    if let Some(docs) = &model.docs {
        line(text, &format!("  docs {docs:?}"));
    }
    for field in &model.fields {
        line(text, &format!("  {}", describe_field(schema, field)));
    }
    for relationship in &model.relationships {
        line(text, &format!("  {}", describe_relationship(schema, model, relationship)));
    }
}

fn describe_field(schema: &Schema, field: &Field) -> String {
    let mut text = format!("{}: {:?}", field.name, field.mapping);
    if field.column != field.name {
        text += &format!(" `{}`", field.column);
    }
    let flags = [
        (field.nullable, "null"),
        (field.has_default, "default"),
        (field.read_only, "read-only"),
        (field.version, "version"),
    ];
    for (_, flag) in flags.iter().filter(|(set, _)| *set) {
        text += &format!(" {flag}");
    }
    if let Some(target) = field.refers_to {
        text += &format!(" to {}", schema.models[target].row);
    }
    if let Some(docs) = &field.docs {
        text += &format!(" docs {docs:?}");
    }
    text
}

fn describe_relationship(schema: &Schema, model: &Model, relationship: &Relationship) -> String {
    let target = &schema.models[relationship.target];
    let names = |model: &Model, positions: &[usize]| {
        positions.iter().map(|at| model.fields[*at].name.as_str()).collect::<Vec<_>>().join("+")
    };
    let mut text = format!(
        "{} -> {:?} {} ({} = {})",
        relationship.name,
        relationship.kind,
        target.row,
        names(model, &relationship.local),
        names(target, &relationship.remote),
    );
    if let Some(secondary) = &relationship.secondary {
        let association = &schema.models[secondary.model];
        text += &format!(
            " through {} ({}, {})",
            association.row,
            names(association, &secondary.local),
            names(association, &secondary.remote)
        );
    }
    if let Some(other) = &relationship.back_populates {
        text += &format!(" back {other}");
    }
    let behaviour = &relationship.behaviour;
    let cascade: Vec<String> = behaviour.cascade.iter().map(|word| format!("{word:?}")).collect();
    if cascade != ["SaveUpdate", "Merge"] {
        text += &format!(" cascade [{}]", cascade.join(", "));
    }
    for (column, descending) in &behaviour.order_by {
        text += &format!(" by {}{}", target.fields[*column].name, if *descending { " desc" } else { "" });
    }
    for (flag, word) in
        [(behaviour.passive_deletes, "passive"), (behaviour.write_only, "write_only"), (behaviour.viewonly, "viewonly")]
    {
        if flag {
            text += &format!(" {word}");
        }
    }
    text
}
