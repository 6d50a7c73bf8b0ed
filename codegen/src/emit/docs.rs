//! All sentences of the generated documentation.
//!
//! Every public item gets one, so that a crate that denies `missing_docs` can hold the generated code. Names that come
//! from the schema stand in code spans; links lead only to what is generated here, so that none is broken.

use proc_macro2::TokenStream;
use quote::quote;
use realgar_metadata::Dialect;

use super::item::{Item, sql_name};
use crate::markdown::{code, code_block, prose, wrap};
use crate::model::{EnumModel, Field, Origin, Relationship, RelationshipKind, Schema};

/// The longest line, counted in characters: the printer's own.
const WIDTH: usize = 100;

/// The documentation of an item, an attribute for each line.
pub(super) fn item(text: &str) -> TokenStream {
    attributes(text, WIDTH - "/// ".len())
}

/// The documentation of a field, a variant or a method.
pub(super) fn member(text: &str) -> TokenStream {
    attributes(text, WIDTH - "    /// ".len())
}

fn attributes(text: &str, width: usize) -> TokenStream {
    let wrapped = wrap(text, width);
    let lines = wrapped.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// On `METADATA`.
pub(super) const METADATA: &str = "All tables of this schema, as data.";
/// On `FLUSH_ORDER`.
pub(super) const FLUSH_ORDER: &str = "Positions of the tables in [`METADATA`], those referred to first.";
/// On `TABLE`.
pub(super) const TABLE: &str = "The declaration, as data.";
/// On an enum's `ALL`.
pub(super) const ENUM_ALL: &str = "All values, in the order of the schema.";
/// On an enum's `as_str`.
pub(super) const ENUM_AS_STR: &str = "The label in SQL.";

/// On a table's module: what it is.
pub(super) fn table(schema: &Schema, model: usize) -> String {
    with_comment(format!("The {} {}", kind(schema, model), name(schema, model)), schema.models[model].docs.as_deref())
}

/// How a table was declared, folded away.
fn declaration(schema: &Schema, model: usize) -> String {
    let summary = match schema.models[model].origin {
        Origin::Table(_) => "CREATE TABLE",
        Origin::View(_) => "CREATE VIEW",
    };
    let block = code_block(&schema.models[model].declaration);
    format!("<details><summary>{summary}</summary>\n\n{block}\n\n</details>")
}

/// On `Columns`.
pub(super) fn columns(item: &Item<'_>) -> String {
    let what = if item.model.relationships.is_empty() { "Columns" } else { "Columns and relationships" };
    let (name, row, kind) = (name(item.schema, item.position), &item.model.row, kind(item.schema, item.position));
    format!(
        "{what} of {name}. [`{row}`](const@{row}) holds those of the {kind} itself; aliases and subqueries have their own."
    )
}

/// On a column, in every struct that has it.
pub(super) fn column(item: &Item<'_>, position: usize) -> String {
    let field = &item.model.fields[position];
    let declaration = code(&format!("{} {}", quoted(item.schema, &field.column), field.declaration));
    let says_so = field.declaration.to_ascii_uppercase().contains("PRIMARY KEY");
    let part_of_key = match item.model.key.as_slice() {
        _ if says_so => "",
        [only] if *only == position => ", primary key",
        several if several.contains(&position) => ", part of the primary key",
        _ => "",
    };
    with_comment(format!("{declaration}{part_of_key}"), field.docs.as_deref())
}

/// On a relationship: which columns are compared, and what it is called from the other side.
pub(super) fn relationship(item: &Item<'_>, relationship: &Relationship) -> String {
    let target = &item.schema.models[relationship.target];
    let schema = item.schema;
    let target_table = quoted(schema, sql_name(schema, relationship.target)) + ".";
    let local = |positions: &[usize]| names(schema, "", positions.iter().map(|&at| &item.model.fields[at]));
    let remote = |positions: &[usize]| names(schema, &target_table, positions.iter().map(|&at| &target.fields[at]));
    let refer = if relationship.local.len() == 1 { "refers to" } else { "refer to" };
    let (here, there) = (local(&relationship.local), remote(&relationship.remote));
    let mut sentence = match (relationship.kind, &relationship.secondary) {
        (RelationshipKind::ManyToOne, _) => format!("Many to one: {here} {refer} {there}"),
        (RelationshipKind::OptionalManyToOne, _) => format!("Many to one or none: {here} {refer} {there}"),
        (RelationshipKind::OneToMany, _) => format!("One to many: {there} {refer} {here}"),
        (RelationshipKind::OneToOne, _) => format!("One to one or none: {there} {refer} {here}"),
        (RelationshipKind::ManyToMany, Some(secondary)) => {
            format!(
                "Many to many with {}, through {}",
                name(schema, relationship.target),
                name(schema, secondary.model)
            )
        }
        (RelationshipKind::ManyToMany, None) => format!("Many to many with {}", name(schema, relationship.target)),
    };
    if let Some(other) = &relationship.back_populates {
        let columns = item.path_text(relationship.target, "Columns");
        sentence.push_str(&format!("; the other side is [`{other}`]({columns}::{other})"));
    }
    let behaviour = &relationship.behaviour;
    if !behaviour.order_by.is_empty() {
        let keys = behaviour.order_by.iter().map(|&(position, descending)| {
            let column = quoted(schema, &target.fields[position].column);
            code(&if descending { format!("{column} DESC") } else { column })
        });
        sentence.push_str(&format!("; in the order of {}", keys.collect::<Vec<_>>().join(", ")));
    }
    if behaviour.write_only {
        sentence.push_str("; never loaded as a whole");
    }
    if behaviour.viewonly {
        sentence.push_str("; only read");
    }
    with_comment(sentence, relationship.docs.as_deref())
}

/// On the row struct: what the table is, and its declaration.
pub(super) fn row(item: &Item<'_>) -> String {
    let (name, kind) = (name(item.schema, item.position), kind(item.schema, item.position));
    let text = with_comment(format!("One row of the {kind} {name}"), item.model.docs.as_deref());
    if item.model.declaration.trim().is_empty() {
        return text;
    }
    format!("{text}\n\n{}", declaration(item.schema, item.position))
}

/// On the insert struct.
pub(super) fn new_row(item: &Item<'_>) -> String {
    format!("A row to be inserted into {}.", name(item.schema, item.position))
}

/// On the changeset.
pub(super) fn changes(item: &Item<'_>) -> String {
    let row = &item.model.row;
    format!("New values for columns of a row, [`{row}`](struct@{row}): a column that is `None` stays as it is.")
}

/// On the insert struct's `new`.
pub(super) fn new(nothing_required: bool) -> &'static str {
    if nothing_required {
        "A row whose columns all have their defaults or are NULL."
    } else {
        "A row of the required columns; the others have their defaults or are NULL."
    }
}

/// On a setter.
pub(super) fn setter(item: &Item<'_>, field: &Field) -> String {
    format!("Sets {}.", code(&quoted(item.schema, &field.column)))
}

/// On `Key`.
pub(super) fn key(item: &Item<'_>) -> String {
    let name = name(item.schema, item.position);
    match item.model.key.as_slice() {
        [] => format!("{name} has no primary key."),
        [only] => {
            format!("The primary key of {name}: {}.", code(&quoted(item.schema, &item.model.fields[*only].column)))
        }
        several => {
            let columns = names(item.schema, "", several.iter().map(|&position| &item.model.fields[position]));
            format!("The primary key of {name}: {columns}.")
        }
    }
}

/// On the table's value.
pub(super) fn value(item: &Item<'_>) -> String {
    format!("The {} {} in queries.", kind(item.schema, item.position), name(item.schema, item.position))
}

/// On an enum.
pub(super) fn enumeration(sql_name: &str, model: &EnumModel) -> String {
    with_comment(format!("The values of {}", code(sql_name)), model.docs.as_deref())
}

/// On an enum's variant.
pub(super) fn variant(label: &str) -> String {
    if label.trim().is_empty() { "The empty label.".to_owned() } else { format!("{}.", code(label)) }
}

fn kind(schema: &Schema, model: usize) -> &'static str {
    match schema.models[model].origin {
        Origin::Table(_) => "table",
        Origin::View(_) => "view",
    }
}

/// A name as SQL writes it, quoted where it has to be.
fn quoted(schema: &Schema, name: &str) -> String {
    schema.dialect.unwrap_or(Dialect::Sqlite).quote(name).into_owned()
}

/// The name of a table or view in a code span.
fn name(schema: &Schema, model: usize) -> String {
    code(&quoted(schema, sql_name(schema, model)))
}

/// `a`, `b` and `c`, each after `table`, which is empty or ends in a dot.
fn names<'a>(schema: &Schema, table: &str, fields: impl Iterator<Item = &'a Field>) -> String {
    let names: Vec<String> = fields.map(|field| code(&format!("{table}{}", quoted(schema, &field.column)))).collect();
    match names.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => names.concat(),
    }
}

/// A sentence followed by the schema's comment: after a colon if it goes on in lower case, else as its own sentence.
fn with_comment(sentence: String, comment: Option<&str>) -> String {
    let comment = prose(comment.unwrap_or_default());
    if comment.is_empty() {
        return sentence + ".";
    }
    let (first, rest) = comment.split_once("\n\n").unwrap_or((&comment, ""));
    let first = first.replace('\n', " ");
    let separator = if first.starts_with(char::is_lowercase) { ": " } else { ". " };
    let stop = if first.ends_with(['.', '!', '?', ':', '…']) { "" } else { "." };
    let blank = if rest.is_empty() { "" } else { "\n\n" };
    format!("{sentence}{separator}{first}{stop}{blank}{rest}")
}
