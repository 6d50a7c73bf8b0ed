//! ALTER TABLE: each action that changes the shape of a table. All others are counted by whoever asks.

use super::attach::attach;
use super::column::{column, default_value, identity, sql_type};
use super::comment::{self, Annotation};
use super::constraint::element;
use super::cursor::{Cursor, Parsed};
use super::declared::{Change, Declaration, Element};
use super::file::File;
use super::split::Statement;
use crate::report::Problem;

/// Reads ALTER TABLE. Errors of single actions go to `problems`.
pub(super) fn alter_table(
    file: &File<'_>,
    statement: &Statement,
    problems: &mut Vec<Problem>,
) -> Parsed<Vec<Declaration>> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    cursor.expect("ALTER")?;
    cursor.expect("TABLE")?;
    cursor.accept_all(&["IF", "EXISTS"]);
    cursor.accept("ONLY");
    let table = cursor.name("table name")?;
    cursor.accept_symbol(b'*');
    let parts = cursor.parts();
    let ranges: Vec<(usize, usize)> = parts
        .iter()
        .map(|part| {
            (part.rest().first().map_or(0, |token| token.start), part.rest().last().map_or(0, |token| token.end))
        })
        .collect();
    let mut attached = attach(file, statement, &ranges);
    // With a single action, what stands above the statement is about the action.
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
                changes.extend(found.into_iter().map(|change| Declaration::Alter { table: table.clone(), change }));
            }
            Ok(None) => words.iter().for_each(|word| problems.push(word.misplaced("here"))),
            Err(problem) => problems.push(problem),
        }
    }
    comment::read_loose(file, &attached.loose, problems).iter().for_each(|word| problems.push(word.misplaced("here")));
    Ok(changes)
}

/// Reads one action; `None`: it does not change the shape.
fn action(mut cursor: Cursor<'_>, annotation: Annotation) -> Parsed<Option<Vec<Change>>> {
    let cursor = &mut cursor;
    if cursor.accept("ADD") {
        let is_column = cursor.accept("COLUMN");
        if cursor.is("PARTITION") {
            return Ok(None);
        }
        cursor.accept_all(&["IF", "NOT", "EXISTS"]);
        if cursor.is_symbol(b'(') && !is_column {
            // MySQL: ADD (a INT, b INT).
            let mut added = Vec::new();
            for mut part in cursor.group()?.parts() {
                added.extend(element(&mut part, Annotation::default())?.map(|element| Change::Add(Box::new(element))));
            }
            return Ok(Some(added));
        }
        let element = if is_column {
            Some(Element::Column(Box::new(column(cursor, annotation)?)))
        } else {
            element(cursor, annotation)?
        };
        return Ok(element.map(|element| vec![Change::Add(Box::new(element))]));
    }
    let change = if cursor.accept("ALTER") {
        alter_column(cursor)?
    } else if cursor.accept("MODIFY") {
        cursor.accept("COLUMN");
        let definition = column(cursor, annotation)?;
        Some(Change::Modify { column: definition.name.clone(), definition: Box::new(definition) })
    } else if cursor.accept("CHANGE") {
        cursor.accept("COLUMN");
        let from = cursor.ident("column name")?;
        Some(Change::Modify { column: from, definition: Box::new(column(cursor, annotation)?) })
    } else if cursor.accept("DROP") {
        drop(cursor)?
    } else if cursor.accept("RENAME") {
        rename(cursor)?
    } else if cursor.accept_all(&["ATTACH", "PARTITION"]) {
        Some(Change::AttachPartition(cursor.name("table name")?))
    } else {
        None
    };
    Ok(change.map(|change| vec![change]))
}

fn alter_column(cursor: &mut Cursor<'_>) -> Parsed<Option<Change>> {
    if cursor.is_any(&["CONSTRAINT", "INDEX", "CHECK"]) {
        return Ok(None);
    }
    cursor.accept("COLUMN");
    let column = cursor.ident("column name")?;
    Ok(if cursor.accept_all(&["SET", "DEFAULT"]) {
        Some(Change::Default { column, default: Some(default_value(cursor)?) })
    } else if cursor.accept_all(&["DROP", "DEFAULT"]) {
        Some(Change::Default { column, default: None })
    } else if cursor.accept_all(&["SET", "NOT", "NULL"]) {
        Some(Change::NotNull { column, not_null: true })
    } else if cursor.accept_all(&["DROP", "NOT", "NULL"]) {
        Some(Change::NotNull { column, not_null: false })
    } else if cursor.accept_all(&["ADD", "GENERATED"]) {
        identity(cursor)?.map(|identity| Change::Identity { column, identity })
    } else if cursor.accept("TYPE") || cursor.accept_all(&["SET", "DATA", "TYPE"]) {
        Some(Change::Type { column, sql_type: sql_type(cursor)? })
    } else {
        None
    })
}

fn drop(cursor: &mut Cursor<'_>) -> Parsed<Option<Change>> {
    if cursor.is_any(&["INDEX", "KEY", "PARTITION"]) {
        return Ok(None);
    }
    if cursor.accept_all(&["PRIMARY", "KEY"]) {
        return Ok(Some(Change::DropPrimaryKey));
    }
    let constraint = cursor.accept_any(&["CONSTRAINT", "CHECK"]) || cursor.accept_all(&["FOREIGN", "KEY"]);
    cursor.accept("COLUMN");
    cursor.accept_all(&["IF", "EXISTS"]);
    let name = cursor.ident("name")?;
    Ok(Some(if constraint { Change::DropConstraint { name } } else { Change::DropColumn { column: name } }))
}

fn rename(cursor: &mut Cursor<'_>) -> Parsed<Option<Change>> {
    if cursor.is_any(&["CONSTRAINT", "INDEX", "KEY"]) {
        return Ok(None);
    }
    if cursor.accept_any(&["TO", "AS"]) {
        return Ok(Some(Change::Rename { to: cursor.name("table name")? }));
    }
    cursor.accept("COLUMN");
    let from = cursor.ident("column name")?;
    cursor.expect("TO")?;
    Ok(Some(Change::RenameColumn { from, to: cursor.ident("column name")? }))
}
