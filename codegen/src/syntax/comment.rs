//! Comments to documentation and `@words`. Which table or column a comment belongs to is not decided here.

use realgar_metadata::{Dialect, Span};

use super::dialect;
use super::file::File;
use super::relationship_words::{self, RelationshipWords};
use super::tool_comments;
use crate::naming;
use crate::report::Problem;
use realgar_metadata::lexer::Comment;

/// The words that may follow an `@`.
const WORDS: [&str; 9] = ["model", "relationship", "type", "version", "name", "enum", "label", "skip", "dialect"];

/// What the comments at one place say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Annotation {
    /// The prose.
    pub(crate) docs: Option<String>,
    /// The `@words`.
    pub(crate) words: Vec<Word>,
}

/// An `@word` and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) meaning: Meaning,
    pub(crate) span: Span,
}

/// What an `@word` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// `@model Name`
    Model(String),
    /// `@relationship …`
    Relationship(Box<RelationshipWords>),
    /// `@type path::To<Rust>`
    Type(String),
    /// `@version`
    Version,
    /// `@name rust_name`
    Name(String),
    /// `@enum Name`
    Enum(String),
    /// `@label 'in stock' Variant`
    Label { label: String, variant: String },
    /// `@skip`
    Skip,
    /// `@dialect sqlite`
    Dialect(Dialect),
}

impl Meaning {
    /// The word as it is written.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Model(_) => "@model",
            Self::Relationship(_) => "@relationship",
            Self::Type(_) => "@type",
            Self::Version => "@version",
            Self::Name(_) => "@name",
            Self::Enum(_) => "@enum",
            Self::Label { .. } => "@label",
            Self::Skip => "@skip",
            Self::Dialect(_) => "@dialect",
        }
    }

    /// Where the word belongs.
    const fn place(&self) -> &'static str {
        match self {
            Self::Model(_) => "on the line above CREATE TABLE, VIEW or TYPE",
            Self::Relationship(_) => {
                "on a column that refers to a table, above a FOREIGN KEY, or above the CREATE TABLE of an association table"
            }
            Self::Type(_) | Self::Version => "on the line of a column, or above it",
            Self::Name(_) | Self::Skip => "on the line of a column or above it, or above CREATE TABLE",
            Self::Enum(_) | Self::Label { .. } => {
                "on the line of a column whose values are listed, or above CREATE TYPE"
            }
            Self::Dialect(_) => "on the first line of the file",
        }
    }
}

impl Word {
    /// The problem of a word that means nothing where it stands.
    pub(crate) fn misplaced(&self, here: &str) -> Problem {
        Problem::new(format!("`{}` means nothing {here}", self.meaning.word()), self.span)
            .cure(format!("put it {}, without an empty line between", self.meaning.place()))
    }
}

/// Reads the comments at one place.
pub(crate) fn read(file: &File<'_>, comments: &[Comment], problems: &mut Vec<Problem>) -> Annotation {
    let mut annotation = Annotation::default();
    let mut docs: Vec<&str> = Vec::new();
    for comment in comments {
        for line in lines(file, *comment) {
            if line.text.starts_with('@') {
                Words { file, line, problems, found: &mut annotation.words }.read();
            } else {
                stray(file, line, problems);
                if !tool_comments::is_of_tool(line.text) {
                    docs.push(line.text);
                }
            }
        }
    }
    while docs.last().is_some_and(|line| line.is_empty()) {
        docs.pop();
    }
    let first = docs.iter().position(|line| !line.is_empty()).unwrap_or(docs.len());
    annotation.docs = (first < docs.len()).then(|| docs[first..].join("\n"));
    annotation
}

/// Reads comments that belong to nothing. Prose is fine there, but a known `@word` would be lost, which is a problem.
pub(crate) fn read_loose(file: &File<'_>, comments: &[Comment], problems: &mut Vec<Problem>) -> Vec<Word> {
    let mut dialects = Vec::new();
    for line in comments.iter().flat_map(|comment| lines(file, *comment)) {
        let Some(rest) = line.text.strip_prefix('@') else { continue };
        let word: &str = rest.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        if !WORDS.contains(&word) {
            continue;
        }
        let mut found = Vec::new();
        Words { file, line, problems, found: &mut found }.read();
        for word in found {
            match word.meaning {
                Meaning::Dialect(_) => dialects.push(word),
                _ => problems.push(word.misplaced("here")),
            }
        }
    }
    dialects
}

/// A line of a comment without its marks, and where it starts in the file.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
}

fn lines<'a>(file: &File<'a>, comment: Comment) -> Vec<Line<'a>> {
    let text = &file.text[comment.start..comment.end];
    let mut start = comment.start;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let marks: &[char] = if comment.block { &['/', '*', '!'] } else { &['-', '#'] };
        let stripped = line.trim_start().trim_start_matches(marks);
        let stripped = if comment.block { stripped.trim_end().trim_end_matches(['*', '/']) } else { stripped };
        let text = stripped.trim();
        // Rulers are decoration.
        let is_ruler = !text.is_empty() && text.chars().all(|character| "-=*#_~+/ ".contains(character));
        if !is_ruler {
            let offset = line.find(text).unwrap_or(0);
            lines.push(Line { text, start: start + offset });
        }
        start += line.len() + 1;
    }
    lines
}

/// A known `@word` in the middle of prose is most likely meant as one.
fn stray(file: &File<'_>, line: Line<'_>, problems: &mut Vec<Problem>) {
    for (at, _) in line.text.match_indices(" @") {
        let word = line.text[at + 2..].split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        if WORDS.contains(&word) {
            let start = line.start + at + 1;
            let span = file.span(start, start + 1 + word.len());
            problems.push(
                Problem::new(format!("`@{word}` is only read at the start of a comment's line"), span)
                    .cure("put it on a comment line of its own, before or after the prose"),
            );
        }
    }
}

/// Reads the `@words` of one line.
struct Words<'a, 'p> {
    file: &'a File<'a>,
    line: Line<'a>,
    problems: &'p mut Vec<Problem>,
    found: &'p mut Vec<Word>,
}

impl Words<'_, '_> {
    fn read(self) {
        let line = self.line;
        let mut starts: Vec<usize> = vec![0];
        starts.extend(line.text.match_indices(" @").map(|(at, _)| at + 1));
        for (position, start) in starts.iter().enumerate() {
            let end = starts.get(position + 1).copied().unwrap_or(line.text.len());
            let text = line.text[*start..end].trim_end();
            let at = line.start + start;
            match self.word(text, at) {
                Ok(meaning) => {
                    let span = self.file.span(at, at + text.len());
                    let is_same = |known: &Meaning| match (known, &meaning) {
                        (Meaning::Label { label: known, .. }, Meaning::Label { label, .. }) => known == label,
                        _ => known.word() == meaning.word(),
                    };
                    if self.found.iter().any(|word| is_same(&word.meaning)) {
                        self.problems
                            .push(Problem::new(format!("`{}` is given twice", meaning.word()), span).cure("keep one"));
                    } else {
                        self.found.push(Word { meaning, span });
                    }
                }
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn word(&self, text: &str, at: usize) -> Result<Meaning, Problem> {
        let word = text[1..].split_whitespace().next().unwrap_or_default();
        let arguments = text[1..].trim_start()[word.len()..].trim();
        let span = self.file.span(at, at + 1 + word.len());
        match word {
            "model" => Ok(Meaning::Model(self.identifier(word, arguments, at)?)),
            "name" => Ok(Meaning::Name(self.identifier(word, arguments, at)?)),
            "enum" => Ok(Meaning::Enum(self.identifier(word, arguments, at)?)),
            "label" => self.label(arguments, at),
            "type" if arguments.is_empty() => Err(Problem::new("`@type` lacks the Rust type", span)
                .cure("write `@type path::To<Rust>`, a type that implements `SqlMapped`")),
            "type" => match syn::parse_str::<syn::TypePath>(arguments) {
                Ok(_) => Ok(Meaning::Type(arguments.to_owned())),
                Err(_) => Err(Problem::new(
                    format!("`{arguments}` is not the path of a Rust type"),
                    self.argument(arguments, at),
                )
                .cure("write `@type path::To<Rust>`, a type that implements `SqlMapped`")),
            },
            "version" => self.alone(word, arguments, at).map(|()| Meaning::Version),
            "skip" => self.alone(word, arguments, at).map(|()| Meaning::Skip),
            "dialect" => dialect::by_name(arguments).map(Meaning::Dialect).ok_or_else(|| {
                Problem::new(format!("`{arguments}` is not a dialect"), self.argument(arguments, at))
                    .cure("write `-- @dialect sqlite`, `postgresql` or `mysql`")
            }),
            "relationship" => {
                relationship_words::read(self.file, arguments, at).map(|words| Meaning::Relationship(Box::new(words)))
            }
            _ => {
                let cure = match naming::closest(word, WORDS) {
                    Some(known) => format!("did you mean `@{known}`?"),
                    None => format!(
                        "known words are {}; prose must not begin with `@`",
                        WORDS.map(|word| format!("`@{word}`")).join(", ")
                    ),
                };
                Err(Problem::new(format!("unknown word `@{word}`"), span).cure(cure))
            }
        }
    }

    /// The label, perhaps in quotes, and its variant.
    fn label(&self, arguments: &str, at: usize) -> Result<Meaning, Problem> {
        let cure = "write `@label 'the label' Variant`";
        let Some((label, variant)) = arguments.rsplit_once(char::is_whitespace) else {
            let problem = Problem::new("`@label` lacks the label or its variant", self.argument(arguments, at));
            return Err(problem.cure(cure));
        };
        if !naming::is_identifier(variant) {
            let problem = Problem::new(format!("`{variant}` cannot be a Rust name"), self.argument(variant, at));
            return Err(problem.cure(cure));
        }
        let label = label.trim();
        let label = label.strip_prefix('\'').and_then(|label| label.strip_suffix('\'')).unwrap_or(label);
        Ok(Meaning::Label { label: label.replace("''", "'"), variant: variant.to_owned() })
    }

    /// The place of an argument, or of the word if the argument is missing.
    fn argument(&self, argument: &str, at: usize) -> Span {
        match self.file.text[at..].find(argument) {
            Some(offset) if !argument.is_empty() => self.file.span(at + offset, at + offset + argument.len()),
            _ => self.file.span(at, at + 1),
        }
    }

    fn alone(&self, word: &str, arguments: &str, at: usize) -> Result<(), Problem> {
        if arguments.is_empty() {
            return Ok(());
        }
        Err(Problem::new(format!("`@{word}` stands alone"), self.argument(arguments, at))
            .cure("put prose on a comment line of its own"))
    }

    fn identifier(&self, word: &str, argument: &str, at: usize) -> Result<String, Problem> {
        let example = match word {
            "model" => "@model User",
            "enum" => "@enum Status",
            _ => "@name rust_name",
        };
        if argument.is_empty() {
            return Err(Problem::new(format!("`@{word}` lacks the name"), self.argument(word, at))
                .cure(format!("write `{example}`")));
        }
        if naming::is_identifier(argument) {
            return Ok(argument.to_owned());
        }
        let mut words = argument.split_whitespace();
        let first = words.next().unwrap_or_default();
        if let (true, Some(second)) = (naming::is_identifier(first), words.next()) {
            return Err(Problem::new(
                format!("unknown word `{second}` after `@{word} {first}`"),
                self.argument(second, at),
            )
            .cure("put prose on a comment line of its own"));
        }
        Err(Problem::new(format!("`{argument}` cannot be a Rust name"), self.argument(argument, at))
            .cure(format!("write `{example}`")))
    }
}
