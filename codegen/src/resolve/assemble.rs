//! Applies the declarations in order: ALTER TABLE and CREATE INDEX to the tables before them, COMMENT ON at the end.

use super::catalog::{Catalog, Check, Key, Reference, Table, UniqueKey};
use super::context::Context;
use super::{changes, left_out};
use crate::report::Problem;
use crate::syntax::comment::{Annotation, Meaning};
use crate::syntax::declared::{self, Column, CommentOn, Constraint, Declaration, Element, Index, Name, Rule, counted};

/// Applies all declarations.
pub(super) fn assemble(declarations: Vec<Declaration>, context: &mut Context<'_>) -> Catalog {
    let mut catalog = Catalog::default();
    let mut comments = Vec::new();
    for declaration in declarations {
        match declaration {
            Declaration::Table(table) => add_table(&mut catalog, *table, context),
            Declaration::View(view) => {
                // Dumps declare a view twice: first with the right columns, and at the end with its query.
                match catalog.views.find(&view.name) {
                    Some(at) => catalog.views[at] = *view,
                    None => catalog.views.push(*view),
                }
            }
            Declaration::Enum(found) => {
                let is_same = |at: usize| catalog.enums[at].name.schema == found.name.schema;
                if catalog.enums.find(&found.name).is_some_and(is_same) {
                    context.problem(twice("type", &found.name));
                } else {
                    catalog.enums.push(found);
                }
            }
            Declaration::Domain(domain) => catalog.domains.push(*domain),
            Declaration::OtherType(name) => catalog.other_types.push(name),
            Declaration::VirtualTable(name) => {
                context.note(format!("virtual table `{}` is left out: only its module knows its columns", name.text));
                catalog.left_out.push(name);
            }
            Declaration::Index { table, index } => add_index(&mut catalog, &table, index, context),
            Declaration::Alter { table, change } => match catalog.table(&table) {
                Some(at) => changes::apply(&mut catalog, at, change, context),
                None => missing(&catalog, &table, context),
            },
            // A comment may stand before the statement that declares its column.
            Declaration::Comment { on, text } => comments.push((on, text)),
            Declaration::DropTable(name) => {
                if let Some(at) = catalog.table(&name) {
                    catalog.tables.remove(at);
                }
            }
            Declaration::DropView(name) => {
                if let Some(at) = catalog.views.find(&name) {
                    catalog.views.remove(at);
                }
            }
        }
    }
    for (on, text) in comments {
        comment(&mut catalog, &on, text, context);
    }
    left_out::leave_out(&mut catalog, context);
    catalog
}

fn twice(what: &str, name: &Name) -> Problem {
    Problem::new(format!("{what} `{}` is declared twice", name.text), name.span).cure("remove one of the two")
}

/// Reports a table that is not there, unless it is known and left out, or something could not be read.
fn missing(catalog: &Catalog, name: &Name, context: &mut Context<'_>) {
    if !catalog.is_left_out(name) && !context.incomplete {
        context.problem(catalog.no_table(name));
    }
}

fn add_table(catalog: &mut Catalog, declared: declared::Table, context: &mut Context<'_>) {
    let exact = context.tells_cases_apart();
    let is_same = |known: &Name| known.schema == declared.name.schema && (!exact || known.text == declared.name.text);
    if catalog.table(&declared.name).is_some_and(|at| is_same(&catalog.tables[at].name)) {
        if declared.if_not_exists {
            context.note(format!(
                "table `{}` is declared again with IF NOT EXISTS; that declaration is left out",
                declared.name.text
            ));
        } else {
            context.problem(twice("table", &declared.name));
        }
        return;
    }
    let mut table = Table {
        name: declared.name,
        columns: Vec::new(),
        primary_key: None,
        foreign_keys: Vec::new(),
        uniques: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        comment: declared.comment,
        without_rowid: declared.without_rowid,
        strict: declared.strict,
        annotation: declared.annotation,
        text: declared.text,
    };
    for parent in &declared.parents {
        inherit(catalog, &mut table, parent, context);
    }
    for element in declared.elements {
        match element {
            Element::Like(parent) => inherit(catalog, &mut table, &parent, context),
            element => add(&mut table, element, context),
        }
    }
    if table.columns.is_empty() && !context.incomplete {
        context.problem(
            Problem::new(format!("table `{}` has no columns", table.name.text), table.name.span)
                .cure("declare its columns"),
        );
    }
    catalog.tables.push(table);
}

/// INHERITS and LIKE copy columns and checks, but no keys.
fn inherit(catalog: &Catalog, table: &mut Table, parent: &Name, context: &mut Context<'_>) {
    let Some(at) = catalog.table(parent) else {
        missing(catalog, parent, context);
        return;
    };
    let parent = &catalog.tables[at];
    let in_key = |column: &Column| {
        let keys = parent.primary_key.iter().flat_map(|key| &key.columns);
        keys.clone().any(|ident| ident.text.eq_ignore_ascii_case(&column.name.text))
    };
    for column in &parent.columns {
        if table.column(&column.name.text).is_none() {
            table.columns.push(Column {
                not_null: column.not_null || in_key(column),
                constraints: Vec::new(),
                annotation: Annotation { docs: column.annotation.docs.clone(), words: Vec::new() },
                ..column.clone()
            });
        }
    }
    table.checks.extend(parent.checks.iter().cloned());
}

/// Adds an element of CREATE TABLE or ALTER TABLE.
pub(super) fn add(table: &mut Table, element: Element, context: &mut Context<'_>) {
    match element {
        Element::Column(column) => add_column(table, *column, context),
        Element::Constraint(constraint) => add_constraint(table, constraint, context),
        Element::Index(index) => table.indexes.push(index),
        Element::Like(_) => {}
    }
}

fn add_column(table: &mut Table, mut column: Column, context: &mut Context<'_>) {
    let exact = context.tells_cases_apart();
    let known = table.column(&column.name.text);
    if let Some(at) = known.filter(|at| !exact || table.columns[*at].name.text == column.name.text) {
        let first = table.columns[at].name.span.line;
        context.problem(
            Problem::new(
                format!(
                    "column `{}` is declared twice in table `{}`, first in line {first}",
                    column.name.text, table.name.text
                ),
                column.name.span,
            )
            .cure("rename or remove one of the two"),
        );
        return;
    }
    let constraints = std::mem::take(&mut column.constraints);
    table.columns.push(column);
    for constraint in constraints {
        add_constraint(table, constraint, context);
    }
}

pub(super) fn add_constraint(table: &mut Table, constraint: Constraint, context: &mut Context<'_>) {
    let Constraint { name, rule, span, annotation } = constraint;
    let is_foreign_key = matches!(rule, Rule::ForeignKey(_));
    for word in &annotation.words {
        if !(is_foreign_key && matches!(word.meaning, Meaning::Relationship(_))) {
            context.problem(word.misplaced("at a constraint"));
        }
    }
    match rule {
        Rule::PrimaryKey { columns, counted: is_counted } => {
            if let (true, [only]) = (is_counted, columns.as_slice())
                && let Some(at) = table.column(&only.text)
            {
                table.columns[at].identity = Some(counted());
            }
            if table.primary_key.is_some() {
                context.problem(
                    Problem::new(format!("table `{}` has two primary keys", table.name.text), span)
                        .cure("a key of several columns is written `PRIMARY KEY (a, b)`"),
                );
            } else {
                table.primary_key = Some(Key { name, columns });
            }
        }
        Rule::Unique { columns, nulls_not_distinct } => {
            table.uniques.push(UniqueKey { name, columns, nulls_not_distinct })
        }
        Rule::ForeignKey(key) => table.foreign_keys.push(Reference { name, key, span, annotation }),
        Rule::Check(condition) => table.checks.push(Check { name, condition }),
    }
}

fn add_index(catalog: &mut Catalog, table: &Name, index: Index, context: &mut Context<'_>) {
    match catalog.table(table) {
        Some(at) => catalog.tables[at].indexes.push(index),
        // PostgreSQL indexes materialized views; their metadata have no place for it.
        None if catalog.views.has(table) => {}
        None => missing(catalog, table, context),
    }
}

fn comment(catalog: &mut Catalog, on: &CommentOn, text: Option<String>, context: &mut Context<'_>) {
    match on {
        CommentOn::Table(name) => match catalog.table(name) {
            Some(at) => catalog.tables[at].comment = text,
            None => missing(catalog, name, context),
        },
        CommentOn::Column { table, column } => match catalog.table(table) {
            Some(at) => match catalog.tables[at].require_column(column) {
                Ok(column) => catalog.tables[at].columns[column].comment = text,
                Err(problem) => context.missing(problem),
            },
            None if catalog.views.has(table) => {}
            None => missing(catalog, table, context),
        },
        CommentOn::View(name) => match catalog.views.find(name) {
            Some(at) => catalog.views[at].comment = text,
            None => missing(catalog, name, context),
        },
        CommentOn::Type(name) => {
            if let Some(at) = catalog.enums.find(name) {
                catalog.enums[at].comment = text;
            }
        }
    }
}
