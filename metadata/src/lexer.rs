//! SQL text as tokens and comments, for all dialects. Knows nothing of statements, and no text is wrong to it.
//!
//! Its time grows with the length of the text, whatever is in it.

mod lexis;
mod token;

pub use lexis::{Brackets, CodeComments, Lexis};
pub use token::{Comment, Kind, Lexeme, Token, without_parentheses, written};

/// Reads tokens one after the other.
#[derive(Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    lexis: Lexis,
    /// What ends a statement.
    delimiter: &'a str,
    /// Comments since they were last taken.
    comments: Vec<Comment>,
    /// Inside MySQL's `/*!40101 …`, which is code for it.
    in_code_comment: bool,
    /// No token of the next statement was read yet.
    between_statements: bool,
}

/// Returns the tokens of a text, without its comments.
#[must_use]
pub fn tokens(text: &str, lexis: Lexis) -> Vec<Token> {
    let mut lexer = Lexer::new(text, lexis);
    std::iter::from_fn(|| lexer.token()).collect()
}

impl<'a> Lexer<'a> {
    /// Creates a lexer at the start of a text. Statements end with `;`.
    #[must_use]
    pub const fn new(text: &'a str, lexis: Lexis) -> Self {
        Self {
            text,
            at: 0,
            lexis,
            delimiter: ";",
            comments: Vec::new(),
            in_code_comment: false,
            between_statements: true,
        }
    }

    /// Reads the next token. The comments before it are kept until they are taken.
    pub fn token(&mut self) -> Option<Token> {
        loop {
            match self.lexeme()? {
                Lexeme::Token(token) => return Some(token),
                Lexeme::Comment(comment) => self.comments.push(comment),
                Lexeme::Blank { .. } => {}
            }
        }
    }

    /// Takes the comments that were read since they were last taken.
    pub fn take_comments(&mut self) -> Vec<Comment> {
        std::mem::take(&mut self.comments)
    }

    /// Returns what ends a statement: `;`, or what MySQL's DELIMITER has set.
    #[must_use]
    pub const fn delimiter(&self) -> &'a str {
        self.delimiter
    }

    /// Sets what ends a statement, as MySQL's DELIMITER does. An empty delimiter stands for `;`.
    pub const fn set_delimiter(&mut self, delimiter: &'a str) {
        self.delimiter = if delimiter.is_empty() { ";" } else { delimiter };
    }

    /// Returns whether all of the text was read.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Passes over the rest of the line, and returns it.
    pub fn skip_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        self.at += line.len();
        line
    }

    /// Passes over whole lines, up to and including the one that is this text. PostgreSQL's COPY ends its data with
    /// such a line, `\.`. Returns whether there is one.
    pub fn skip_lines_to(&mut self, last: &str) -> bool {
        self.skip_line();
        while self.at < self.text.len() {
            self.at += 1;
            if self.skip_line().trim_end() == last {
                return true;
            }
        }
        false
    }

    /// Reads the next piece of the text: a token, a comment or a blank.
    pub fn lexeme(&mut self) -> Option<Lexeme> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let byte = *bytes.get(start)?;
        let blank = self.after_space(start).or_else(|| self.after_mark(start));
        if let Some(end) = blank {
            self.at = end;
            return Some(Lexeme::Blank { start, end });
        }
        if self.opens_line_comment(start) {
            self.skip_line();
            return Some(Lexeme::Comment(Comment { start, end: self.at, block: false }));
        }
        if bytes[start..].starts_with(b"/*") {
            let (end, closed) = self.after_block_comment(start);
            self.at = end;
            let comment = Lexeme::Comment(Comment { start, end, block: true });
            return Some(if closed { comment } else { Lexeme::Token(Token { kind: Kind::Unterminated, start, end }) });
        }
        let (kind, end) = self.token_at(start, byte);
        self.at = end;
        self.between_statements = kind == Kind::Terminator;
        Some(Lexeme::Token(Token { kind, start, end }))
    }

    /// The token that starts here, and its end.
    fn token_at(&self, start: usize, byte: u8) -> (Kind, usize) {
        if self.text[start..].starts_with(self.delimiter) {
            return (Kind::Terminator, start + self.delimiter.len());
        }
        let bytes = self.text.as_bytes();
        match byte {
            b'\'' => self.string(start, self.lexis.backslashes),
            b'"' | b'`' => self.quoted(start, byte, byte),
            b'[' if self.opens_name(start + 1) => self.quoted(start, b'[', b']'),
            b'$' if self.lexis.dollar_quotes => {
                self.dollar_tag(start).map_or((Kind::Symbol(byte), start + 1), |tag| self.dollar(start, tag))
            }
            b'0'..=b'9' => self.number(start),
            b'.' if bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => self.number(start),
            _ if is_word_start(byte) => self.word(start),
            _ => (Kind::Symbol(byte), start + 1),
        }
    }

    /// The end of the white space that starts here.
    fn after_space(&self, start: usize) -> Option<usize> {
        let is_space = |character: char| match character {
            // Files, and texts pasted from them, may begin with it.
            '\u{feff}' => true,
            _ if character.is_ascii() => character.is_whitespace(),
            _ => self.lexis.unicode_spaces && character.is_whitespace(),
        };
        let rest = &self.text[start..];
        let length = rest.find(|character| !is_space(character)).unwrap_or(rest.len());
        (length > 0).then_some(start + length)
    }

    /// The end of the mark that opens or closes code in a comment, if one stands here.
    fn after_mark(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[start..];
        if self.in_code_comment && rest.starts_with(b"*/") {
            self.in_code_comment = false;
            return Some(start + 2);
        }
        let opening = match (self.lexis.code_comments, rest) {
            (CodeComments::Versioned | CodeComments::All, [b'/', b'*', b'M', b'!', ..]) => 4,
            (CodeComments::Versioned, [b'/', b'*', b'!', b'0'..=b'9', ..]) => 3,
            (CodeComments::All, [b'/', b'*', b'!', ..]) => 3,
            _ => return None,
        };
        self.in_code_comment = true;
        let version = rest[opening..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        Some(start + opening + version)
    }

    fn opens_line_comment(&self, start: usize) -> bool {
        match &self.text.as_bytes()[start..] {
            [b'-', b'-', rest @ ..] => {
                let is_spaced = || rest.first().is_none_or(|byte| char::from(*byte).is_ascii_whitespace());
                // MySQL's client takes a line that begins with two dashes for a comment, unless it is inside a statement.
                let is_line = || self.between_statements && self.begins_line(start);
                !self.lexis.dashes_need_space || is_spaced() || is_line()
            }
            [b'#', ..] => self.lexis.hash_comments,
            _ => false,
        }
    }

    /// Whether only white space stands before this on its line.
    fn begins_line(&self, start: usize) -> bool {
        let before = &self.text[..start];
        let line = before.rfind('\n').map_or(before, |end| &before[end + 1..]);
        line.trim_start_matches('\u{feff}').trim().is_empty()
    }

    /// The end of the block comment that starts here, and whether it is closed.
    fn after_block_comment(&self, start: usize) -> (usize, bool) {
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(found) = self.text[at..].find(['*', '/']) {
            at += found;
            let rest = &self.text[at..];
            if rest.starts_with("*/") {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return (at, true);
                }
            } else if rest.starts_with("/*") && (depth == 0 || self.lexis.nested_comments) {
                depth += 1;
                at += 2;
            } else {
                at += 1;
            }
        }
        (self.text.len(), false)
    }

    /// A string from its opening quote on.
    fn string(&self, quote: usize, escapes: bool) -> (Kind, usize) {
        let bytes = self.text.as_bytes();
        let mut at = quote + 1;
        loop {
            let rest = &self.text[at..];
            let found = if escapes { rest.find(['\'', '\\']) } else { rest.find('\'') };
            let Some(found) = found else { return (Kind::Unterminated, self.text.len()) };
            at += found;
            if bytes[at] == b'\\' {
                at += 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
            } else if bytes.get(at + 1) == Some(&b'\'') {
                at += 2;
            } else {
                return (Kind::String { escapes }, at + 1);
            }
        }
    }

    fn quoted(&self, start: usize, open: u8, close: u8) -> (Kind, usize) {
        let mut at = start + 1;
        loop {
            let Some(found) = self.text[at..].find(char::from(close)) else {
                return (Kind::Unterminated, self.text.len());
            };
            at += found + 1;
            // A bracket cannot be doubled.
            if close != b']' && self.text.as_bytes().get(at) == Some(&close) {
                at += 1;
            } else {
                return (Kind::Quoted(open), at);
            }
        }
    }

    /// Whether a bracket with this behind it opens a name.
    fn opens_name(&self, at: usize) -> bool {
        match (self.lexis.brackets, self.text.as_bytes().get(at)) {
            (Brackets::Names, _) => true,
            (_, None | Some(b']')) => false,
            (Brackets::NamesAndArrays, Some(_)) => true,
            (Brackets::Arrays, Some(byte)) => is_word_start(*byte),
        }
    }

    /// `$tag$`, if that is what stands here.
    fn dollar_tag(&self, start: usize) -> Option<&'a str> {
        let rest = &self.text[start..];
        let length = rest[1..].find(|character: char| character != '_' && !character.is_alphanumeric())? + 1;
        let starts_like_a_name = !rest.as_bytes()[1].is_ascii_digit();
        (rest.as_bytes()[length] == b'$' && starts_like_a_name).then(|| &rest[..=length])
    }

    fn dollar(&self, start: usize, tag: &str) -> (Kind, usize) {
        let body = start + tag.len();
        match self.text[body..].find(tag) {
            Some(length) => (Kind::Dollar, body + length + tag.len()),
            None => (Kind::Unterminated, self.text.len()),
        }
    }

    /// A number: `12`, `0x1F`, `1_000`, `.5`, `1.5e-3`.
    fn number(&self, start: usize) -> (Kind, usize) {
        let bytes = self.text.as_bytes();
        let is_hex = bytes[start] == b'0' && matches!(bytes.get(start + 1), Some(b'x' | b'X'));
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            let is_exponent_sign =
                matches!(byte, b'+' | b'-') && at > start && !is_hex && matches!(bytes[at - 1], b'e' | b'E');
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || is_exponent_sign) {
                break;
            }
            at += 1;
        }
        (Kind::Number, self.before_delimiter(start, at))
    }

    /// The end of a word or a number before what DELIMITER has set: as in MySQL's client, `END$$` is END and its end.
    fn before_delimiter(&self, start: usize, end: usize) -> usize {
        if self.delimiter == ";" {
            return end;
        }
        self.text[start..end].find(self.delimiter).map_or(end, |length| start + length)
    }

    fn word(&self, start: usize) -> (Kind, usize) {
        let rest = &self.text[start..];
        let is_in_word = |character: char| match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => is_word(byte),
            _ => !(self.lexis.unicode_spaces && character.is_whitespace()),
        };
        let end = start + rest.find(|character| !is_in_word(character)).unwrap_or(rest.len());
        let end = self.before_delimiter(start, end);
        let bytes = self.text.as_bytes();
        if bytes.get(end) != Some(&b'\'') {
            return (Kind::Word, end);
        }
        // Any other word has a string of its own behind it.
        let bytes_of = |(kind, end)| (if kind == Kind::Unterminated { kind } else { Kind::Bytes }, end);
        match (&bytes[start..end], self.lexis.string_prefixes) {
            ([b'x' | b'X'], _) | ([b'b' | b'B'], true) => bytes_of(self.string(end, self.lexis.backslashes)),
            ([b'e' | b'E'], true) => self.string(end, true),
            ([b'n' | b'N'] | [b'_', ..], true) => self.string(end, self.lexis.backslashes),
            _ => (Kind::Word, end),
        }
    }
}

const fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

const fn is_word(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}
