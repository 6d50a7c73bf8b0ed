//! Text to statements. Those that say nothing about shape are counted and dropped, so a dump's data cost little.

use std::collections::{BTreeMap, BTreeSet};

use super::file::File;
use super::names;
use super::statement::{self, Shape, Verdict};
use super::tool_comments::{self, Direction};
use crate::report::Problem;
use realgar_metadata::lexer::{Comment, Kind, Lexer, Lexis, Token};

/// How many tokens it takes at most to tell what a statement is.
const JUDGED: usize = 24;

/// How many tokens it takes at most to know the name in CREATE SCHEMA IF NOT EXISTS AUTHORIZATION, and in MySQL's CREATE OR
/// REPLACE DEFINER = user@host FUNCTION.
const NAMED: usize = 12;

/// A statement that says something about shape.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) shape: Shape,
    /// Its tokens, without what ends it.
    pub(crate) tokens: Vec<Token>,
    /// The comments between its tokens, and after it on its last line.
    pub(crate) comments: Vec<Comment>,
    /// The comments on the lines directly above it.
    pub(crate) above: Vec<Comment>,
    /// The name of the CREATE SCHEMA that it stands in: CREATE SCHEMA s CREATE TABLE t (…).
    pub(crate) schema: Option<Token>,
}

/// A file, cut up.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    pub(crate) statements: Vec<Statement>,
    /// What was skipped, and how often.
    pub(crate) skipped: BTreeMap<String, usize>,
    /// How many statements could not even be cut out; each has its problem.
    pub(crate) broken: usize,
    /// The functions that were skipped, by their names in lower case.
    pub(crate) functions: BTreeSet<String>,
    /// Comments that do not belong to a statement that is read.
    pub(crate) loose: Vec<Comment>,
}

/// Cuts a file up.
pub(crate) fn split(file: &File<'_>, lexis: Lexis, problems: &mut Vec<Problem>) -> Statements {
    let lexer = Lexer::new(file.text, lexis);
    let mut splitter = Splitter { file, lexer, found: Statements::default(), problems, was_up: false, down: None };
    while splitter.statement() {}
    splitter.found
}

struct Splitter<'a, 'p> {
    file: &'a File<'a>,
    lexer: Lexer<'a>,
    found: Statements,
    problems: &'p mut Vec<Problem>,
    /// A comment said that what follows is the way up.
    was_up: bool,
    /// The comment that said that what follows takes back what was before.
    down: Option<String>,
}

impl Splitter<'_, '_> {
    /// Reads one statement. `false` if there are no more.
    fn statement(&mut self) -> bool {
        let Some(first) = self.lexer.token() else {
            let rest = self.lexer.take_comments();
            self.trailing(rest);
            return false;
        };
        let before = self.lexer.take_comments();
        let before = self.trailing(before);
        self.turn(&before);
        match first.kind {
            Kind::Terminator => self.found.loose.extend(before),
            // A command of psql or of SQLite's shell is one line.
            Kind::Symbol(b'\\' | b'.') => {
                self.client_command(first);
                self.found.loose.extend(before);
            }
            Kind::Word if self.is_delimiter(first) => {
                self.delimiter();
                self.found.loose.extend(before);
            }
            _ => {
                // The statements within CREATE SCHEMA have no semicolons between them.
                let mut next = self.body(first, before, None);
                while let Some((first, schema)) = next {
                    let before = self.lexer.take_comments();
                    let before = self.trailing(before);
                    next = self.body(first, before, Some(schema));
                }
            }
        }
        true
    }

    /// Looks for comments of tools for migrations, which write the way up and the way down into one file.
    fn turn(&mut self, comments: &[Comment]) {
        for comment in comments {
            let text = self.file.text[comment.start..comment.end].trim();
            let line = text.trim_start_matches(['-', '#', '/', '*']).trim_end_matches(['*', '/']);
            match tool_comments::direction(line) {
                Some(Direction::Up) => (self.was_up, self.down) = (true, None),
                // A single word may be anything, unless its opposite stands before it.
                Some(Direction::Down) if self.was_up || line.contains(['+', ':', '@']) => {
                    self.down = Some(text.to_owned());
                }
                _ => {}
            }
        }
    }

    /// A command of a client, up to the end of its line. Returns its name: `\connect`, `.schema`.
    fn client_command(&mut self, mark: Token) -> String {
        let line = self.lexer.skip_line();
        let name: String = line.chars().take_while(|character| character.is_alphanumeric()).collect();
        let name = self.file.text_of(mark).to_owned() + &name;
        self.count(&name);
        name
    }

    /// MySQL's client takes DELIMITER at the start of a line for a command of its own, even within a statement.
    fn is_delimiter(&self, token: Token) -> bool {
        let before = &self.file.text[self.file.line_start(token.start)..token.start];
        token.is(self.file.text, "DELIMITER") && before.trim_matches('\u{feff}').trim().is_empty()
    }

    fn delimiter(&mut self) {
        let delimiter = self.lexer.skip_line().split_whitespace().next().unwrap_or_default();
        self.lexer.set_delimiter(delimiter.trim_matches(['\'', '"']));
    }

    /// Reads a statement from its first token on. Returns the first token of the next one, if that stands in the same
    /// CREATE SCHEMA, and the schema's name.
    fn body(&mut self, first: Token, before: Vec<Comment>, schema: Option<Token>) -> Option<(Token, Token)> {
        let mut tokens = vec![first];
        let mut seen = vec![first];
        let mut words = vec![self.word(first)];
        let mut verdict = statement::judge(&words, false);
        let mut nesting = Nesting::default();
        let mut from_stdin = false;
        let mut within = schema;
        let mut depth = 0_usize;
        let mut next = None;
        let mut unterminated = (first.kind == Kind::Unterminated).then_some(first);
        while let Some(token) = self.lexer.token() {
            if token.kind == Kind::Unterminated {
                unterminated = Some(token);
            }
            let body = matches!(verdict, Verdict::SkipBody(_));
            // A delimiter is set so that statements can have semicolons inside.
            if token.kind == Kind::Terminator && !(body && nesting.inside() && self.lexer.delimiter() == ";") {
                break;
            }
            if self.lexer.delimiter() != ";" && self.is_delimiter(token) {
                self.delimiter();
                break;
            }
            if token.kind == Kind::Symbol(b'\\') {
                // psql's \g and MySQL's \G end a statement; other commands are carried out amid it.
                if self.client_command(token).to_ascii_lowercase().starts_with("\\g") {
                    break;
                }
                continue;
            }
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Word if depth == 0 && !body && self.begins_element(token) => {
                    within = within.or_else(|| self.created_schema(&seen));
                    if let Some(schema) = within {
                        next = Some((token, schema));
                        break;
                    }
                }
                _ => {}
            }
            if seen.len() < NAMED {
                seen.push(token);
            }
            if body {
                nesting.see(self.file.text_of(token), token.kind);
            }
            if matches!(verdict, Verdict::Unsure) && words.len() < JUDGED {
                words.push(self.word(token));
                verdict = statement::judge(&words, false);
            }
            match verdict {
                Verdict::Unsure | Verdict::Read(_) | Verdict::Unknown(_) => tokens.push(token),
                Verdict::Skip(ref kind) if kind == "COPY" => {
                    from_stdin |= self.file.text_of(token).eq_ignore_ascii_case("stdin");
                }
                _ => {}
            }
        }
        let mut broken = unterminated.is_some();
        if let Some(token) = unterminated {
            self.unterminated(token);
        }
        if nesting.inside() && self.lexer.is_end() && !broken {
            broken = true;
            self.endless_body(first, &nesting);
        }
        if matches!(verdict, Verdict::Unsure) {
            verdict = statement::judge(&words, true);
        }
        let inside = self.lexer.take_comments();
        if let (Some(down), false) = (&self.down, broken) {
            let words = words.iter().take(2).take_while(|word| *word != "\"").cloned().collect::<Vec<_>>();
            self.count(&format!("{} under `{down}`", words.join(" ")));
            self.found.loose.extend(before);
            return next;
        }
        match verdict {
            Verdict::Read(shape) => {
                let mut above = self.above(before, first);
                // The first line is about the file, and nothing else of an ALTER TABLE would take its word.
                let is_first_line = above.first().is_some_and(|comment| self.file.line(comment.start) == 0);
                if shape == Shape::AlterTable && is_first_line {
                    self.found.loose.push(above.remove(0));
                }
                if !broken {
                    names::mark(self.file, shape, &mut tokens);
                    self.found.statements.push(Statement { shape, tokens, comments: inside, above, schema });
                }
            }
            Verdict::Skip(kind) | Verdict::SkipBody(kind) => {
                if from_stdin && !self.lexer.skip_lines_to("\\.") {
                    broken = true;
                    let problem = Problem::new("the data of this COPY never end", self.file.span_of(first));
                    self.problems.push(problem.cure("end them with a line `\\.`"));
                }
                if !broken {
                    self.count(&kind);
                    if ["CREATE FUNCTION", "CREATE AGGREGATE"].contains(&kind.as_str()) {
                        let name = self.function_name(&seen);
                        self.found.functions.extend(name);
                    }
                }
                self.found.loose.extend(before);
            }
            Verdict::Unknown(at) if !broken => {
                broken = true;
                self.unknown(tokens[at.min(tokens.len() - 1)]);
            }
            Verdict::Unknown(_) | Verdict::Unsure => {}
        }
        self.found.broken += usize::from(broken);
        next
    }

    /// Whether a statement within CREATE SCHEMA may begin with this word.
    fn begins_element(&self, token: Token) -> bool {
        ["CREATE", "GRANT"].iter().any(|word| token.is(self.file.text, word))
    }

    /// The name of the schema that a statement with these first tokens creates.
    fn created_schema(&self, tokens: &[Token]) -> Option<Token> {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(self.file.text, word));
        if !(is(0, "CREATE") && is(1, "SCHEMA")) {
            return None;
        }
        let at = if is(2, "IF") && is(3, "NOT") && is(4, "EXISTS") { 5 } else { 2 };
        tokens.get(at + usize::from(is(at, "AUTHORIZATION"))).copied()
    }

    /// The name of the function that a statement with these first tokens creates, without its schema.
    fn function_name(&self, tokens: &[Token]) -> Option<String> {
        let is = |token: &Token, word: &str| token.is(self.file.text, word);
        let at = tokens.iter().position(|token| is(token, "FUNCTION") || is(token, "AGGREGATE"))?;
        // MariaDB: CREATE AGGREGATE FUNCTION, and IF NOT EXISTS.
        let words = ["FUNCTION", "IF", "NOT", "EXISTS"];
        let mut at = at + 1;
        while tokens.get(at).is_some_and(|token| words.iter().any(|word| is(token, word))) {
            at += 1;
        }
        while tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Symbol(b'.')) {
            at += 2;
        }
        Some(self.file.value_of(*tokens.get(at)?).to_lowercase())
    }

    /// The end of the file was reached within BEGIN … END or parentheses, so statements may have been taken for a part
    /// of the body.
    fn endless_body(&mut self, first: Token, nesting: &Nesting) {
        let what = if nesting.blocks > 0 { "`END`" } else { "`)`" };
        let problem = Problem::new("the body of this statement never ends", self.file.span_of(first));
        self.problems.push(problem.cure(format!("add the missing {what}, or set another `DELIMITER` around it")));
    }

    /// A token as the judge of statements reads it.
    fn word(&self, token: Token) -> String {
        match token.kind {
            Kind::Word | Kind::Name | Kind::Symbol(_) => self.file.text_of(token).to_ascii_uppercase(),
            // A name in quotes is not a keyword.
            _ => String::from("\""),
        }
    }

    fn count(&mut self, kind: &str) {
        match self.found.skipped.get_mut(kind) {
            Some(count) => *count += 1,
            None => {
                self.found.skipped.insert(kind.to_owned(), 1);
            }
        }
    }

    /// Gives the comments on the last line of the previous statement to it; returns the others.
    fn trailing(&mut self, comments: Vec<Comment>) -> Vec<Comment> {
        let Some(last) = self.found.statements.last_mut() else { return comments };
        let Some(line) = last.tokens.last().map(|token| self.file.line(token.end)) else { return comments };
        let (own, others) = comments.into_iter().partition(|comment| self.file.line(comment.start) == line);
        let own: Vec<Comment> = own;
        last.comments.extend(own);
        others
    }

    /// Returns the comments that end on the lines directly above a statement. The others are loose.
    fn above(&mut self, mut comments: Vec<Comment>, first: Token) -> Vec<Comment> {
        let mut line = self.file.line(first.start);
        let mut from = comments.len();
        while let Some(comment) = from.checked_sub(1).map(|at| comments[at]) {
            let begins_line = self.file.text[self.file.line_start(comment.start)..comment.start].trim().is_empty();
            if !begins_line || self.file.line(comment.end.saturating_sub(1)) + 1 < line {
                break;
            }
            from -= 1;
            line = self.file.line(comments[from].start);
        }
        let above = comments.split_off(from);
        self.found.loose.extend(comments);
        above
    }

    fn unterminated(&mut self, token: Token) {
        let (what, cure) = match self.file.text.as_bytes()[token.start] {
            b'/' => ("comment", "end it with `*/`"),
            b'$' => ("dollar-quoted string", "end it with the tag it begins with"),
            b'"' | b'`' | b'[' => ("quoted name", "end it with the quote it begins with"),
            _ => ("string", "end it with `'`; a quote inside is written `''`"),
        };
        let span = self.file.span(token.start, token.start + 1);
        self.problems.push(Problem::new(format!("this {what} never ends"), span).cure(cure));
    }

    fn unknown(&mut self, token: Token) {
        let text = self.file.text_of(token);
        let span = self.file.span_of(token);
        let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
        let problem = Problem::new(format!("no SQL statement begins with `{shown}`"), span);
        self.problems.push(match statement::like(&text.to_ascii_uppercase()) {
            Some(word) => problem.cure(format!("did you mean `{word}`?")),
            None => problem.cure("statements end with `;`; comments begin with `--`"),
        });
    }
}

/// How deep in BEGIN … END and parentheses a routine's body is.
#[derive(Debug, Default)]
struct Nesting {
    blocks: usize,
    parentheses: usize,
    /// The last word was END: an IF, LOOP or the like after it closes what was not counted.
    after_end: bool,
}

impl Nesting {
    fn inside(&self) -> bool {
        self.blocks > 0 || self.parentheses > 0
    }

    fn see(&mut self, text: &str, kind: Kind) {
        let after_end = std::mem::take(&mut self.after_end);
        match kind {
            Kind::Symbol(b'(') => self.parentheses += 1,
            Kind::Symbol(b')') => self.parentheses = self.parentheses.saturating_sub(1),
            Kind::Word => match text.to_ascii_uppercase().as_str() {
                "BEGIN" => self.blocks += 1,
                "CASE" if !after_end => self.blocks += 1,
                "IF" | "LOOP" | "WHILE" | "REPEAT" if after_end => self.blocks += 1,
                "END" => {
                    self.blocks = self.blocks.saturating_sub(1);
                    self.after_end = true;
                }
                _ => {}
            },
            _ => {}
        }
    }
}
