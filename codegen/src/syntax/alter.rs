//! ALTER TABLE: each action that changes the shape of a table. All others are passed over.

use sqlparser::ast::{AlterColumnOperation, AlterTableOperation, RenameTableNameKind};
use sqlparser::parser::Parser;

use super::attach::attach;
use super::column::{column, default, identity};
use super::comment::{self, Annotation};
use super::constraint::element;
use super::declared::{Change, Declaration, Element, Ident};
use super::file::File;
use super::grammar::{self, Grammar};
use super::split::Statement;
use super::sql_type::sql_type;
use super::table::leading_name;
use super::token_slice::{Parsed, TokenSlice};
use crate::report::Problem;
use realgar_metadata::Dialect;

/// Reads ALTER TABLE. Errors of single actions go to `problems`.
pub(super) fn alter_table(
    file: &File<'_>,
    statement: &Statement,
    problems: &mut Vec<Problem>,
) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let if_exists = slice.are(2, &["IF", "EXISTS"]);
    let mut at = if if_exists { 4 } else { 2 };
    at += usize::from(slice.is(at, "ONLY"));
    let (table, behind) = leading_name(slice.from(at), "ALTER TABLE")?;
    at += behind;
    at += usize::from(slice.is_symbol(at, b'*'));
    let parts = slice.from(at).parts();
    let ranges: Vec<(usize, usize)> = parts.iter().map(|part| part.range()).collect();
    let mut attached = attach(file, statement, &ranges);
    // With a single action, the comments above the statement belong to the action.
    if let [only] = attached.parts.as_mut_slice() {
        only.splice(0..0, statement.above.iter().copied());
        only.append(&mut attached.statement);
    } else {
        attached.loose.extend(&statement.above);
    }
    let mut changes = Vec::new();
    for (part, comments) in parts.into_iter().zip(&attached.parts) {
        let annotation = comment::read(file, comments, problems);
        let words = annotation.words.clone();
        match action(part, annotation) {
            Ok(Some(found)) => {
                let annotated = found.iter().any(|change| matches!(change, Change::Add(_) | Change::Modify { .. }));
                if !annotated {
                    words.iter().for_each(|word| problems.push(word.misplaced("here")));
                }
                changes.extend(found.into_iter().map(|change| Declaration::Alter {
                    table: table.clone(),
                    if_exists,
                    change,
                    action: part.written(),
                }));
            }
            Ok(None) => words.iter().for_each(|word| problems.push(word.misplaced("here"))),
            Err(problem) => problems.push(problem),
        }
    }
    comment::read_loose(file, &attached.loose, problems).iter().for_each(|word| problems.push(word.misplaced("here")));
    Ok(changes)
}

/// Reads one action. `None` if it does not change the shape of the table.
fn action(slice: TokenSlice<'_>, annotation: Annotation) -> Parsed<Option<Vec<Change>>> {
    if slice.is(0, "ADD") {
        let added = add(slice.from(1), annotation)?;
        let placed = match added.as_deref() {
            Some([Change::Add(element)]) => match &**element {
                Element::Column(column) => place(slice, &column.name)?,
                _ => None,
            },
            _ => None,
        };
        return Ok(added.map(|added| added.into_iter().chain(placed).collect()));
    }
    if slice.is_any(0, &["MODIFY", "CHANGE"]) {
        let change = modify(slice, annotation)?;
        let placed = match &change {
            Change::Modify { definition, .. } => place(slice, &definition.name)?,
            _ => None,
        };
        return Ok(Some(std::iter::once(change).chain(placed).collect()));
    }
    if let Some(change) = mysql_change(slice)? {
        return Ok(Some(vec![change]));
    }
    if let Some(change) = name_change(slice)? {
        return Ok(Some(vec![change]));
    }
    if is_shapeless(slice) {
        return Ok(None);
    }
    if slice.are(0, &["ATTACH", "PARTITION"]) {
        // sqlparser only knows ClickHouse's ATTACH PARTITION.
        let (partition, behind) = leading_name(slice.from(2), "ATTACH PARTITION")?;
        return Ok(Some(vec![Change::AttachPartition { partition, bound: slice.from(2 + behind).written() }]));
    }
    if slice.are(0, &["DROP", "CHECK"]) {
        return grammar::parse(slice.from(2), "DROP CHECK", |grammar| {
            Ok(Some(vec![Change::DropConstraint { name: grammar.ident()? }]))
        });
    }
    grammar::parse(slice, "action of ALTER TABLE", |grammar| {
        let operation = grammar.run(Parser::parse_alter_table_operation)?;
        change(grammar, operation).map(Some)
    })
}

/// What only MySQL changes.
fn mysql_change(slice: TokenSlice<'_>) -> Parsed<Option<Change>> {
    if matches!(slice.file.dialect, Some(Dialect::PostgreSql | Dialect::Sqlite)) {
        return Ok(None);
    }
    if slice.is(0, "DROP") && slice.is_any(1, &["INDEX", "KEY"]) {
        let at = if slice.are(2, &["IF", "EXISTS"]) { 4 } else { 2 };
        return Ok(Some(Change::DropIndex { name: ident(slice, at)? }));
    }
    let value = 1 + usize::from(slice.is_symbol(1, b'='));
    if value + 1 != slice.tokens.len() {
        return Ok(None);
    }
    Ok(match () {
        () if slice.is(0, "COMMENT") => Some(Change::Comment(slice.file.value_of(slice.tokens[value]))),
        () if slice.is_any(0, &["ENGINE", "ROW_FORMAT", "KEY_BLOCK_SIZE"]) => Some(Change::Option(slice.written())),
        () => None,
    })
}

/// MySQL's FIRST or AFTER at the end of a column's definition.
fn place(slice: TokenSlice<'_>, column: &Ident) -> Parsed<Option<Change>> {
    let end = slice.tokens.len();
    if matches!(slice.file.dialect, Some(Dialect::PostgreSql | Dialect::Sqlite)) || end < 4 {
        return Ok(None);
    }
    let column = column.clone();
    Ok(match () {
        () if slice.is(end - 1, "FIRST") => Some(Change::Place { column, after: None }),
        () if slice.is(end - 2, "AFTER") => Some(Change::Place { column, after: Some(ident(slice, end - 1)?) }),
        () => None,
    })
}

/// What changes a name or a parent, and sqlparser does not know.
fn name_change(slice: TokenSlice<'_>) -> Parsed<Option<Change>> {
    let parent = |at: usize| leading_name(slice.from(at), "ALTER TABLE").map(|(parent, _)| parent);
    Ok(Some(match () {
        () if slice.is(0, "RENAME") && slice.is_any(1, &["CONSTRAINT", "INDEX", "KEY"]) && slice.is(3, "TO") => {
            let (from, to) = (ident(slice, 2)?, ident(slice, 4)?);
            match slice.is(1, "CONSTRAINT") {
                true => Change::RenameConstraint { from, to },
                false => Change::RenameIndex { from, to },
            }
        }
        () if slice.are(0, &["SET", "SCHEMA"]) => Change::SetSchema(schema(slice, 2)?),
        () if slice.is(0, "INHERIT") => Change::Inherit { parent: parent(1)?, inherits: true },
        () if slice.are(0, &["NO", "INHERIT"]) => Change::Inherit { parent: parent(2)?, inherits: false },
        () => return Ok(None),
    }))
}

/// A name that stands alone.
pub(super) fn ident(slice: TokenSlice<'_>, at: usize) -> Parsed<Ident> {
    grammar::parse(slice.between(at, (at + 1).min(slice.tokens.len())), "name", |grammar| grammar.ident())
}

/// The name of a schema; `None` for the default one.
pub(super) fn schema(slice: TokenSlice<'_>, at: usize) -> Parsed<Option<String>> {
    Ok(Some(ident(slice, at)?.text).filter(|schema| schema != "public"))
}

/// Whether the action does not change the shape. Each database has many more actions than sqlparser knows.
fn is_shapeless(slice: TokenSlice<'_>) -> bool {
    let column = if slice.is(1, "COLUMN") { 3 } else { 2 };
    let last = slice.tokens.len().saturating_sub(1);
    match () {
        () if slice.is(0, "ALTER") => {
            let shapes: [&[&str]; 8] = [
                &["SET", "DEFAULT"],
                &["DROP", "DEFAULT"],
                &["SET", "NOT", "NULL"],
                &["DROP", "NOT", "NULL"],
                &["ADD", "GENERATED"],
                &["TYPE"],
                &["SET", "DATA", "TYPE"],
                &[],
            ];
            slice.is_any(1, &["CONSTRAINT", "INDEX", "CHECK"])
                || !shapes.iter().any(|shape| if shape.is_empty() { last < column } else { slice.are(column, shape) })
        }
        () if slice.is(0, "DROP") => slice.is_any(1, &["INDEX", "KEY", "PARTITION"]),
        () if slice.is(0, "RENAME") => slice.is_any(1, &["CONSTRAINT", "INDEX", "KEY"]),
        () => !slice.are(0, &["ATTACH", "PARTITION"]),
    }
}

/// What ADD adds. Elements are read as in CREATE TABLE.
fn add(slice: TokenSlice<'_>, annotation: Annotation) -> Parsed<Option<Vec<Change>>> {
    let column = usize::from(slice.is(0, "COLUMN"));
    if slice.is(column, "PARTITION") {
        return Ok(None);
    }
    let exists = if slice.are(column, &["IF", "NOT", "EXISTS"]) { 3 } else { 0 };
    let slice = slice.from(column + exists);
    if slice.is_symbol(0, b'(') {
        // MySQL: ADD (a INT, b INT).
        let mut added = Vec::new();
        for part in slice.group(0)?.0.parts() {
            added.extend(element(part, Annotation::default())?.map(|element| Change::Add(Box::new(element))));
        }
        return Ok(Some(added));
    }
    Ok(element(slice, annotation)?.map(|element| vec![Change::Add(Box::new(element))]))
}

/// MySQL's MODIFY, and CHANGE, which has the new name after the old one.
fn modify(slice: TokenSlice<'_>, annotation: Annotation) -> Parsed<Change> {
    let rest = slice.from(if slice.is(1, "COLUMN") { 2 } else { 1 });
    let mut change = grammar::parse(rest, "column", |grammar| {
        let from = if slice.is(0, "CHANGE") { Some(grammar.ident()?) } else { None };
        let definition = column(grammar)?;
        Ok((from, definition))
    })?;
    change.1.annotation = annotation;
    let (from, definition) = change;
    Ok(Change::Modify { column: from.unwrap_or_else(|| definition.name.clone()), definition: Box::new(definition) })
}

fn change(grammar: &Grammar<'_, '_>, operation: AlterTableOperation) -> Parsed<Vec<Change>> {
    Ok(vec![match operation {
        AlterTableOperation::AlterColumn { column_name, op } => {
            let column = grammar.ident_of(&column_name)?;
            match op {
                AlterColumnOperation::SetNotNull => Change::NotNull { column, not_null: true },
                AlterColumnOperation::DropNotNull => Change::NotNull { column, not_null: false },
                AlterColumnOperation::SetDefault { .. } => {
                    let written = grammar.slice.from(grammar.slice.find("DEFAULT").map_or(0, |at| at + 1));
                    Change::Default { column, default: Some(default(written)) }
                }
                AlterColumnOperation::DropDefault => Change::Default { column, default: None },
                AlterColumnOperation::AddGenerated { generated_as, .. } => {
                    Change::Identity { column, identity: identity(grammar.slice, generated_as) }
                }
                AlterColumnOperation::SetDataType { .. } => {
                    let from = grammar.slice.find("TYPE").map_or(0, |at| at + 1);
                    let sql_type = grammar::parse(grammar.slice.from(from), "type", |grammar| {
                        let found = sql_type(grammar)?;
                        // COLLATE and USING do not change the shape.
                        grammar.skip(grammar.rest().tokens.len());
                        Ok(found)
                    })?;
                    Change::Type { column, sql_type }
                }
            }
        }
        AlterTableOperation::DropColumn { column_names, .. } => {
            return column_names
                .iter()
                .map(|name| Ok(Change::DropColumn { column: grammar.ident_of(name)? }))
                .collect();
        }
        AlterTableOperation::DropConstraint { name, .. } | AlterTableOperation::DropForeignKey { name, .. } => {
            Change::DropConstraint { name: grammar.ident_of(&name)? }
        }
        AlterTableOperation::DropPrimaryKey { .. } => Change::DropPrimaryKey,
        AlterTableOperation::RenameColumn { old_column_name, new_column_name } => {
            Change::RenameColumn { from: grammar.ident_of(&old_column_name)?, to: grammar.ident_of(&new_column_name)? }
        }
        AlterTableOperation::RenameTable { table_name: RenameTableNameKind::To(to) | RenameTableNameKind::As(to) } => {
            Change::Rename { to: grammar.name_of(&to)? }
        }
        _ => return Ok(Vec::new()),
    }])
}
