//! CREATE TABLE: its elements one by one, so that one error does not hide the next, and the options after them.

use super::attach::attach;
use super::comment::{self, Annotation};
use super::constraint::{self, element};
use super::declared::{Declaration, Element, Including, Like, Name, Table};
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
    /// The columns of this table are declared elsewhere. Why it is left out, as a note.
    Skipped(Name, String),
}

/// Reads CREATE TABLE. Errors of single elements go to `problems`; the rest of the table is still read.
pub(super) fn create_table(file: &File<'_>, statement: &Statement, problems: &mut Vec<Problem>) -> Parsed<Created> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let mut at = slice.find("TABLE").map_or(0, |at| at + 1);
    let if_not_exists = slice.are(at, &["IF", "NOT", "EXISTS"]);
    at += if if_not_exists { 3 } else { 0 };
    let (name, behind) = leading_name(slice.from(at), "CREATE TABLE")?;
    let rest = slice.from(at + behind);
    let or_replace = slice.are(1, &["OR", "REPLACE"]);
    let mut table = Table {
        name,
        if_not_exists,
        or_replace,
        elements: Vec::new(),
        parents: Vec::new(),
        partition_of: None,
        without_rowid: false,
        strict: false,
        module: None,
        options: Vec::new(),
        counts_from: None,
        comment: None,
        annotation: Annotation::default(),
        text: text(file, statement),
    };
    if rest.is(0, "LIKE") {
        let (like, _) = leading_name(rest.from(1), "CREATE TABLE")?;
        table.elements.push(Element::Like(Like { table: like, including: Including::ALL }));
        return Ok(Created::Declared(Declaration::Table(Box::new(table))));
    }
    if rest.are(0, &["PARTITION", "OF"]) {
        let (parent, behind) = leading_name(rest.from(2), "CREATE TABLE")?;
        let rest = rest.from(2 + behind);
        let by = rest.outside_groups().find(|at| rest.are(*at, &["PARTITION", "BY"]));
        table.partition_of = Some((parent, rest.between(0, by.unwrap_or(rest.tokens.len())).written()));
        table.options.extend(by.map(|at| rest.from(at).written()));
        return Ok(Created::Declared(Declaration::Table(Box::new(table))));
    }
    if rest.is_any(0, &["AS", "SELECT", "OF"]) {
        let what = if rest.is(0, "OF") { "a composite type" } else { "a query" };
        let why = format!("table `{}` takes its columns from {what}; declare them to have it", table.name.text);
        return Ok(Created::Skipped(table.name, why));
    }
    let (body, behind) = rest.group(0)?;
    let parts = if body.is_empty() { Vec::new() } else { body.parts() };
    let parts: Vec<TokenSlice<'_>> = parts.into_iter().flat_map(constraint::without_commas).collect();
    let ranges: Vec<(usize, usize)> = parts.iter().map(|part| part.range()).collect();
    let mut attached = attach(file, statement, &ranges);
    for (part, comments) in parts.into_iter().zip(&attached.parts) {
        if constraint::is_about_periods(part) {
            table.options.push(part.written());
            continue;
        }
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
    if (1..slice.tokens.len()).take_while(|at| !slice.is(*at, "TABLE")).any(|at| slice.is(at, "UNLOGGED")) {
        table.options.push("UNLOGGED".to_owned());
    }
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
    // What is not taken out of the text is kept as it stands.
    let mut kept = Vec::new();
    while at < rest.tokens.len() {
        let value = at + 1 + usize::from(rest.is_symbol(at + 1, b'='));
        let taken = if rest.are(at, &["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
            Some(at + 2)
        } else if rest.are(at, &["WITHOUT", "OIDS"]) || rest.are(at, &["WITH", "OIDS"]) {
            Some(at + 2)
        } else if rest.is(at, "STRICT") {
            table.strict = true;
            Some(at + 1)
        } else if rest.is(at, "INHERITS") {
            let (group, behind) = rest.group(at)?;
            for part in group.parts() {
                table.parents.push(leading_name(part, "CREATE TABLE")?.0);
            }
            Some(behind)
        } else if rest.is(at, "COMMENT") {
            let is_text = |token: &&Token| matches!(token.kind, Kind::String { .. } | Kind::Quoted(b'"'));
            table.comment = rest.tokens.get(value).filter(is_text).map(|token| rest.file.value_of(*token));
            Some(value + 1)
        } else if rest.is(at, "AUTO_INCREMENT") {
            table.counts_from = rest.tokens.get(value).and_then(|token| rest.file.text_of(*token).parse().ok());
            Some(value + 1)
        } else {
            None
        };
        if let Some(behind) = taken {
            keep(rest, &mut kept, table);
            at = behind;
            continue;
        }
        if rest.is_any(at, &["CREATE", "ALTER", "INSERT", "DROP"]) {
            let found = rest.file.text_of(rest.tokens[at]);
            return Err(Problem::new(format!("unexpected `{found}` after this CREATE TABLE"), rest.from(at).here())
                .cure("a `;` may be missing before it"));
        }
        let behind = if rest.is_symbol(at, b'(') { rest.group(at)?.1 } else { at + 1 };
        kept.extend(at..behind);
        at = behind;
    }
    keep(rest, &mut kept, table);
    Ok(())
}

/// Adds the tokens at these positions, which follow each other, to the options. MySQL may put commas between options.
fn keep(rest: TokenSlice<'_>, kept: &mut Vec<usize>, table: &mut Table) {
    if let (Some(first), Some(last)) = (kept.first(), kept.last()) {
        let text = rest.between(*first, last + 1).written();
        let text = text.trim_matches(|c: char| c == ',' || c.is_whitespace());
        table.options.extend((!text.is_empty()).then(|| text.to_owned()));
    }
    kept.clear();
}

/// A statement as it stands in the file.
pub(super) fn text(file: &File<'_>, statement: &Statement) -> String {
    match (statement.tokens.first(), statement.tokens.last()) {
        (Some(first), Some(last)) => file.text[first.start..last.end].replace("\r\n", "\n"),
        _ => String::new(),
    }
}
