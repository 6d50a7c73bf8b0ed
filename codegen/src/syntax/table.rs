//! CREATE TABLE: its elements one by one, so that one error does not hide the next, and the options after them.

use super::attach::attach;
use super::comment::{self, Annotation};
use super::constraint::element;
use super::declared::{Declaration, Element, Name, Table};
use super::file::File;
use super::grammar;
use super::split::Statement;
use super::token_slice::{Parsed, TokenSlice};
use crate::report::Problem;
use realgar_metadata::lexer::{Kind, Token};

/// What CREATE TABLE comes to.
#[expect(clippy::large_enum_variant, reason = "it is taken apart at once")]
pub(super) enum Created {
    Declared(Declaration),
    /// The statement declares no table of its own. Why, as a note.
    Skipped(String),
}

/// Reads CREATE TABLE. Errors of single elements go to `problems`; the rest of the table is still read.
pub(super) fn create_table(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Created> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let mut at = slice.find("TABLE").map_or(0, |at| at + 1);
    let if_not_exists = slice.are(at, &["IF", "NOT", "EXISTS"]);
    at += if if_not_exists { 3 } else { 0 };
    let (name, behind) = leading_name(slice.from(at), "CREATE TABLE")?;
    let rest = slice.from(at + behind);
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
    if rest.is(0, "LIKE") {
        table.parents.push(leading_name(rest.from(1), "CREATE TABLE")?.0);
        return Ok(Created::Declared(Declaration::Table(Box::new(table))));
    }
    if rest.are(0, &["PARTITION", "OF"]) {
        return Ok(Created::Skipped(format!(
            "table `{}` is a partition; its rows are read through its parent",
            table.name.text
        )));
    }
    if rest.is_any(0, &["AS", "SELECT", "OF"]) {
        let what = if rest.is(0, "OF") { "a composite type" } else { "a query" };
        return Ok(Created::Skipped(format!(
            "table `{}` takes its columns from {what}; declare them to have it",
            table.name.text
        )));
    }
    let (body, behind) = rest.group(0)?;
    let parts = if body.is_empty() { Vec::new() } else { body.parts() };
    let ranges: Vec<(usize, usize)> = parts.iter().map(|part| part.range()).collect();
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
    options(rest.from(behind), &mut table)?;
    Ok(Created::Declared(Declaration::Table(Box::new(table))))
}

fn read_element(part: TokenSlice<'_>, annotation: Annotation) -> Parsed<Option<Element>> {
    if part.is_empty() {
        return Err(Problem::new("a column or a constraint is missing here", part.here()).cure("remove the extra `,`"));
    }
    element(part, annotation)
}

/// A name at the start of a slice, and the position after it.
pub(super) fn leading_name(slice: TokenSlice<'_>, what: &str) -> Parsed<(Name, usize)> {
    let mut behind = 1;
    while slice.is_symbol(behind, b'.') {
        behind += 2;
    }
    let tokens = &slice.tokens[..slice.tokens.len().min(behind)];
    let name = grammar::parse(TokenSlice::new(slice.file, tokens), what, |grammar| grammar.name())?;
    Ok((name, behind))
}

/// What follows the parentheses. Dialects and storage engines have more options than sqlparser knows (`PARTITION BY
/// RANGE … VALUES LESS THAN`). Few of them change the shape: these are looked for, all others passed over.
fn options(rest: TokenSlice<'_>, table: &mut Table) -> Parsed<()> {
    let mut at = 0;
    while at < rest.tokens.len() {
        if rest.are(at, &["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
        } else if rest.is(at, "STRICT") {
            table.strict = true;
        } else if rest.is(at, "INHERITS") {
            for part in rest.group(at)?.0.parts() {
                table.parents.push(leading_name(part, "CREATE TABLE")?.0);
            }
        } else if rest.is(at, "COMMENT") {
            let text = at + 1 + usize::from(rest.is_symbol(at + 1, b'='));
            let is_text = |token: &&Token| matches!(token.kind, Kind::String { .. } | Kind::Quoted(b'"'));
            table.comment = rest.tokens.get(text).filter(is_text).map(|token| rest.file.value_of(*token));
        } else if rest.is_any(at, &["CREATE", "ALTER", "INSERT", "DROP"]) {
            let found = rest.file.text_of(rest.tokens[at]);
            return Err(Problem::new(format!("unexpected `{found}` after this CREATE TABLE"), rest.from(at).here())
                .cure("a `;` may be missing before it"));
        }
        at = if rest.is_symbol(at, b'(') { rest.group(at)?.1 } else { at + 1 };
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
