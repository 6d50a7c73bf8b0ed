//! CREATE TABLE: its elements one by one, so that one error does not hide the next, and what follows the parentheses.

use super::attach::attach;
use super::comment::{self, Annotation};
use super::constraint::element;
use super::cursor::{Cursor, Parsed};
use super::declared::{Declaration, Element, Table};
use super::file::File;
use super::split::Statement;
use crate::report::Problem;

/// What CREATE TABLE comes to.
pub(super) enum Created {
    Declared(Declaration),
    /// There is no table of its own to declare; why.
    Skipped(String),
}

/// Reads CREATE TABLE. Errors of single elements go to `problems`; the rest of the table is still read.
pub(super) fn create_table(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Created> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    while !cursor.accept("TABLE") {
        cursor.bump();
    }
    let if_not_exists = cursor.accept_all(&["IF", "NOT", "EXISTS"]);
    let name = cursor.name("table name")?;
    let mut table = Table {
        name,
        if_not_exists,
        elements: Vec::new(),
        parents: Vec::new(),
        without_rowid: false,
        strict: false,
        comment: None,
        annotation: Annotation::default(),
        text: text(file, statement),
    };
    if cursor.accept("LIKE") {
        table.parents.push(cursor.name("table name")?);
        return Ok(Created::Declared(Declaration::Table(Box::new(table))));
    }
    if cursor.is("PARTITION") && cursor.is_at(1, "OF") {
        return Ok(Created::Skipped(format!(
            "table `{}` is a partition, its rows are read through its parent",
            table.name.text
        )));
    }
    if cursor.is("AS") || cursor.is("SELECT") || cursor.is("OF") {
        let what = if cursor.is("OF") { "a composite type" } else { "a query" };
        return Ok(Created::Skipped(format!(
            "table `{}` takes its columns from {what}; declare them to have it",
            table.name.text
        )));
    }
    let body = cursor.group()?;
    let parts = if body.is_end() { Vec::new() } else { body.parts() };
    let ranges: Vec<(usize, usize)> = parts
        .iter()
        .map(|part| match part.rest() {
            [first, .., last] => (first.start, last.end),
            [only] => (only.start, only.end),
            [] => (0, 0),
        })
        .collect();
    let mut attached = attach(file, statement, &ranges);
    for (part, comments) in parts.into_iter().zip(&attached.parts) {
        let annotation = comment::read(file, comments, problems);
        match read_element(part, annotation) {
            Ok(Some(element)) => table.elements.push(element),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    let mut comments = statement.above.clone();
    comments.append(&mut attached.statement);
    table.annotation = comment::read(file, &comments, problems);
    comment::read_loose(file, &attached.loose, problems).iter().for_each(|word| problems.push(word.misplaced("here")));
    options(&mut cursor, &mut table)?;
    Ok(Created::Declared(Declaration::Table(Box::new(table))))
}

fn read_element(mut part: Cursor<'_>, annotation: Annotation) -> Parsed<Option<Element>> {
    if part.is_end() {
        return Err(
            Problem::new("a column or a constraint is missing here", part.here()).cure("take out the `,` too many")
        );
    }
    element(&mut part, annotation)
}

/// What follows the parentheses. Each dialect and storage engine has options of its own; few are about shape.
fn options(cursor: &mut Cursor<'_>, table: &mut Table) -> Parsed<()> {
    while !cursor.is_end() {
        if cursor.accept_all(&["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
        } else if cursor.accept("STRICT") {
            table.strict = true;
        } else if cursor.accept("INHERITS") {
            for mut part in cursor.group()?.parts() {
                table.parents.push(part.name("table name")?);
            }
        } else if cursor.accept("COMMENT") {
            cursor.accept_symbol(b'=');
            table.comment = Some(cursor.string()?);
        } else if cursor.is_any(&["CREATE", "ALTER", "INSERT", "DROP"]) {
            cursor.finish()?;
        } else if cursor.is_symbol(b'(') {
            cursor.group()?;
        } else {
            cursor.bump();
        }
    }
    Ok(())
}

/// A statement as it stands in the file.
pub(super) fn text(file: &File<'_>, statement: &Statement) -> String {
    match (statement.tokens.first(), statement.tokens.last()) {
        (Some(first), Some(last)) => file.text[first.start..last.end].replace("\r\n", "\n"),
        _ => String::new(),
    }
}
