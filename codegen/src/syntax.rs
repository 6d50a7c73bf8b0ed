//! SQL text to declarations: what each statement says, before any name in it is looked up.
//!
//! `lexer` and `split` cut a file into statements and comments; `token_slice` cuts a statement at its commas, so that
//! each part has its comments and its own error; `unsupported_clauses` leaves out what sqlparser refuses; `grammar` has
//! sqlparser parse the parts; and the rest turns its trees into `declared`. `expression` does the same for SQL that is kept
//! as text until the resolver asks.

mod alter;
mod attach;
mod column;
pub(crate) mod comment;
mod constraint;
pub(crate) mod declared;
pub(crate) mod depth;
mod dialect;
pub(crate) mod expression;
mod file;
mod grammar;
mod index;
mod object;
pub(crate) mod relationship_words;
mod split;
mod sql_type;
mod statement;
mod table;
mod token_slice;
mod tokens;
mod unsupported_clauses;

use std::collections::BTreeMap;

use realgar_metadata::{Dialect, Span};

use self::comment::Meaning;
use self::declared::Declaration;
use self::file::File;
use self::split::{Statement, Statements};
use self::statement::Shape;
use crate::input::Source;
use crate::report::Problem;

/// What all files say together.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// In the order of the files.
    pub(crate) declarations: Vec<Declaration>,
    /// The dialect that was named, in a file or in the configuration.
    pub(crate) dialect: Option<Dialect>,
    /// MySQL, where a file looks like it: BIT and POINT are other things there than elsewhere.
    pub(crate) spelling: Option<Dialect>,
    /// What was skipped or guessed.
    pub(crate) notes: Vec<String>,
    /// Something could not be read, so what is not found may well be there.
    pub(crate) incomplete: bool,
}

/// Reads all files. The configuration's dialect is that of files which name none.
pub(crate) fn parse(sources: &[Source], configured: Option<Dialect>, problems: &mut Vec<Problem>) -> Script {
    let mut script = Script { dialect: configured, ..Script::default() };
    let mut skipped = BTreeMap::new();
    let mut named = None;
    for (index, source) in (0_u32..).zip(sources) {
        match std::str::from_utf8(&source.text) {
            Ok(text) => parse_file(index, text, source, &mut script, &mut named, &mut skipped, problems),
            Err(error) => problems.push(not_utf8(index, &source.text, error.valid_up_to())),
        }
    }
    script.notes.extend(skipped_note(&skipped));
    script.incomplete = !problems.is_empty();
    script
}

/// A place near which nothing can be decoded is found by counting.
fn not_utf8(index: u32, text: &[u8], at: usize) -> Problem {
    let before = &text[..at];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let span = Span {
        file: index,
        line: count(before.iter().filter(|byte| **byte == b'\n').count() + 1),
        column: count(
            String::from_utf8_lossy(&before[line_start..]).trim_start_matches('\u{feff}').chars().count() + 1,
        ),
        length: 1,
    };
    Problem::new("this byte is not UTF-8", span).cure("save the file as UTF-8")
}

fn parse_file(
    index: u32,
    text: &str,
    source: &Source,
    script: &mut Script,
    named: &mut Option<Dialect>,
    skipped: &mut BTreeMap<String, usize>,
    problems: &mut Vec<Problem>,
) {
    // The line that names the dialect is read first, for it decides how the rest is cut up.
    let directive = first_line_dialect(text);
    let looks = dialect::look(text);
    let lexical = directive.or(script.dialect).or(looks);
    let lexis = dialect::lexis(lexical, text);
    let file = File::new(index, text, lexical);
    let statements = split::split(&file, lexis, problems);
    for word in comment::read_loose(&file, &statements.loose, problems) {
        name_dialect(&word, script, named, problems);
    }
    let tables = script.declarations.len();
    for statement in &statements.statements {
        let first_above = statement.above.first().map(|comment| file.line(comment.start));
        declare(&file, statement, first_above == Some(0), script, named, problems);
    }
    for (kind, count) in &statements.skipped {
        *skipped.entry(kind.clone()).or_default() += count;
    }
    if let (None, Some(looks)) = (script.dialect, looks) {
        if looks == Dialect::MySql {
            script.spelling = Some(looks);
        }
        script.notes.push(format!(
            "{} names no dialect and looks like {looks}; put `-- @dialect {looks}` on its first line to have it read as such",
            source.path
        ));
    }
    let has_table = |declarations: &[Declaration]| {
        declarations.iter().any(|declaration| matches!(declaration, Declaration::Table(_)))
    };
    if !has_table(&script.declarations[tables..])
        && !problems.iter().any(|problem| problem.span.file == index)
        && !adds(&statements)
    {
        let span = Span { file: index, line: 1, column: 1, length: 1 };
        problems
            .push(Problem::new(format!("no CREATE TABLE in {}", source.path), span).cure("declare at least one table"));
    }
}

/// A file without tables of its own may still add to those of the others.
fn adds(statements: &Statements) -> bool {
    !statements.statements.is_empty()
}

/// The dialect that the first line names, for cutting the file up; whether the word is right is checked later.
fn first_line_dialect(text: &str) -> Option<Dialect> {
    let line = text.lines().next()?.trim_start_matches('\u{feff}').trim_start_matches(['-', '/', '*', '#', ' ', '\t']);
    let name = line.strip_prefix("@dialect")?.split_whitespace().next()?;
    dialect::by_name(name.trim_end_matches(['*', '/']))
}

fn name_dialect(word: &comment::Word, script: &mut Script, named: &mut Option<Dialect>, problems: &mut Vec<Problem>) {
    let Meaning::Dialect(dialect) = word.meaning else { return };
    if word.span.line != 1 {
        problems.push(word.misplaced("here"));
    } else if named.is_some_and(|named| named != dialect) {
        problems.push(
            Problem::new("the files of one schema name different dialects", word.span)
                .cure("one schema has one dialect"),
        );
    } else {
        *named = Some(dialect);
        script.dialect = Some(dialect);
    }
}

fn declare(
    file: &File<'_>,
    statement: &Statement,
    on_first_line: bool,
    script: &mut Script,
    named: &mut Option<Dialect>,
    problems: &mut Vec<Problem>,
) {
    if !statement.shape.is_annotated() {
        let loose = statement.above.iter().chain(&statement.comments).copied().collect::<Vec<_>>();
        for word in comment::read_loose(file, &loose, problems) {
            name_dialect(&word, script, named, problems);
        }
    }
    let declared = match statement.shape {
        Shape::CreateTable => table::create_table(file, statement, problems).map(|created| match created {
            table::Created::Declared(declaration) => vec![declaration],
            table::Created::Skipped(why) => {
                script.notes.push(why);
                Vec::new()
            }
        }),
        Shape::CreateIndex => {
            index::create_index(token_slice::TokenSlice::new(file, &statement.tokens)).map(|index| vec![index])
        }
        Shape::CreateView => object::create_view(file, statement, problems).map(|view| vec![view]),
        Shape::CreateType => object::create_type(file, statement, problems).map(|found| vec![found]),
        Shape::CreateDomain => object::create_domain(file, statement).map(|domain| vec![domain]),
        Shape::CreateVirtualTable => object::create_virtual_table(file, statement).map(|table| vec![table]),
        Shape::AlterTable => alter::alter_table(file, statement, problems),
        Shape::CommentOn => object::comment_on(file, statement).map(|comment| comment.into_iter().collect()),
        Shape::DropTable => object::drop_object(file, statement, false),
        Shape::DropView => object::drop_object(file, statement, true),
    };
    match declared {
        Ok(mut declarations) => {
            for declaration in &mut declarations {
                let annotation = match declaration {
                    Declaration::Table(table) => &mut table.annotation,
                    Declaration::View(view) => &mut view.annotation,
                    Declaration::Enum(found) => &mut found.annotation,
                    _ => continue,
                };
                // A first line directly above the first statement is above the statement too.
                annotation.words.retain(|word| {
                    let is_dialect =
                        on_first_line && matches!(word.meaning, Meaning::Dialect(_)) && word.span.line == 1;
                    if is_dialect {
                        name_dialect(word, script, named, problems);
                    }
                    !is_dialect
                });
            }
            script.declarations.append(&mut declarations);
        }
        Err(problem) => problems.push(problem),
    }
}

/// `skipped 24 INSERT, 3 SET`.
fn skipped_note(skipped: &BTreeMap<String, usize>) -> Option<String> {
    if skipped.is_empty() {
        return None;
    }
    let list: Vec<String> = skipped.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    Some(format!("skipped {}", list.join(", ")))
}
