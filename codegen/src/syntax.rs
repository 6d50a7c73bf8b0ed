//! SQL text to declarations: what each statement says, before any name in it is looked up.
//!
//! `split` cuts a file into statements and comments; `token_slice` cuts a statement at its commas, so that each part
//! has its comments and its own error; `unsupported_clauses` leaves out what sqlparser refuses; `grammar` has sqlparser
//! parse the parts; and the rest turns its trees into `declared`. `expression` parses SQL that is kept as text until
//! the resolver asks for it.

mod alter;
mod alter_object;
mod alter_type;
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
mod names;
mod object;
pub(crate) mod relationship_words;
mod split;
mod sql_type;
mod statement;
mod table;
mod token_slice;
mod tokens;
mod tool_comments;
mod unsupported_clauses;
mod virtual_table;

use std::collections::{BTreeMap, BTreeSet};

use realgar_metadata::lexer::{Comment, Kind, Token};
use realgar_metadata::{Dialect, Span};

use self::comment::Meaning;
use self::declared::Declaration;
use self::file::File;
use self::split::Statement;
use self::statement::Shape;
use self::token_slice::{Parsed, TokenSlice};
use crate::input::Source;
use crate::report::Problem;

/// What all files say together.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// In the order of the files.
    pub(crate) declarations: Vec<Declaration>,
    /// The dialect that was named, in a file or in the configuration.
    pub(crate) dialect: Option<Dialect>,
    /// MySQL, if a file looks like it: BIT and POINT mean something else there than elsewhere.
    pub(crate) spelling: Option<Dialect>,
    /// What was skipped or guessed.
    pub(crate) notes: Vec<String>,
    /// What became of every statement.
    pub(crate) tally: Tally,
    /// The functions that were skipped, by their names in lower case.
    pub(crate) functions: BTreeSet<String>,
    /// Something could not be read, so what is not found may still be declared.
    pub(crate) incomplete: bool,
}

/// What became of the statements of all files: none is lost without a word.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// They said something about shape.
    pub(crate) used: usize,
    /// They said nothing about it, by what they are.
    pub(crate) skipped: BTreeMap<String, usize>,
    /// They could not be read; each has a problem.
    pub(crate) broken: usize,
}

impl Tally {
    fn skip(&mut self, kind: String, count: usize) {
        *self.skipped.entry(kind).or_default() += count;
    }

    /// `skipped 24 INSERT, 3 SET; used 9 of 36 statements`.
    fn note(&self) -> Option<String> {
        if self.skipped.is_empty() {
            return None;
        }
        let list: Vec<String> = self.skipped.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let all = self.used + self.broken + self.skipped.values().sum::<usize>();
        Some(format!("skipped {}; used {} of {all} statements", list.join(", "), self.used))
    }
}

/// What a statement is, for the note: `ALTER TABLE OWNER`, `COMMENT ON EXTENSION`.
fn kind_of(file: &File<'_>, statement: &Statement) -> String {
    let is_keyword = |token: &&Token| {
        token.kind == Kind::Word && !["IF", "EXISTS", "ONLY"].iter().any(|word| token.is(file.text, word))
    };
    let mut words = statement.tokens.iter().filter(is_keyword).map(|token| file.text_of(*token).to_ascii_uppercase());
    let first = words.next().unwrap_or_default();
    let more = match first.as_str() {
        "SET" | "SELECT" => 0,
        "ALTER" | "COMMENT" => 2,
        _ => 1,
    };
    words.take(more).fold(first, |kind, word| kind + " " + &word)
}

/// Reads all files. `configured` is the dialect of files that name none.
pub(crate) fn parse(sources: &[Source], configured: Option<Dialect>, problems: &mut Vec<Problem>) -> Script {
    // A file may name the dialect of those before it.
    let named = sources.iter().find_map(|source| first_line_dialect(std::str::from_utf8(&source.text).ok()?));
    let script = Script { dialect: configured, ..Script::default() };
    let mut reader = Reader { script, named: None, tally: Tally::default(), problems };
    for (index, source) in (0_u32..).zip(sources) {
        match std::str::from_utf8(&source.text) {
            Ok(text) => reader.file(index, text, source, named),
            Err(error) => reader.problems.push(not_utf8(index, &source.text, error.valid_up_to())),
        }
    }
    let Reader { mut script, tally, .. } = reader;
    script.notes.extend(tally.note());
    script.tally = tally;
    script.incomplete = !problems.is_empty();
    script
}

/// The problem at a byte that is not UTF-8. What cannot be decoded has no `File`, so its place is counted here.
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

/// Reads one file after the other into one script.
struct Reader<'p> {
    script: Script,
    /// The dialect that a file has named.
    named: Option<Dialect>,
    tally: Tally,
    problems: &'p mut Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self, index: u32, text: &str, source: &Source, named: Option<Dialect>) {
        // The line that names the dialect is read first, because it decides how the rest is cut into tokens.
        let looks = dialect::look(text);
        let named = first_line_dialect(text).or(named).or(self.script.dialect);
        let lexical = named.or(looks);
        let mut file = File::new(index, text, lexical);
        file.folds = named == Some(Dialect::PostgreSql);
        let statements = split::split(&file, dialect::lexis(lexical, text), self.problems);
        self.loose(&file, &statements.loose);
        let before = self.script.declarations.len();
        for statement in &statements.statements {
            match (statement.shape, statement.schema) {
                (Shape::SearchPath, _) => match alter_type::search_path(&file, statement) {
                    Some(schema) => {
                        file.schema = schema;
                        self.tally.used += 1;
                    }
                    None => self.tally.skip(kind_of(&file, statement), 1),
                },
                (_, Some(name)) => {
                    let outer = file.schema.take();
                    file.schema = alter_type::schema_name(&file, name);
                    self.statement(&file, statement);
                    file.schema = outer;
                }
                (_, None) => self.statement(&file, statement),
            }
        }
        self.script.functions.extend(statements.functions);
        self.tally.broken += statements.broken;
        for (kind, count) in &statements.skipped {
            self.tally.skip(kind.clone(), *count);
        }
        if let (None, Some(looks)) = (self.script.dialect, looks) {
            self.note_looks(looks, source);
        }
        let is_table = |declaration: &Declaration| matches!(declaration, Declaration::Table(_));
        let has_table = self.script.declarations[before..].iter().any(is_table);
        let is_broken = self.problems.iter().any(|problem| problem.span.file == index);
        // A file without tables of its own may still add to those of others.
        if !has_table && !is_broken && statements.statements.is_empty() {
            let span = Span { file: index, line: 1, column: 1, length: 1 };
            let problem = Problem::new(format!("no CREATE TABLE in {}", source.path), span);
            self.problems.push(problem.cure("declare at least one table"));
        }
    }

    /// A file that names no dialect looks like one.
    fn note_looks(&mut self, looks: Dialect, source: &Source) {
        if looks == Dialect::MySql {
            self.script.spelling = Some(looks);
        }
        self.script.notes.push(format!(
            "{} names no dialect and looks like {looks}; put `-- @dialect {looks}` on its first line to have it read as such",
            source.path
        ));
    }

    /// Comments that belong to nothing may name the dialect.
    fn loose(&mut self, file: &File<'_>, comments: &[Comment]) {
        for word in comment::read_loose(file, comments, self.problems) {
            self.name_dialect(&word);
        }
    }

    fn name_dialect(&mut self, word: &comment::Word) {
        let Meaning::Dialect(dialect) = word.meaning else { return };
        if word.span.line != 1 {
            self.problems.push(word.misplaced("here"));
        } else if self.named.is_some_and(|named| named != dialect) {
            self.problems.push(
                Problem::new("the files of one schema name different dialects", word.span)
                    .cure("one schema has one dialect"),
            );
        } else {
            self.named = Some(dialect);
            self.script.dialect = Some(dialect);
        }
    }

    fn statement(&mut self, file: &File<'_>, statement: &Statement) {
        // Of the types, only enums have a model; of the virtual tables, those whose columns are known.
        let is_annotated = match statement.shape {
            Shape::CreateType => statement.tokens.iter().any(|token| token.is(file.text, "ENUM")),
            Shape::CreateVirtualTable => virtual_table::has_model(file, statement),
            _ => true,
        };
        if !(statement.shape.is_annotated() && is_annotated) {
            let comments: Vec<Comment> = statement.above.iter().chain(&statement.comments).copied().collect();
            self.loose(file, &comments);
        }
        let (problems, notes) = (self.problems.len(), self.script.notes.len());
        let mut declarations = match self.declarations(file, statement) {
            Ok(declarations) => declarations,
            Err(problem) => {
                self.problems.push(problem);
                Vec::new()
            }
        };
        match () {
            () if self.problems.len() > problems => self.tally.broken += 1,
            () if declarations.is_empty() && self.script.notes.len() == notes => {
                self.tally.skip(kind_of(file, statement), 1);
            }
            () => self.tally.used += 1,
        }
        // The first line of the file may be directly above the first statement.
        if statement.above.first().is_some_and(|comment| file.line(comment.start) == 0) {
            declarations.iter_mut().for_each(|declaration| self.take_dialect(declaration));
        }
        self.script.declarations.append(&mut declarations);
    }

    /// What a statement declares.
    fn declarations(&mut self, file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
        let problems = &mut *self.problems;
        match statement.shape {
            Shape::CreateTable => table::create_table(file, statement, problems).map(|created| match created {
                table::Created::Declared(declaration) => vec![declaration],
                table::Created::Skipped(name, why) => {
                    self.script.notes.push(why);
                    vec![Declaration::LeftOut(name)]
                }
            }),
            Shape::CreateIndex => {
                index::create_index(TokenSlice::new(file, &statement.tokens)).map(|index| vec![index])
            }
            Shape::CreateView => object::create_view(file, statement, problems).map(|view| vec![view]),
            Shape::CreateType => object::create_type(file, statement, problems).map(|found| vec![found]),
            Shape::CreateDomain => object::create_domain(file, statement).map(|domain| vec![domain]),
            Shape::CreateDefinition => object::create_definition(file, statement),
            Shape::AlterSequence => object::alter_sequence(file, statement),
            Shape::AlterDomain => alter_object::alter_domain(file, statement),
            Shape::AlterIndex => alter_object::alter_index(file, statement),
            Shape::AlterView => alter_object::move_object(file, statement, declared::Moved::View),
            Shape::CreateVirtualTable => {
                virtual_table::create_virtual_table(file, statement, problems).map(|table| vec![table])
            }
            Shape::InsertSchema => virtual_table::insert_schema(file, statement, problems),
            Shape::AlterTable => alter::alter_table(file, statement, problems),
            Shape::CommentOn => object::comment_on(file, statement).map(|comment| comment.into_iter().collect()),
            Shape::DropTable => object::drop_object(file, statement, false),
            Shape::DropView => object::drop_object(file, statement, true),
            Shape::AlterType => alter_type::alter_type(file, statement),
            Shape::DropType => alter_type::drop_type(file, statement),
            Shape::DropIndex => alter_type::drop_index(file, statement),
            Shape::RenameTable => alter_type::rename_table(file, statement),
            // It changes how the next statements are read, and was looked at before.
            Shape::SearchPath => Ok(Vec::new()),
        }
    }

    /// Takes the `@dialect` of the file's first line out of the words of a declaration.
    fn take_dialect(&mut self, declaration: &mut Declaration) {
        let annotation = match declaration {
            Declaration::Table(table) => &mut table.annotation,
            Declaration::View(view) => &mut view.annotation,
            Declaration::Enum(found) => &mut found.annotation,
            _ => return,
        };
        annotation.words.retain(|word| {
            let is_dialect = matches!(word.meaning, Meaning::Dialect(_)) && word.span.line == 1;
            if is_dialect {
                self.name_dialect(word);
            }
            !is_dialect
        });
    }
}

/// The dialect that the first line names, for the lexer. Whether the word is right is checked later.
fn first_line_dialect(text: &str) -> Option<Dialect> {
    let line = text.lines().next()?.trim_start_matches('\u{feff}').trim_start_matches(['-', '/', '*', '#', ' ', '\t']);
    let name = line.strip_prefix("@dialect")?.split_whitespace().next()?;
    dialect::by_name(name.trim_end_matches(['*', '/']))
}
