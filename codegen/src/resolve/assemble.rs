//! Applies the declarations in their order: ALTER TABLE, CREATE INDEX and COMMENT ON to the tables that came before.

use realgar_metadata::Dialect;

use super::catalog::{self, Catalog, Check, Key, Reference, Table, UniqueKey};
use super::context::Context;
use crate::report::Problem;
use crate::syntax::comment::{Annotation, Meaning};
use crate::syntax::declared::{
    self, Change, Column, CommentOn, Constraint, Declaration, Element, Ident, Index, Name, Rule, counted,
};

/// Endings of the tables in which SQLite's full-text and R-tree modules keep their data.
const SHADOWS: &[&str] = &[
    "_config",
    "_content",
    "_data",
    "_docsize",
    "_idx",
    "_node",
    "_parent",
    "_rowid",
    "_segdir",
    "_segments",
    "_stat",
];

/// Applies all declarations.
pub(super) fn assemble(declarations: Vec<Declaration>, context: &mut Context<'_>) -> Catalog {
    let mut catalog = Catalog::default();
    let mut comments = Vec::new();
    for declaration in declarations {
        match declaration {
            Declaration::Table(table) => add_table(&mut catalog, *table, context),
            Declaration::View(view) => {
                // Dumps declare a view twice: first with the right columns, and at the end with its query.
                match catalog::find(catalog.views.iter().map(|view| &view.name), &view.name) {
                    Some(at) => catalog.views[at] = *view,
                    None => catalog.views.push(*view),
                }
            }
            Declaration::Enum(found) => {
                if catalog::find(catalog.enums.iter().map(|known| &known.name), &found.name).is_some() {
                    context.problem(twice("type", &found.name));
                } else {
                    catalog.enums.push(found);
                }
            }
            Declaration::Domain(domain) => catalog.domains.push(*domain),
            Declaration::OtherType(name) => catalog.other_types.push(name),
            Declaration::VirtualTable(name) => {
                context.note(format!("virtual table `{}` is left out: its module knows its columns", name.text));
                catalog.left_out.push(name);
            }
            Declaration::Index { table, index } => add_index(&mut catalog, &table, index, context),
            Declaration::Alter { table, change } => match catalog.table(&table) {
                Some(at) => alter(&mut catalog, at, change, context),
                None => missing(&catalog, &table, context),
            },
            // A comment may stand before what makes its column what it is.
            Declaration::Comment { on, text } => comments.push((on, text)),
            Declaration::DropTable(name) => {
                if let Some(at) = catalog.table(&name) {
                    catalog.tables.remove(at);
                }
            }
            Declaration::DropView(name) => {
                if let Some(at) = catalog::find(catalog.views.iter().map(|view| &view.name), &name) {
                    catalog.views.remove(at);
                }
            }
        }
    }
    for (on, text) in comments {
        comment(&mut catalog, &on, text, context);
    }
    leave_out(&mut catalog, context);
    catalog
}

fn twice(what: &str, name: &Name) -> Problem {
    Problem::new(format!("{what} `{}` is declared twice", name.text), name.span).cure("take one of the two out")
}

/// The table is not there. That is no problem if it is known and left out, or if something could not be read.
fn missing(catalog: &Catalog, name: &Name, context: &mut Context<'_>) {
    if !catalog.is_left_out(name) && !context.incomplete {
        context.problem(catalog.no_table(name));
    }
}

fn add_table(catalog: &mut Catalog, declared: declared::Table, context: &mut Context<'_>) {
    if catalog.table(&declared.name).is_some_and(|at| catalog.tables[at].name.schema == declared.name.schema) {
        if declared.if_not_exists {
            context.note(format!(
                "table `{}` is declared again with IF NOT EXISTS, which is left out",
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

fn add(table: &mut Table, element: Element, context: &mut Context<'_>) {
    match element {
        Element::Column(column) => add_column(table, *column, context),
        Element::Constraint(constraint) => add_constraint(table, constraint, context),
        Element::Index(index) => table.indexes.push(index),
        Element::Like(_) => {}
    }
}

fn add_column(table: &mut Table, mut column: Column, context: &mut Context<'_>) {
    if let Some(at) = table.column(&column.name.text) {
        let first = table.columns[at].name.span.line;
        context.problem(
            Problem::new(
                format!(
                    "column `{}` is declared twice in table `{}`, first in line {first}",
                    column.name.text, table.name.text
                ),
                column.name.span,
            )
            .cure("rename one of the two, or take it out"),
        );
        return;
    }
    let constraints = std::mem::take(&mut column.constraints);
    table.columns.push(column);
    for constraint in constraints {
        add_constraint(table, constraint, context);
    }
}

fn add_constraint(table: &mut Table, constraint: Constraint, context: &mut Context<'_>) {
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
        None if catalog::find(catalog.views.iter().map(|view| &view.name), table).is_some() => {}
        None => missing(catalog, table, context),
    }
}

fn alter(catalog: &mut Catalog, at: usize, change: Change, context: &mut Context<'_>) {
    if let Change::Rename { to } = change {
        rename_table(catalog, at, to);
        return;
    }
    if let Change::AttachPartition(partition) = change {
        catalog.partitions.push(partition);
        return;
    }
    let table = &mut catalog.tables[at];
    let column = |table: &Table, name: &Ident, context: &mut Context<'_>| match table.require_column(name) {
        Ok(at) => Some(at),
        Err(problem) => {
            context.missing(problem);
            None
        }
    };
    match change {
        Change::Add(element) => match *element {
            Element::Like(_) => {}
            element => add(table, element, context),
        },
        Change::Default { column: name, default } => {
            if let Some(at) = column(table, &name, context) {
                let column = &mut table.columns[at];
                if default.as_ref().is_some_and(is_sequence) {
                    column.identity = Some(counted());
                    column.default = None;
                } else {
                    column.default = default;
                }
            }
        }
        Change::NotNull { column: name, not_null } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].not_null = not_null;
            }
        }
        Change::Identity { column: name, identity } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].identity = Some(identity);
            }
        }
        Change::Type { column: name, sql_type } => {
            if let Some(at) = column(table, &name, context) {
                table.columns[at].sql_type = sql_type;
            }
        }
        Change::Modify { column: name, definition } => {
            if let Some(at) = column(table, &name, context) {
                modify(table, at, *definition, context);
            }
        }
        Change::DropColumn { column: name } => {
            if let Some(at) = column(table, &name, context) {
                drop_column(table, at);
            }
        }
        Change::RenameColumn { from, to } => {
            if let Some(at) = column(table, &from, context) {
                rename_column(table, at, &to);
            }
        }
        Change::DropConstraint { name } => drop_constraint(table, &name.text),
        Change::DropPrimaryKey => table.primary_key = None,
        Change::Rename { .. } | Change::AttachPartition(_) => {}
    }
}

/// DEFAULT nextval('…'): the column counts up.
fn is_sequence(default: &realgar_metadata::DefaultValue) -> bool {
    matches!(default, realgar_metadata::DefaultValue::Expression(expression)
        if expression.to_ascii_lowercase().starts_with("nextval"))
}

/// MySQL's MODIFY: the new definition takes the place of the old one, whose comments and keys remain.
fn modify(table: &mut Table, at: usize, mut definition: Column, context: &mut Context<'_>) {
    let to = definition.name.clone();
    if table.columns[at].name.text != to.text {
        rename_column(table, at, &to);
    }
    let constraints = std::mem::take(&mut definition.constraints);
    let old = &table.columns[at];
    definition.name = old.name.clone();
    if definition.annotation.docs.is_none() {
        definition.annotation.docs.clone_from(&old.annotation.docs);
    }
    definition.annotation.words.extend(old.annotation.words.iter().cloned());
    table.columns[at] = definition;
    for constraint in constraints {
        add_constraint(table, constraint, context);
    }
}

fn rename_table(catalog: &mut Catalog, at: usize, to: Name) {
    let from = catalog.tables[at].name.clone();
    for table in &mut catalog.tables {
        for reference in &mut table.foreign_keys {
            if reference.key.table.text == from.text {
                reference.key.table.text.clone_from(&to.text);
            }
        }
    }
    let table = &mut catalog.tables[at];
    table.name = Name { schema: to.schema.or(from.schema), text: to.text, span: from.span };
}

fn rename_column(table: &mut Table, at: usize, to: &Ident) {
    let from = table.columns[at].name.text.clone();
    let rename = |idents: &mut Vec<Ident>| {
        idents.iter_mut().filter(|ident| ident.text == from).for_each(|ident| ident.text.clone_from(&to.text));
    };
    table.primary_key.iter_mut().for_each(|key| rename(&mut key.columns));
    table.uniques.iter_mut().for_each(|unique| rename(&mut unique.columns));
    table.foreign_keys.iter_mut().for_each(|reference| rename(&mut reference.key.columns));
    for (key, _) in table.indexes.iter_mut().flat_map(|index| &mut index.keys) {
        if key.is_column && key.expression == from {
            key.expression = catalog::text(&to.text);
        }
    }
    table.columns[at].name.text.clone_from(&to.text);
}

/// A column goes with everything that is over it.
pub(super) fn drop_column(table: &mut Table, at: usize) {
    let name = table.columns.remove(at).name.text;
    let over = |idents: &[Ident]| idents.iter().any(|ident| ident.text == name);
    if table.primary_key.as_ref().is_some_and(|key| over(&key.columns)) {
        table.primary_key = None;
    }
    table.uniques.retain(|unique| !over(&unique.columns));
    table.foreign_keys.retain(|reference| !over(&reference.key.columns));
    table.indexes.retain(|index| !index.keys.iter().any(|(key, _)| key.is_column && key.expression == name));
    table.checks.retain(|check| !mentions(&check.condition, &name));
}

/// A piece of SQL has this word in it.
fn mentions(sql: &str, word: &str) -> bool {
    sql.split(|character: char| !(character.is_alphanumeric() || character == '_' || character == '$'))
        .any(|part| part.eq_ignore_ascii_case(word))
}

fn drop_constraint(table: &mut Table, name: &str) {
    let is =
        |candidate: &Option<String>| candidate.as_deref().is_some_and(|candidate| candidate.eq_ignore_ascii_case(name));
    if table.primary_key.as_ref().is_some_and(|key| is(&key.name)) {
        table.primary_key = None;
    }
    table.uniques.retain(|unique| !is(&unique.name));
    table.foreign_keys.retain(|reference| !is(&reference.name));
    table.checks.retain(|check| !is(&check.name));
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
            None if catalog::find(catalog.views.iter().map(|view| &view.name), table).is_some() => {}
            None => missing(catalog, table, context),
        },
        CommentOn::View(name) => match catalog::find(catalog.views.iter().map(|view| &view.name), name) {
            Some(at) => catalog.views[at].comment = text,
            None => missing(catalog, name, context),
        },
        CommentOn::Type(name) => {
            if let Some(at) = catalog::find(catalog.enums.iter().map(|found| &found.name), name) {
                catalog.enums[at].comment = text;
            }
        }
    }
}

/// Takes out what `@skip` says, and what SQLite keeps for itself.
fn leave_out(catalog: &mut Catalog, context: &mut Context<'_>) {
    let mut left_out = std::mem::take(&mut catalog.left_out);
    let virtual_tables: Vec<String> = left_out.iter().map(|name| name.text.to_lowercase()).collect();
    // SQLite's `.dump` does not say CREATE VIRTUAL TABLE, but its modules put the names of their tables in single quotes.
    let is_shadow = |table: &Table| {
        let name = table.name.text.to_lowercase();
        let of_virtual = virtual_tables
            .iter()
            .any(|table| name.strip_prefix(table.as_str()).is_some_and(|ending| SHADOWS.contains(&ending)));
        let in_single_quotes =
            table.text.find(['\'', '"', '`', '[', '(']).is_some_and(|at| table.text[at..].starts_with('\''));
        of_virtual || (in_single_quotes && SHADOWS.iter().any(|ending| name.ends_with(ending)))
    };
    let partitions = std::mem::take(&mut catalog.partitions);
    catalog.tables.retain(|table| {
        let skipped = table.annotation.words.iter().any(|word| word.meaning == Meaning::Skip);
        let own =
            table.name.text.starts_with("sqlite_") && context.dialect.is_none_or(|dialect| dialect == Dialect::Sqlite);
        let shadow = is_shadow(table);
        let partition = catalog::find(partitions.iter(), &table.name).is_some();
        if partition {
            context
                .notes
                .push(format!("table `{}` is a partition, its rows are read through its parent", table.name.text));
        }
        if own || shadow {
            context.notes.push(format!("table `{}` belongs to SQLite and is left out", table.name.text));
        }
        let out = skipped || own || shadow || partition;
        if out {
            left_out.push(table.name.clone());
        }
        !out
    });
    catalog.views.retain(|view| !view.annotation.words.iter().any(|word| word.meaning == Meaning::Skip));
    catalog.left_out = left_out;
    for table in &mut catalog.tables {
        skip_columns(table, context);
    }
}

/// Takes out columns with `@skip`, if rows can be inserted without them.
fn skip_columns(table: &mut Table, context: &mut Context<'_>) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        let Some(word) = column.annotation.words.iter().find(|word| word.meaning == Meaning::Skip) else {
            at += 1;
            continue;
        };
        let in_key = |idents: &[Ident]| idents.iter().any(|ident| ident.text.eq_ignore_ascii_case(&column.name.text));
        let keyed = table.primary_key.as_ref().is_some_and(|key| in_key(&key.columns))
            || table.foreign_keys.iter().any(|reference| in_key(&reference.key.columns));
        let needed =
            column.not_null && column.default.is_none() && column.generated.is_none() && column.identity.is_none();
        let why = if keyed {
            Some("is part of a key")
        } else if needed {
            Some("is NOT NULL and has no default, so no row could be inserted without it")
        } else {
            None
        };
        match why {
            Some(why) => {
                context.problem(
                    Problem::new(format!("column `{}` cannot be skipped: it {why}", column.name.text), word.span)
                        .cure("take `@skip` out, or give the column a default"),
                );
                at += 1;
            }
            None => {
                context.notes.push(format!("column `{}.{}` is skipped", table.name.text, column.name.text));
                drop_column(table, at);
            }
        }
    }
}
