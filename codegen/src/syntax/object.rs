//! The small statements: CREATE TYPE, CREATE DOMAIN, CREATE VIEW, COMMENT ON, DROP TABLE and DROP VIEW.

use super::attach::attach;
use super::column::column;
use super::comment::{self, Annotation};
use super::cursor::{Cursor, Parsed};
use super::declared::{CommentOn, Declaration, Domain, EnumType, View};
use super::file::File;
use super::lexer::Kind;
use super::split::Statement;
use super::table::text;
use crate::report::Problem;

/// What the comments above and behind a statement say about it.
fn annotation(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Annotation {
    let attached = attach(file, statement, &[]);
    let last_line = statement.tokens.last().map_or(0, |token| file.line(token.end));
    let mut comments = statement.above.clone();
    // SQLite writes the columns of a view into a comment at its end; other comments inside are about the query.
    comments
        .extend(attached.statement.iter().filter(|comment| !comment.block && file.line(comment.start) == last_line));
    comment::read(file, &comments, problems)
}

/// Reads CREATE TYPE.
pub(super) fn create_type(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Declaration> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    cursor.expect("CREATE")?;
    cursor.expect("TYPE")?;
    let name = cursor.name("type name")?;
    if !cursor.accept_all(&["AS", "ENUM"]) {
        let annotation = annotation(file, statement, problems);
        annotation.words.iter().for_each(|word| problems.push(word.misplaced("at a type that is no enum")));
        return Ok(Declaration::OtherType(name));
    }
    let mut labels = Vec::new();
    let group = cursor.group()?;
    if !group.is_end() {
        for mut part in group.parts() {
            labels.push(part.string()?);
            part.finish()?;
        }
    }
    cursor.finish()?;
    Ok(Declaration::Enum(EnumType { name, labels, comment: None, annotation: annotation(file, statement, problems) }))
}

/// Reads CREATE DOMAIN.
pub(super) fn create_domain(file: &File<'_>, statement: &Statement) -> Parsed<Declaration> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    cursor.expect("CREATE")?;
    cursor.expect("DOMAIN")?;
    let before = cursor;
    let name = cursor.name("domain name")?;
    // A domain reads like a column of its name, but for an AS that says nothing.
    let mut tokens = before.rest()[before.rest().len() - cursor.rest().len() - 1..].to_vec();
    if cursor.is("AS") {
        tokens.remove(1);
    }
    let column = column(&mut Cursor::new(file, &tokens), Annotation::default())?;
    Ok(Declaration::Domain(Box::new(Domain { name, column })))
}

/// Reads the name of CREATE VIRTUAL TABLE; what columns it has, its module decides.
pub(super) fn create_virtual_table(file: &File<'_>, statement: &Statement) -> Parsed<Declaration> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    cursor.expect("CREATE")?;
    cursor.expect("VIRTUAL")?;
    cursor.expect("TABLE")?;
    cursor.accept_all(&["IF", "NOT", "EXISTS"]);
    Ok(Declaration::VirtualTable(cursor.name("table name")?))
}

/// Reads CREATE VIEW up to its query, which stays text.
pub(super) fn create_view(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Declaration> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    let mut materialized = false;
    while !cursor.accept("VIEW") {
        materialized |= cursor.is("MATERIALIZED");
        cursor.bump();
    }
    cursor.accept_all(&["IF", "NOT", "EXISTS"]);
    let name = cursor.name("view name")?;
    let columns = if cursor.is_symbol(b'(') { cursor.idents("column name")? } else { Vec::new() };
    // PostgreSQL: WITH (security_barrier = true), USING heap, TABLESPACE fast.
    while !cursor.is("AS") {
        if cursor.is_end() {
            return Err(cursor.expected("`AS` and the query of the view"));
        }
        if cursor.is_symbol(b'(') {
            cursor.group()?;
        } else {
            cursor.bump();
        }
    }
    cursor.expect("AS")?;
    if cursor.is_end() {
        return Err(cursor.expected("the query of the view"));
    }
    let query = query(&cursor);
    let annotation = annotation(file, statement, problems);
    let text = text(file, statement);
    Ok(Declaration::View(Box::new(View { name, columns, query, materialized, comment: None, annotation, text })))
}

/// The query without what dumps write behind it.
fn query(cursor: &Cursor<'_>) -> String {
    let tokens = cursor.rest();
    let words: Vec<String> =
        tokens.iter().rev().take(3).map(|token| cursor.file.text_of(*token).to_ascii_uppercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let extra = match words.as_slice() {
        ["DATA", "NO", "WITH"] => 3,
        ["DATA", "WITH", ..] | ["OPTION", "CHECK", "WITH"] => {
            words.iter().position(|word| *word == "WITH").map_or(0, |at| at + 1)
        }
        ["OPTION", "CHECK", "CASCADED" | "LOCAL"] => 4,
        _ => 0,
    };
    let tokens = &tokens[..tokens.len().saturating_sub(extra)];
    cursor.file.written(tokens)
}

/// Reads COMMENT ON; `None`: it is on something that has no place in the model.
pub(super) fn comment_on(file: &File<'_>, statement: &Statement) -> Parsed<Option<Declaration>> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    cursor.expect("COMMENT")?;
    cursor.expect("ON")?;
    let on = if cursor.accept("TABLE") {
        CommentOn::Table(cursor.name("table name")?)
    } else if cursor.accept("COLUMN") {
        let (table, column) = cursor.column_name()?;
        CommentOn::Column { table, column }
    } else if cursor.accept("VIEW") || cursor.accept_all(&["MATERIALIZED", "VIEW"]) {
        CommentOn::View(cursor.name("view name")?)
    } else if cursor.accept_any(&["TYPE", "DOMAIN"]) {
        CommentOn::Type(cursor.name("type name")?)
    } else {
        return Ok(None);
    };
    cursor.expect("IS")?;
    let text = if cursor.accept("NULL") { None } else { Some(cursor.string()?) };
    cursor.finish()?;
    Ok(Some(Declaration::Comment { on, text }))
}

/// Reads DROP TABLE and DROP VIEW.
pub(super) fn drop_object(file: &File<'_>, statement: &Statement, view: bool) -> Parsed<Vec<Declaration>> {
    let mut cursor = Cursor::new(file, &statement.tokens);
    while !cursor.accept_any(&["TABLE", "VIEW"]) {
        cursor.bump();
    }
    cursor.accept_all(&["IF", "EXISTS"]);
    let mut dropped = Vec::new();
    for mut part in cursor.parts() {
        let is_name =
            part.peek().is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted(_) | Kind::String { .. }));
        if !is_name {
            return Err(part.expected("a name"));
        }
        let name = part.name("name")?;
        dropped.push(if view { Declaration::DropView(name) } else { Declaration::DropTable(name) });
    }
    Ok(dropped)
}
