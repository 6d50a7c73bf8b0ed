//! Applies the declarations in order: ALTER TABLE and CREATE INDEX to the tables before them, COMMENT ON at the end.

use std::collections::{BTreeMap, BTreeSet};

use realgar_metadata::type_name::{Family, TypeName};
use realgar_metadata::{DefaultValue, DefinitionKind, Dialect};

use super::catalog::{Catalog, Check, Key, Partition, Reference, Table, UniqueKey};
use super::changes::{self, mentions};
use super::context::Context;
use super::{left_out, type_changes};
use crate::report::Problem;
use crate::syntax::comment::{Annotation, Meaning};
use crate::syntax::declared::{
    self, Column, CommentOn, Constraint, Declaration, Element, Exclude, Including, Index, Name, Rule, counted,
    is_sequence,
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
                    catalog.definitions.push(*definition);
                }
            }
            Declaration::OwnedBy { sequence, table, column } => {
                if let Some(at) = definition(&catalog, DefinitionKind::Sequence, &sequence) {
                    catalog.definitions[at].owned_by = Some((table, column));
                }
            }
            Declaration::VirtualTable(name) => {
                context.note(format!("virtual table `{}` is left out: only its module knows its columns", name.text));
                catalog.left_out.push(name);
            }
            Declaration::Index { table, index } => add_index(&mut catalog, &table, index, context),
            Declaration::Alter { table, if_exists, change } => match catalog.table(&table) {
                Some(at) => changes::apply(&mut catalog, at, change, context),
                None if if_exists => {}
                None => missing(&catalog, &table, context),
            },
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
fn missing(catalog: &Catalog, name: &Name, context: &mut Context<'_>) {
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
        catalog.partitions.push(Partition { name: declared.name, parent, bound, by });
        return;
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
        counts_from: declared.counts_from,
        comment: declared.comment,
        without_rowid: declared.without_rowid,
        strict: declared.strict,
        annotation: declared.annotation,
        text: declared.text,
    };
    for parent in &declared.parents {
        context.note(format!(
            "table `{}` inherits from `{}`: it has the same columns, and its rows are its own",
            table.name.text, parent.text
        ));
        // What a parent's key is for is not taken over.
        let including = Including { identity: false, indexes: false, ..Including::ALL };
        take_over(catalog, &mut table, parent, including, context);
    }
    for element in declared.elements {
        match element {
            Element::Like(like) => take_over(catalog, &mut table, &like.table, like.including, context),
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

/// What follows PARTITION BY in an option.
pub(super) fn partition_by(option: &str) -> Option<String> {
    let words = "PARTITION BY";
    let (start, rest) = option.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then(|| rest.trim().to_owned())
}

/// INHERITS and LIKE take over columns, and what else is included. Foreign keys never are.
fn take_over(catalog: &Catalog, table: &mut Table, parent: &Name, including: Including, context: &mut Context<'_>) {
    let Some(at) = catalog.table(parent) else {
        missing(catalog, parent, context);
        return;
    };
    let parent = &catalog.tables[at];
    let postgresql = context.dialect == Some(Dialect::PostgreSql);
    let in_key = |column: &Column| {
        let keys = parent.primary_key.iter().flat_map(|key| &key.columns);
        keys.clone().any(|ident| ident.text.eq_ignore_ascii_case(&column.name.text))
    };
    for column in &parent.columns {
        if table.column(&column.name.text).is_some() {
            continue;
        }
        let mut taken = Column {
            not_null: column.not_null || in_key(column) || column.identity.is_some(),
            constraints: Vec::new(),
            annotation: Annotation { docs: column.annotation.docs.clone(), words: Vec::new() },
            ..column.clone()
        };
        if let Some(family) = taken.sql_type.name.family().filter(|family| family.is_serial()) {
            // The new column is a plain integer, which may take its numbers from the same sequence.
            let sequence = format!("{}_{}_seq", parent.name.text, column.name.text);
            let mut quoted = String::new();
            Dialect::PostgreSql.write_qualified_identifier(&mut quoted, parent.name.schema.as_deref(), &sequence);
            taken.sql_type.name = plain_integer(family);
            taken.identity = Some(counted());
            taken.default = Some(DefaultValue::Expression(format!("nextval('{quoted}'::regclass)").into()));
            taken.not_null = true;
        }
        if !including.comments {
            taken.comment = None;
        }
        if !including.generated {
            taken.generated = None;
        }
        // A default that takes the next number of a sequence takes it here, too.
        let counts = taken.default.as_ref().is_some_and(is_sequence);
        if !including.defaults {
            taken.default = None;
        }
        if !(if counts { including.defaults } else { including.identity }) {
            taken.identity = None;
        }
        table.columns.push(taken);
    }
    if including.constraints {
        table.checks.extend(parent.checks.iter().map(|check| Check {
            // PostgreSQL takes over the name as well, also the one that it has chosen itself.
            name: check.name.clone().or_else(|| postgresql.then(|| check_name(parent, &check.condition))),
            ..check.clone()
        }));
    }
    if including.indexes {
        take_over_keys(table, parent, including, context);
    }
}

/// The type of a SERIAL's numbers.
fn plain_integer(family: Family) -> TypeName {
    let words = match family {
        Family::SmallSerial => "smallint",
        Family::BigSerial => "bigint",
        _ => "integer",
    };
    TypeName { words: words.to_owned(), text: words.to_owned(), ..TypeName::default() }
}

/// The name that PostgreSQL gives to a check without one: that of the table and of its only column.
fn check_name(table: &Table, condition: &str) -> String {
    let mut columns = table.columns.iter().filter(|column| mentions(condition, &column.name.text));
    match (columns.next(), columns.next()) {
        (Some(only), None) => format!("{}_{}_check", table.name.text, only.name.text),
        _ => format!("{}_check", table.name.text),
    }
}

/// Keys and indexes. PostgreSQL names them after the new table, MySQL keeps their names.
fn take_over_keys(table: &mut Table, parent: &Table, including: Including, context: &Context<'_>) {
    let mysql = context.dialect.or(context.spelling) == Some(Dialect::MySql);
    let name = |name: &Option<String>| name.clone().filter(|_| mysql);
    if table.primary_key.is_none() {
        table.primary_key = parent.primary_key.clone().map(|key| Key { name: None, ..key });
    }
    table.uniques.extend(parent.uniques.iter().map(|key| UniqueKey { name: name(&key.name), ..key.clone() }));
    table.excludes.extend(parent.excludes.iter().map(|exclude| Exclude { name: None, ..exclude.clone() }));
    table.indexes.extend(parent.indexes.iter().map(|index| Index {
        name: index.name.clone().filter(|_| mysql),
        comment: index.comment.clone().filter(|_| including.comments),
        ..index.clone()
    }));
    if mysql {
        table.options.extend(parent.options.iter().cloned());
        table.comment = table.comment.take().or_else(|| parent.comment.clone());
        table.without_rowid |= parent.without_rowid;
    }
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
        Rule::Check { condition, no_inherit } => {
            table.checks.push(Check { name, condition, domain: None, no_inherit });
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
