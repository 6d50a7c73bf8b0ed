//! The small statements: CREATE TYPE, DOMAIN, SEQUENCE and the like, CREATE VIEW, COMMENT ON, DROP TABLE and DROP VIEW.

use realgar_metadata::DefinitionKind;
use sqlparser::ast::{self, CommentObject, UserDefinedTypeRepresentation};
use sqlparser::parser::Parser;

use super::alter_object::move_object;
use super::attach::attach;
use super::column::column;
use super::comment::{self, Annotation};
use super::declared::{CommentOn, Declaration, Definition, Domain, EnumType, Ident, Moved, Name, View};
use super::file::File;
use super::grammar;
use super::split::Statement;
use super::table::{leading_name, text};
use super::token_slice::{Parsed, TokenSlice};
use crate::report::Problem;

/// What the comments above a statement and at its end say about it.
fn annotation(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Annotation {
    let attached = attach(file, statement, &[]);
    let last_line = statement.tokens.last().map_or(0, |token| file.line(token.end));
    let mut comments = statement.above.clone();
    // SQLite writes the columns of a view into a comment at its end; other comments inside belong to the query.
    comments
        .extend(attached.statement.iter().filter(|comment| !comment.block && file.line(comment.start) == last_line));
    comment::read(file, &comments, problems)
}

/// Reads CREATE TYPE.
pub(super) fn create_type(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Declaration> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let (name, behind) = leading_name(slice.from(2), "CREATE TYPE")?;
    if !slice.are(2 + behind, &["AS", "ENUM"]) {
        let sql = slice.from(2 + behind).written();
        return Ok(Declaration::Definition(Box::new(definition(DefinitionKind::Type, name, sql))));
    }
    let annotation = annotation(file, statement, problems);
    let labels = grammar::parse(slice, "CREATE TYPE", |grammar| match grammar.run(Parser::parse_statement)? {
        ast::Statement::CreateType { representation: Some(UserDefinedTypeRepresentation::Enum { labels }), .. } => {
            Ok(labels.into_iter().map(|label| label.value).collect())
        }
        _ => Err(grammar.unexpected()),
    })?;
    Ok(Declaration::Enum(EnumType { name, labels, comment: None, annotation }))
}

/// Reads CREATE DOMAIN, which is written like a column of its name, except for an optional AS.
pub(super) fn create_domain(file: &File<'_>, statement: &Statement) -> Parsed<Declaration> {
    let slice = TokenSlice::new(file, &statement.tokens).from(2);
    let (name, behind) = leading_name(slice, "CREATE DOMAIN")?;
    let mut tokens = slice.tokens[behind - 1..].to_vec();
    if slice.is(behind, "AS") {
        tokens.remove(1);
    }
    let column = grammar::parse(TokenSlice::new(file, &tokens), "CREATE DOMAIN", column)?;
    let sql = slice.from(behind).written();
    Ok(Declaration::Domain(Box::new(Domain { name, column, sql, additions: Vec::new(), comment: None })))
}

fn definition(kind: DefinitionKind, name: Name, sql: String) -> Definition {
    Definition { kind, name, sql, owned_by: None, comment: None }
}

/// Reads CREATE SCHEMA, EXTENSION, SEQUENCE and COLLATION up to the name; the rest is kept as written.
pub(super) fn create_definition(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let kinds = [
        ("SCHEMA", DefinitionKind::Schema),
        ("EXTENSION", DefinitionKind::Extension),
        ("SEQUENCE", DefinitionKind::Sequence),
        ("COLLATION", DefinitionKind::Collation),
    ];
    let found = (1..slice.tokens.len())
        .find_map(|at| kinds.into_iter().find(|(word, _)| slice.is(at, word)).map(|(_, kind)| (at + 1, kind)));
    let Some((at, kind)) = found else { return Ok(Vec::new()) };
    let at = at + if slice.are(at, &["IF", "NOT", "EXISTS"]) { 3 } else { 0 };
    // The default schema is always there.
    if kind == DefinitionKind::Schema && slice.is_any(at, &["AUTHORIZATION", "public"]) {
        return Ok(Vec::new());
    }
    let (name, behind) = leading_name(slice.from(at), "CREATE")?;
    let sql = if kind == DefinitionKind::Schema { String::new() } else { slice.from(at + behind).written() };
    Ok(vec![Declaration::Definition(Box::new(definition(kind, name, sql)))])
}

/// Reads ALTER SEQUENCE … OWNED BY, RENAME TO and SET SCHEMA. Nothing else of a sequence is altered in dumps.
pub(super) fn alter_sequence(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens).from(2);
    let slice = if slice.are(0, &["IF", "EXISTS"]) { slice.from(2) } else { slice };
    let (sequence, behind) = leading_name(slice, "ALTER SEQUENCE")?;
    if slice.is(behind, "RENAME") || slice.are(behind, &["SET", "SCHEMA"]) {
        return move_object(file, statement, Moved::Sequence);
    }
    if !slice.are(behind, &["OWNED", "BY"]) || slice.is(behind + 2, "NONE") {
        return Ok(Vec::new());
    }
    let column = slice.from(behind + 2);
    let Some(last) = column.tokens.len().checked_sub(2) else { return Ok(Vec::new()) };
    let (table, _) = leading_name(column.without_last(2), "ALTER SEQUENCE")?;
    let column = grammar::parse(column.from(last + 1), "ALTER SEQUENCE", |grammar| grammar.ident())?;
    Ok(vec![Declaration::OwnedBy { sequence, table, column }])
}

/// Reads CREATE VIEW up to its query, which stays text: a view is declared even if sqlparser refuses its query, and its
/// columns are found when all tables are known.
pub(super) fn create_view(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Declaration> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let mut at = slice.find("VIEW").map_or(0, |at| at + 1);
    let materialized = at > 1 && slice.is(at - 2, "MATERIALIZED");
    at += if slice.are(at, &["IF", "NOT", "EXISTS"]) { 3 } else { 0 };
    let (name, behind) = leading_name(slice.from(at), "CREATE VIEW")?;
    at += behind;
    let mut columns = Vec::new();
    if slice.is_symbol(at, b'(') {
        let (group, behind) = slice.group(at)?;
        columns = view_columns(group)?;
        at = behind;
    }
    let mut options = options_before_view(slice);
    // PostgreSQL: WITH (security_barrier = true), USING heap, TABLESPACE fast.
    while at < slice.tokens.len() && !slice.is(at, "AS") {
        let from = at;
        at = if slice.is_symbol(at + 1, b'(') { slice.group(at + 1)?.1 } else { at + 1 };
        let is_kept = slice.is(from, "WITH") && slice.is_symbol(from + 1, b'(');
        options.extend(is_kept.then(|| slice.between(from, at).written()));
    }
    if at + 1 >= slice.tokens.len() {
        return Err(Problem::new("expected `AS` and the query of the view, found the end", slice.from(at).here())
            .cure("add `AS SELECT …`"));
    }
    let (query, ending) = query(slice.from(at + 1));
    let query = query.written();
    let check_option = ending.filter(|ending| ending.ends_with(" OPTION"));
    options.extend(check_option);
    let annotation = annotation(file, statement, problems);
    let text = text(file, statement);
    let (indexes, comment) = (Vec::new(), None);
    let view = View { name, columns, query, options, materialized, indexes, comment, annotation, text };
    Ok(Declaration::View(Box::new(view)))
}

/// MySQL: ALGORITHM=MERGE, SQL SECURITY INVOKER. What it does anyway is left out, and so is the DEFINER, who may not be
/// there.
fn options_before_view(slice: TokenSlice<'_>) -> Vec<String> {
    let view = slice.find("VIEW").unwrap_or(0);
    let mut options = Vec::new();
    for at in 1..view {
        if slice.is(at, "ALGORITHM") && slice.is_any(at + 2, &["MERGE", "TEMPTABLE"]) {
            options.push(format!("ALGORITHM={}", slice.file.text_of(slice.tokens[at + 2])));
        }
        if slice.are(at, &["SQL", "SECURITY", "INVOKER"]) {
            options.push("SQL SECURITY INVOKER".to_owned());
        }
    }
    options
}

fn view_columns(group: TokenSlice<'_>) -> Parsed<Vec<Ident>> {
    group.parts().into_iter().map(|part| grammar::parse(part, "CREATE VIEW", |grammar| grammar.ident())).collect()
}

/// The query without the clauses that dumps write after it, and the one that it has.
fn query(slice: TokenSlice<'_>) -> (TokenSlice<'_>, Option<String>) {
    let endings: [&[&str]; 5] = [
        &["WITH", "NO", "DATA"],
        &["WITH", "DATA"],
        &["WITH", "CHECK", "OPTION"],
        &["WITH", "CASCADED", "CHECK", "OPTION"],
        &["WITH", "LOCAL", "CHECK", "OPTION"],
    ];
    let length = slice.tokens.len();
    let ends = |ending: &&&[&str]| length.checked_sub(ending.len()).is_some_and(|at| slice.are(at, ending));
    match endings.iter().find(ends) {
        Some(ending) => (slice.without_last(ending.len()), Some(ending.join(" "))),
        None => (slice, None),
    }
}

/// Reads COMMENT ON. `None` if the comment is on something that the model does not have.
pub(super) fn comment_on(file: &File<'_>, statement: &Statement) -> Parsed<Option<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    if !slice.is_any(2, &["TABLE", "COLUMN", "VIEW", "MATERIALIZED", "TYPE", "DOMAIN", "INDEX"]) {
        return Ok(None);
    }
    grammar::parse(slice, "COMMENT ON", |grammar| {
        let ast::Statement::Comment { object_type, mut object_name, comment, .. } =
            grammar.run(Parser::parse_statement)?
        else {
            return Err(grammar.unexpected());
        };
        let column = if object_type == CommentObject::Column { object_name.0.pop() } else { None };
        let column = column.as_ref().and_then(ast::ObjectNamePart::as_ident).map(|name| grammar.ident_of(name));
        let name: Name = if object_name.0.is_empty() {
            return Err(Problem::new("expected `table.column`", slice.from(3).here())
                .cure("write the table and a `.` before the column"));
        } else {
            grammar.name_of(&object_name)?
        };
        let on = match (object_type, column) {
            (_, Some(column)) => CommentOn::Column { table: name, column: column? },
            (CommentObject::Table, _) => CommentOn::Table(name),
            (CommentObject::View | CommentObject::MaterializedView, _) => CommentOn::View(name),
            (CommentObject::Index, _) => CommentOn::Index(name),
            _ => CommentOn::Type(name),
        };
        Ok(Some(Declaration::Comment { on, text: comment }))
    })
}

/// Reads DROP TABLE and DROP VIEW.
pub(super) fn drop_object(file: &File<'_>, statement: &Statement, view: bool) -> Parsed<Vec<Declaration>> {
    let what = if view { "DROP VIEW" } else { "DROP TABLE" };
    grammar::parse(TokenSlice::new(file, &statement.tokens), what, |grammar| {
        let ast::Statement::Drop { names, .. } = grammar.run(Parser::parse_statement)? else {
            return Err(grammar.unexpected());
        };
        let names = names.iter().map(|name| grammar.name_of(name));
        let declare = if view { Declaration::DropView } else { Declaration::DropTable };
        names.map(|name| name.map(declare)).collect()
    })
}
