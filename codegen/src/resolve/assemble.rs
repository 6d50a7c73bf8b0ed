//! Applies the declarations in order: ALTER TABLE and CREATE INDEX to the tables before them, COMMENT ON at the end.

use std::collections::{BTreeMap, BTreeSet};

use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{DefaultValue, DefinitionKind, Dialect};

use super::catalog::{Catalog, Check, Key, Partition, Reference, Table, UniqueKey};
use super::changes;
use super::context::Context;
use super::take_over::{merge, take_over};
use super::{domain_changes, left_out, partitions, renames, type_changes};
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::declared::{
    self, CheckRule, Column, CommentOn, Constraint, Declaration, Element, Including, Index, KeyOptions, Name, Rule,
    counted, is_sequence,
};

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
            Declaration::Definition(definition) => {
                // Dumps write IF NOT EXISTS, and several files of one schema may need the same extension.
                if !catalog
                    .definitions
                    .iter()
                    .any(|other| other.kind == definition.kind && same(&other.name, &definition.name))
                {
                    if definition.kind == DefinitionKind::VirtualTable {
                        let name = &definition.name.text;
                        let module =
                            realgar_metadata::virtual_table::module(definition.sql.trim_start_matches("USING "));
                        context.note(format!(
                            "virtual table `{name}` is created as written and has no model: only its module `{module}` knows its columns"
                        ));
                        catalog.left_out.push(definition.name.clone());
                    }
                    catalog.definitions.push(*definition);
                }
            }
            Declaration::OwnedBy { sequence, table, column } => {
                if let Some(at) = definition(&catalog, DefinitionKind::Sequence, &sequence) {
                    catalog.definitions[at].owned_by = Some((table, column));
                }
            }
            Declaration::LeftOut(name) => catalog.left_out.push(name),
            Declaration::Index { table, index, around } => {
                if !partitions::add_index(&mut catalog, &table, &index, &around) {
                    add_index(&mut catalog, &table, index, context);
                }
            }
            Declaration::Alter { table, if_exists, change, action } => {
                if !partitions::alter(&mut catalog, &table, &change, &action) {
                    match catalog.table(&table) {
                        Some(at) => changes::apply(&mut catalog, at, change, context),
                        None if if_exists => {}
                        None => missing(&catalog, &table, context),
                    }
                }
            }
            Declaration::AlterDomain { name, change, action } => {
                domain_changes::apply(&mut catalog, &name, change, action, context);
            }
            Declaration::AlterIndex { index, change } => renames::alter_index(&mut catalog, &index, &change),
            Declaration::Move { object, name, change } => {
                renames::move_object(&mut catalog, object, &name, change);
            }
            Declaration::AlterType { name, change } => type_changes::apply(&mut catalog, &name, change, context),
            Declaration::DropType(name) => type_changes::remove(&mut catalog, &name),
            Declaration::DropIndex { name, table } => type_changes::drop_index(&mut catalog, &name, table.as_ref()),
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
    let mut on_indexes = BTreeMap::new();
    for (on, text) in comments {
        match on {
            CommentOn::Index(name) => {
                on_indexes.insert(name.text, text);
            }
            on => comment(&mut catalog, &on, text, context),
        }
    }
    for index in catalog.tables.iter_mut().flat_map(|table| &mut table.indexes) {
        if let Some(text) = index.name.as_ref().and_then(|name| on_indexes.remove(&name.text)) {
            index.comment = text;
        }
    }
    left_out::leave_out(&mut catalog, context);
    drop_unknown_sequences(&mut catalog);
    catalog
}

fn same(a: &Name, b: &Name) -> bool {
    a.text == b.text && a.schema == b.schema
}

/// The position of an object of this kind.
fn definition(catalog: &Catalog, kind: DefinitionKind, name: &Name) -> Option<usize> {
    let of_kind = || catalog.definitions.iter().enumerate().filter(|(_, found)| found.kind == kind);
    let in_any_schema = |found: &declared::Definition| found.name.text == name.text && name.schema.is_none();
    of_kind()
        .find(|(_, found)| same(&found.name, name))
        .or_else(|| of_kind().find(|(_, found)| in_any_schema(found)))
        .map(|(at, _)| at)
}

/// Leaves out the defaults whose sequences are not declared: IDENTITY takes their place.
fn drop_unknown_sequences(catalog: &mut Catalog) {
    let declared = catalog.definitions.iter().filter(|definition| definition.kind == DefinitionKind::Sequence);
    let declared = declared.map(|definition| definition.name.text.clone());
    // SERIAL makes one of its own.
    let serial = catalog.tables.iter().flat_map(|table| {
        let serial = table.columns.iter().filter(|column| column.sql_type.name.family().is_some_and(Family::is_serial));
        serial.map(|column| format!("{}_{}_seq", table.name.text, column.name.text))
    });
    let sequences: BTreeSet<String> = declared.chain(serial).collect();
    for column in catalog.tables.iter_mut().flat_map(|table| &mut table.columns) {
        let Some(DefaultValue::Expression(sql)) = &column.default else { continue };
        if column.default.as_ref().is_some_and(is_sequence) {
            // nextval('public."users_id_seq"'::regclass)
            let name = sql.split('\'').nth(1).unwrap_or_default();
            let name = name.rsplit('.').next().unwrap_or_default().trim_matches('"');
            if !sequences.contains(name) {
                column.default = None;
            }
        }
    }
}

fn twice(what: &str, name: &Name) -> Problem {
    Problem::new(format!("{what} `{}` is declared twice", name.text), name.span).cure("remove one of the two")
}

/// Reports a table that is not there, unless it is known and left out, or something could not be read.
pub(super) fn missing(catalog: &Catalog, name: &Name, context: &mut Context<'_>) {
    if !catalog.is_left_out(name) && !context.incomplete {
        context.problem(catalog.no_table(name));
    }
}

fn add_table(catalog: &mut Catalog, declared: declared::Table, context: &mut Context<'_>) {
    if let Some((parent, bound)) = declared.partition_of {
        context.note(format!("table `{}` is a partition; its rows are read through its parent", declared.name.text));
        let by = declared.options.iter().find_map(|option| partition_by(option));
        catalog.left_out.push(declared.name.clone());
        if catalog.partitions.has(&declared.name) {
            context.problem(twice("table", &declared.name));
            return;
        }
        catalog.partitions.push(Partition { name: declared.name, parent, bound, by, additions: Vec::new() });
        return;
    }
    if declared.or_replace
        && let Some(at) = catalog.table(&declared.name)
    {
        catalog.tables.remove(at);
    }
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
        excludes: Vec::new(),
        indexes: Vec::new(),
        options: declared.options,
        parents: Vec::new(),
        counts_from: declared.counts_from,
        comment: declared.comment,
        without_rowid: declared.without_rowid,
        strict: declared.strict,
        module: declared.module,
        annotation: declared.annotation,
        text: declared.text,
    };
    for parent in &declared.parents {
        context.note(changes::inherits_note(&table.name, parent));
        if let Some(at) = catalog.table(parent) {
            table.parents.push(catalog.tables[at].name.clone());
        }
        // What a parent's key is for is not taken over.
        let including = Including { identity: false, indexes: false, ..Including::ALL };
        take_over(catalog, &mut table, parent, including, context);
    }
    let inherited = table.columns.len();
    for element in declared.elements {
        match element {
            Element::Like(like) => take_over(catalog, &mut table, &like.table, like.including, context),
            Element::Column(column) => match table.column(&column.name.text).filter(|at| *at < inherited) {
                Some(at) => merge(&mut table, at, *column, context),
                None => add_column(&mut table, *column, context),
            },
            element => add(&mut table, element, context),
        }
    }
    if table.columns.is_empty() && context.dialect == Some(Dialect::PostgreSql) {
        context.note(format!("table `{}` has no columns and is left out", table.name.text));
        catalog.left_out.push(table.name);
        return;
    }
    if table.columns.is_empty() && !context.incomplete {
        context.problem(
            Problem::new(format!("table `{}` has no columns", table.name.text), table.name.span)
                .cure("declare its columns"),
        );
    }
    catalog.tables.push(table);
}

/// What follows PARTITION BY in an option.
pub(super) fn partition_by(option: &str) -> Option<String> {
    let words = "PARTITION BY";
    let (start, rest) = option.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then(|| rest.trim().to_owned())
}

/// Adds an element of CREATE TABLE or ALTER TABLE.
pub(super) fn add(table: &mut Table, element: Element, context: &mut Context<'_>) {
    match element {
        Element::Column(column) => add_column(table, *column, context),
        Element::Constraint(constraint) => add_constraint(table, constraint, context),
        Element::Index(index) => table.indexes.push(index),
        Element::Exclude(exclude) => table.excludes.push(exclude),
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
    if context.dialect.or(context.spelling) == Some(Dialect::MySql) && column.sql_type.name.words == "serial" {
        spell_serial_out(&mut column);
        let in_key =
            constraints.iter().any(|found| matches!(found.rule, Rule::PrimaryKey { .. } | Rule::Unique { .. }));
        let columns = vec![column.name.clone()];
        table.uniques.extend((!in_key).then(|| UniqueKey { name: None, columns, options: KeyOptions::default() }));
    }
    let name = column.name.text.clone();
    table.columns.push(column);
    add_column_constraints(table, &name, constraints, context);
}

/// The constraints beside a column. One without a name stays there in MySQL.
pub(super) fn add_column_constraints(
    table: &mut Table,
    column: &str,
    constraints: Vec<Constraint>,
    context: &mut Context<'_>,
) {
    let mysql = context.dialect.or(context.spelling) == Some(Dialect::MySql);
    let mut is_first = mysql;
    for constraint in constraints {
        let stays = is_first && constraint.name.is_none() && matches!(constraint.rule, Rule::Check(_));
        add_constraint(table, constraint, context);
        if let (true, Some(check)) = (stays, table.checks.last_mut()) {
            check.column = Some(column.to_owned());
            is_first = false;
        }
    }
}

/// MySQL's SERIAL is `BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE`.
fn spell_serial_out(column: &mut Column) {
    column.sql_type.name = TypeName {
        words: "bigint".to_owned(),
        unsigned: true,
        text: "BIGINT UNSIGNED".to_owned(),
        ..TypeName::default()
    };
    column.not_null = true;
    column.identity = Some(counted());
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
        Rule::PrimaryKey { columns, counted: is_counted, options } => {
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
                table.primary_key = Some(Key { name, columns, options });
            }
        }
        Rule::Unique { columns, options } => table.uniques.push(UniqueKey { name, columns, options }),
        Rule::ForeignKey(key) => table.foreign_keys.push(Reference { name, key, span, annotation }),
        Rule::Check(CheckRule { condition, no_inherit, not_enforced, on_conflict }) => {
            // One that is declared again beside INHERITS is one with the inherited one.
            if !table.parents.is_empty() && name.is_some() {
                table.checks.retain(|known| known.name != name);
            }
            table.checks.push(Check {
                name,
                condition,
                domain: None,
                no_inherit,
                not_enforced,
                on_conflict,
                column: None,
            });
        }
    }
}

fn add_index(catalog: &mut Catalog, table: &Name, index: Index, context: &mut Context<'_>) {
    match catalog.table(table) {
        Some(at) => catalog.tables[at].indexes.push(index),
        None => match catalog.views.find(table) {
            // PostgreSQL indexes materialized views.
            Some(at) => catalog.views[at].indexes.push(index),
            None => missing(catalog, table, context),
        },
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
        CommentOn::Index(_) => {}
        CommentOn::Type(name) => {
            if let Some(at) = catalog.enums.find(name) {
                catalog.enums[at].comment = text;
            } else if let Some(at) = catalog.domains.find(name) {
                catalog.domains[at].comment = text;
            } else if let Some(at) = definition(catalog, DefinitionKind::Type, name) {
                catalog.definitions[at].comment = text;
            }
        }
    }
}
